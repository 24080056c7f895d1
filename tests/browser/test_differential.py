"""The page's class, with the server in the page, and Chromium's own with uvicorn see the same."""

import json
import os
import random
import signal
import sys
from typing import Any

import pytest

from tests.browser import sequences
from tests.browser.pages import open_page
from tests.processes import ROOT, serve_command

COMMANDS = (ROOT / "tests" / "browser" / "commands.py").read_text(encoding="utf-8")

DIFFERENCES = {
    "wasClean of 1009 and 1012": "uvicorn closes TCP without waiting for the answer to its close"
    " frame; whether Chromium's answer meets a FIN or a reset is chance",
}
"""All that may differ in what the programs see, with its reason.

Neither list is long: what a script's class can't do at all is in ``standard/``, under ``page``, and
what a page can't do, or Chromium can't, in ``test_rows.py``.
"""

WORLDS = """async ([files, source]) => {
    window.player = await import(`${files}/tests/browser/player.mjs`);
    const base = location.origin.replace("http", "ws");
    window.inPage = (index) => ({ WebSocket: runtime.socketClass(`A${index}`), base });
    window.onSocket = () => ({ WebSocket, base });
    return runtime.run("ch02_echo/commands", source);
}"""
PLAY = """async (text) => {
    const { playAll } = window.player;
    const sequences = JSON.parse(text);
    window.played = await Promise.all([inPage, onSocket].map((world) => playAll(world, sequences)));
}"""
SEEN = """(names) =>
    Promise.all([inPage, onSocket].map((world) => player.seen(world("Z"), names)))
"""
STOP = """() =>
    runtime.run("ch02_echo/commands", "import responder\\napi = responder.API(sessions=False)")
"""
LOGS = """async (names) => {
    for (const logs of played) for (const name of names) await logs[name].over;
    return JSON.stringify(played.map((logs) => Object.fromEntries(
        Object.entries(logs).map(([name, { log }]) => [name, log]))));
}"""


@pytest.mark.browser
@pytest.mark.real
@pytest.mark.proof
@pytest.mark.timeout(600)  # for the full form
async def test_generated_sequences_give_the_same_events(page: Any, full: bool):
    seed = int(os.environ.get("SEED", random.randrange(2**32)))
    print(f"again with the same sequences: SEED={seed}")
    generated = sequences.generate(2000 if full else 230, seed)
    lengths = [len(sequences.actions(sequence)) for sequence in generated]
    assert len(generated) >= 200
    assert sum(lengths) / len(lengths) >= 8
    stay = [one["name"] for one in generated if one["ending"] == sequences.STAYS]
    known = [one["name"] for one in generated if sequences.server_is_sure(one)]
    async with serve_command(sys.executable, "-m", "tests.browser.commands") as server:
        files = await open_page(page, server.url)
        assert await page.evaluate(WORLDS, [files, COMMANDS]) == {"ok": True}
        await page.evaluate(PLAY, json.dumps(generated))
        done = [name for name in known if name not in stay]
        server_in_page, server_on_socket = await page.evaluate(SEEN, done)
        server.process.send_signal(signal.SIGTERM)
        await page.evaluate(STOP)
        in_page, on_socket = json.loads(await page.evaluate(LOGS, stay))
    for sequence in generated:
        name = sequence["name"]
        assert without_chance(in_page[name]) == without_chance(on_socket[name]), (seed, sequence)
        if name in known:
            assert server_in_page[name] == server_on_socket[name], (seed, sequence)
    kinds_of_event_and_ending_occur(generated, on_socket)


def without_chance(log: list[Any]) -> list[Any]:
    """A log without what DIFFERENCES names."""
    return [
        entry[:-1] if entry[0] == "close" and entry[4] in (1009, 1012) else entry for entry in log
    ]


def kinds_of_event_and_ending_occur(generated: list[Any], logs: dict[str, Any]) -> None:
    events = [entry for log in logs.values() for entry in log if entry[0] != "did"]
    assert {event[0] for event in events} == {"open", "message", "error", "close"}
    messages = {event[4] for event in events if event[0] == "message"}
    assert messages == {"text", "Blob", "ArrayBuffer"}
    assert {one["ending"] for one in generated} == set(sequences.ENDINGS)
    endings = {tuple(event[4:]) for event in events if event[0] == "close"}
    codes = {(code, clean) for code, _, clean in endings if code not in (1009, 1012)}
    assert codes >= {
        *((1000, True), (1001, True), (1005, True), (1006, False), (1008, True), (1011, True)),
        *((3000, True), (4000, True), (4001, True), (4999, True)),
    }
    assert {1009, 1012} <= {code for code, *_ in endings}
