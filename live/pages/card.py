"""The picture that whoever shows a link to the site puts beside it: docs/_static/card.png.

``python -m live.pages.card`` takes it again, with Chromium, when the mark or the name has changed;
the picture names what it was made of, so that a test sees that it is up to date.
"""

import asyncio
import hashlib
import runpy
import shutil
import struct
import zlib
from html import escape

from playwright.async_api import async_playwright

from live.pages.runtime import ROOT

CARD = ROOT / "docs" / "_static" / "card.png"
WIDTH, HEIGHT = 1200, 630
STYLE = """
body { margin: 0; height: 630px; display: flex; align-items: center; gap: 64px; padding: 0 88px;
  box-sizing: border-box; background: #14181f; color: #fff; font-family: system-ui, sans-serif }
svg { flex: none; width: 264px; height: 264px }
h1 { margin: 0; font-size: 104px; line-height: 1; letter-spacing: -0.02em }
p { margin: 28px 0 0; font-size: 44px; line-height: 1.3; color: #b9c3d1 }
"""


def page() -> str:
    """The card as a page of HTML: the mark, the name of the site, and what it is about."""
    settings = runpy.run_path(str(ROOT / "conf.py"))
    mark = (CARD.parent / "mark.svg").read_text("utf-8")
    name, words = escape(settings["project"]), escape(settings["html_context"]["subtitle"])
    return f"<style>{STYLE}</style>{mark}<div><h1>{name}</h1><p>{words}</p></div>"


def made_of(html: str) -> bytes:
    """A name for a page."""
    return hashlib.sha256(html.encode()).hexdigest().encode()


def mark_source(png: bytes, html: str) -> bytes:
    """The picture with a text chunk, ``Source``, behind its head, which is its first 33 bytes."""
    chunk = b"tEXtSource\0" + made_of(html)
    length, check = struct.pack(">I", len(chunk) - 4), struct.pack(">I", zlib.crc32(chunk))
    return png[:33] + length + chunk + check + png[33:]


async def take() -> None:
    """Take the picture."""
    html = page()
    program = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=program)
        window = await chromium.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        await window.set_content(html)
        CARD.write_bytes(mark_source(await window.screenshot(), html))
        await chromium.close()


if __name__ == "__main__":
    asyncio.run(take())
