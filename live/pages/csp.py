"""The Content-Security-Policy of each page: a ``meta`` element, made when the page is written.

A static host sends no header of ours. The policy allows what the site itself serves, the inline
scripts that stand in the page by their hashes, WebAssembly, and the reader's own machine.
"""

import base64
import hashlib
import re
from html import escape

from sphinx_autobuild.middleware import web_socket_script

META = '<meta http-equiv="Content-Security-Policy"'
CHARSET = re.compile(r'<meta charset="utf-8"\s*/?>', re.IGNORECASE)
INLINE = re.compile(r"<script(?P<attributes>[^>]*)>(?P<code>.*?)</script>", re.DOTALL)


def policy(html: str, live_port: str, docs_port: str) -> str:
    """The policy under which a page works."""
    scripts = [
        match["code"]
        for match in INLINE.finditer(html)
        if "src=" not in match["attributes"] and "application/json" not in match["attributes"]
    ]
    # `make live` adds this script as it serves a page, to load it again when it was saved.
    reload = web_socket_script(f"127.0.0.1:{docs_port}")
    scripts += [match["code"] for match in INLINE.finditer(reload)]
    hashes = " ".join(sorted({source_hash(code) for code in scripts}))
    machine = f"ws://localhost:{live_port} http://localhost:{live_port}"
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src 'self' 'wasm-unsafe-eval' {hashes}",
            "style-src 'self' 'unsafe-inline'",  # the editor and the theme set styles from scripts
            "img-src 'self' data:",
            f"connect-src 'self' ws://127.0.0.1:{docs_port} {machine}",
            "worker-src 'self' blob:",
            "frame-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
        ]
    )


def source_hash(code: str) -> str:
    """An inline script as a policy names it."""
    digest = hashlib.sha256(code.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def protect(html: str, live_port: str, docs_port: str) -> str:
    """The page with its policy as the first thing after its charset."""
    meta = f'{META} content="{escape(policy(html, live_port, docs_port), quote=True)}">'
    return CHARSET.sub(lambda charset: f"{charset[0]}{meta}", html, count=1)
