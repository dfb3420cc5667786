"""What a page may load and use: nothing but the site's own files, and no device."""

from __future__ import annotations

_ALLOWED = (
    "default-src 'none'",
    # WebAssembly is what the search is written in; it is one of the site's own files.
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
    # No script may turn text into HTML, code or the address of code. The one exception is in
    # `finder.js`: the address of the search's worker.
    "require-trusted-types-for 'script'",
    "trusted-types default",
)

POLICY = "; ".join(_ALLOWED)
"""The content security policy of every page, as its `<meta>` says it."""

PREVIEW_POLICY = POLICY.replace("'wasm-unsafe-eval'", "'wasm-unsafe-eval' 'unsafe-inline'")
"""The same for `mkdocs serve`, which writes its live reload into each page."""

_UNUSED = (
    "accelerometer autoplay camera clipboard-read display-capture encrypted-media "
    "fullscreen gamepad geolocation gyroscope hid identity-credentials-get idle-detection "
    "local-fonts magnetometer microphone midi otp-credentials payment picture-in-picture "
    "publickey-credentials-create publickey-credentials-get screen-wake-lock serial "
    "storage-access usb window-management xr-spatial-tracking"
).split()
"""What a browser can give to a page, and no page of ours asks for."""

PERMISSIONS = ", ".join([*(f"{name}=()" for name in _UNUSED), "clipboard-write=(self)"])
"""Denies each of them. The form for a new story copies its text to the clipboard."""

HEADERS = f"""/*
  Content-Security-Policy: {POLICY}; frame-ancestors 'none'
  Cross-Origin-Opener-Policy: same-origin
  Permissions-Policy: {PERMISSIONS}
  Referrer-Policy: strict-origin-when-cross-origin
  Strict-Transport-Security: max-age=31536000
  X-Content-Type-Options: nosniff
"""
"""The site's `_headers` file, for the hosts that read one: what a `<meta>` cannot say, too."""
