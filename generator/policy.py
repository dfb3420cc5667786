"""What a page may load: nothing but the site's own files."""

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
)

POLICY = "; ".join(_ALLOWED)
"""The content security policy of every page, as its `<meta>` says it."""

PREVIEW_POLICY = POLICY.replace("'wasm-unsafe-eval'", "'wasm-unsafe-eval' 'unsafe-inline'")
"""The same in a preview, whose server writes its live reload into each page."""

HEADERS = f"""/*
  Content-Security-Policy: {POLICY}; frame-ancestors 'none'
  Referrer-Policy: strict-origin-when-cross-origin
  X-Content-Type-Options: nosniff
"""
"""The site's `_headers` file, for the hosts that read one: what a `<meta>` cannot say, too."""
