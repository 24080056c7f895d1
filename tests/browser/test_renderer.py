"""The picture and the text log: the same words in the chapters, in the tests and in the panel."""

import json

from live import conversation
from live.pages.panel import BROWSER
from live.pages.recording import LONGEST
from tests.browser.under_node import node, run_tests
from tests.processes import ROOT

HERE = ROOT / "tests" / "browser"

LINES = f"""
import {{ line }} from "{BROWSER.as_uri()}/words.mjs";
import {{ draw }} from "{BROWSER.as_uri()}/wire.mjs";
import {{ readFileSync }} from "node:fs";
const records = JSON.parse(readFileSync(0, "utf8"));
const words = (events) => [events.map(line).join("\\n"), draw(events)];
process.stdout.write(JSON.stringify(records.map(words)));
"""


def test_the_renderer():
    modules = ("wire.mjs", "places.mjs", "words.mjs", "log.mjs", "presets.mjs", "message.mjs")
    run_tests([HERE / "wire.test.mjs"], *modules)


def test_the_record_of_events():
    run_tests([HERE / "record.test.mjs"], "record_view.mjs", "picture.mjs")


def test_the_words_of_another_language():
    run_tests([HERE / "gettext.test.mjs", HERE / "wire.test.mjs"], "gettext.mjs")


async def test_the_page_words_each_conversation_as_the_chapters_do():
    records = [await conversation.hold_in_process(step) for step in conversation.steps()]
    for event in (event for record in records for event in record.events):
        event.data = event.data[:LONGEST]  # as the pages carry it
    given = json.dumps([record.as_json() for record in records])
    for record, (lines, picture) in zip(
        records, json.loads(node("--input-type=module", "-e", LINES, given=given)), strict=True
    ):
        assert lines == record.as_text()
        assert picture.startswith('<svg class="wire"')
