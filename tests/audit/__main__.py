"""The whole site as a static host serves it, in Lighthouse and in Firefox: ``make audit``."""

import argparse
import asyncio
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from live.pages import panel
from tests.conftest import chromium_path
from tests.nginx_server import MAIN, NGINX
from tests.processes import ROOT, free_ports, run

HERE = Path(__file__).parent
SITE = ROOT / "build" / "html"


@contextlib.asynccontextmanager
async def host(site: Path) -> AsyncIterator[str]:
    """Serve a folder with nginx; its address."""
    with tempfile.TemporaryDirectory(prefix="nginx-") as name:
        folder = Path(name)
        port = str(free_ports(1)[0])
        text = (HERE / "nginx.conf").read_text("utf-8")
        (folder / "chat.conf").write_text(text.replace("PORT", port).replace("SITE", str(site)))
        (folder / "nginx.conf").write_text(MAIN.format(folder=folder), "utf-8")
        command = [NGINX, "-p", name, "-c", f"{name}/nginx.conf", "-e", "stderr"]
        if os.geteuid() == 0:  # else its worker is a user who may not read the site
            command += ["-g", "user root;"]
        async with run(*command) as program:
            await program.says("start worker process ")
            yield f"http://127.0.0.1:{port}"


def install(node: str) -> None:
    """``npm ci``, unless the lock file's packages are there."""
    lock = (HERE / "package-lock.json").read_bytes()
    mark = HERE / "node_modules" / ".installed"
    if not mark.exists() or mark.read_bytes() != lock:
        npm = Path(node).with_name("npm")
        command: list[str | Path] = [npm, "ci", "--no-audit", "--no-fund", "--silent"]
        subprocess.run(command, cwd=HERE, check=True)
        mark.write_bytes(lock)


async def audit(pages: list[str]) -> int:
    """Run both; 1 if one fails."""
    node = panel.node_program()
    install(node)
    firefox = shutil.which("firefox-esr") or shutil.which("firefox")
    assert firefox, "Firefox is missing: run `make audit`, which installs it"
    async with host(SITE) as address:
        programs = [
            ["firefox.mjs", firefox, address],
            ["lighthouse.mjs", chromium_path(), address, *pages],
        ]
        failed = 0
        for program in programs:
            process = await asyncio.create_subprocess_exec(node, *program, cwd=HERE)
            failed |= int(bool(await process.wait()))
        return failed


def main() -> int:
    """Audit the pages that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*", help="as ch02_echo.html; all if none is named")
    pages = parser.parse_args().pages or sorted(page.name for page in SITE.glob("*.html"))
    if not pages:
        sys.exit(f"{SITE.relative_to(ROOT)} should be built first: make docs")
    return asyncio.run(audit(pages))


if __name__ == "__main__":
    sys.exit(main())
