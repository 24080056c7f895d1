"""The zip of the site, unpacked and served by Python's own server, with no network at all."""

import re
import sys
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.async_api import expect

from live.pages import runtime, site
from tests.browser.test_panel import Panel, folder, live_port  # noqa: F401  # fixtures
from tests.processes import run

pytestmark = [pytest.mark.browser, pytest.mark.real]


async def test_panels_run_and_the_search_finds_from_the_unpacked_zip(
    page: Any,
    folder: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    runtime.write_zip(site.site_files(folder), tmp_path / "site.zip")
    with zipfile.ZipFile(tmp_path / "site.zip") as archive:
        archive.extractall(tmp_path)
    command = [sys.executable, "-m", "http.server", "0", "--bind", "127.0.0.1"]
    async with run(*command, cwd=tmp_path / site.NAME) as server:
        port = (await server.says(r"port (\d+)"))[1]
        elsewhere: list[str] = []

        async def answer(route: Any) -> None:
            """Let the page reach this server, and nothing else."""
            if urlsplit(route.request.url).netloc == f"127.0.0.1:{port}":
                await route.continue_()
            else:
                elsewhere.append(route.request.url)
                await route.abort()

        await page.route(re.compile("^(http|ws)"), answer)
        await page.goto(f"http://127.0.0.1:{port}/echo.html")
        panel = Panel(page.locator("section.live").first)
        await panel.run()
        await panel.say("A", "hello")
        await panel.heard("A ← text Echo: hello")
        await page.goto(f"http://127.0.0.1:{port}/search.html?q=room")
        await expect(page.locator("#search-results a").first).to_have_text("room")
        assert elsewhere == []
