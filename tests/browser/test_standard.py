"""The page's WebSocket class keeps the rules of the standard, and Chromium's own class agrees."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from live.pages import runtime
from live.pages.panel import node_program
from tests.browser.pages import serve_files
from tests.browser.under_node import run_tests
from tests.processes import serve_command

RULES = Path(__file__).parent / "standard"
CLASS = ["page_socket.mjs", "socket_arguments.mjs"]
SECTIONS = [
    *("binary_type", "buffered_amount", "close", "close_event", "constructor", "event_target"),
    *("events", "extensions", "handlers", "interface", "ready_state", "send"),
    *("subprotocols", "surrogates"),
]

CHECK = """async ([files, sections, which]) => {
    const { check, pageWorld, rules } = await import(`${files}/tests/browser/standard/rules.mjs`);
    for (const name of sections) await import(`${files}/tests/browser/standard/${name}.test.mjs`);
    const world = pageWorld(location.origin);
    const except = {};
    for (const { title, sentence, except: why } of rules) {
        if (why[which]) except[`${title}: ${sentence}`] = why[which];
    }
    if (which === "chromium") world.WebSocket = WebSocket;
    return { broken: await check(world), except, count: rules.length };
}"""


def test_each_section_is_among_the_files():
    found = sorted(file.name.removesuffix(".test.mjs") for file in RULES.glob("*.test.mjs"))
    assert found == sorted([*SECTIONS, "server"])


def test_the_class_keeps_the_rules_under_node():
    run_tests(sorted(RULES.glob("*.test.mjs")), *CLASS)


@pytest.mark.browser
@pytest.mark.real
@pytest.mark.parametrize("which", ["page", "chromium"])
async def test_the_class_keeps_the_rules_in_chromium(page: Any, which: str):
    async with serve_command(sys.executable, "-m", "tests.browser.commands") as server:
        files = await serve_files(page, server.url)
        await page.goto(f"{server.url}/")
        result = await page.evaluate(CHECK, [files, SECTIONS, which])
        assert result["count"] > 140
        # What is excepted must really not hold, so that no exception outlives its reason.
        assert result["broken"].keys() == result["except"].keys(), result["broken"]


def test_the_types_of_the_rules_hold():
    runtime.install_modules()
    done = subprocess.run(
        [node_program(), runtime.MODULES / "typescript" / "bin" / "tsc", "-p", RULES.parent],
        capture_output=True,
        text=True,
    )
    assert done.stdout == ""
