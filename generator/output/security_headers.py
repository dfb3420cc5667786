"""Defines the content security policy and the headers of the site."""

from __future__ import annotations

_ALLOWED = (
    "default-src 'none'",
    # Pagefind is WebAssembly, and served by the site itself.
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    # No script may turn text into HTML or code. The one exception is the address of the search's
    # worker, in `finder.js`.
    "require-trusted-types-for 'script'",
    "trusted-types default",
)

POLICY = "; ".join(_ALLOWED)
"""The content security policy in the `<meta>` of every page."""

PREVIEW_POLICY = POLICY.replace("'wasm-unsafe-eval'", "'wasm-unsafe-eval' 'unsafe-inline'")
"""The same for `mkdocs serve`, which writes its live reload into each page."""

_UNUSED = (
    "accelerometer autoplay camera clipboard-read display-capture encrypted-media "
    "fullscreen gamepad geolocation gyroscope hid identity-credentials-get idle-detection "
    "local-fonts magnetometer microphone midi otp-credentials payment picture-in-picture "
    "publickey-credentials-create publickey-credentials-get screen-wake-lock serial "
    "storage-access usb window-management xr-spatial-tracking"
).split()
"""Browser features that no page uses."""

PERMISSIONS = ", ".join([*(f"{name}=()" for name in _UNUSED), "clipboard-write=(self)"])
"""Denies them all. The form for new stories copies its text to the clipboard."""

HEADERS = f"""/*
  Content-Security-Policy: {POLICY}; frame-ancestors 'none'
  Cross-Origin-Opener-Policy: same-origin
  Permissions-Policy: {PERMISSIONS}
  Referrer-Policy: strict-origin-when-cross-origin
  Strict-Transport-Security: max-age=31536000
  X-Content-Type-Options: nosniff
"""
"""The `_headers` file, for hosts that read one; a `<meta>` can't express all of it."""
