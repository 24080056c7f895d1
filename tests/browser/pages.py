"""A page with a server in it, beside a process that serves the same on a real socket."""

import asyncio
from typing import Any

from live.pages import runtime
from tests.processes import ROOT

TYPES = {".mjs": "text/javascript", ".js": "text/javascript", ".json": "application/json"}
TYPES |= {".wasm": "application/wasm", ".html": "text/html", ".css": "text/css"}

START = """async (files) => {
    const { startRuntime } = await import(`${files}/build/runtime/runtime.mjs`);
    window.said = "";
    const onMessage = (told) => {
        if (["print", "log"].includes(told.type)) said += Object.values(told).join(" ") + "\\n";
    };
    window.runtime = startRuntime({ onMessage });
    await runtime.ready;
}"""


async def serve_files(page: Any, origin: str) -> str:
    """Let the page find the project's files under an address of its own origin; the address."""

    async def answer(route: Any) -> None:
        file = ROOT / route.request.url.removeprefix(f"{origin}/files/").partition("?")[0]
        kind = TYPES.get(file.suffix, "application/octet-stream")
        if file.is_file():
            await route.fulfill(body=file.read_bytes(), content_type=kind)
        else:
            await route.fulfill(status=404)

    await page.route(f"{origin}/files/**", answer)
    return f"{origin}/files"


async def open_page(page: Any, origin: str) -> str:
    """Go to a server's own page and start ``window.runtime`` there; where the files are.

    It has to be the server's page: Chromium lets no page from elsewhere connect to this machine.
    ``window.said`` is what the server in the page prints and logs.
    """
    await asyncio.to_thread(runtime.main)
    files = await serve_files(page, origin)
    await page.goto(f"{origin}/")
    await page.evaluate(START, files)
    return files
