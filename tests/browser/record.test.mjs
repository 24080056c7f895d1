// The record of events: what a panel keeps and shows while it happens. Run by test_renderer.py.

import assert from "node:assert/strict";
import test from "node:test";
import { clipboard, frame, resize, talkElement } from "./fake_dom.mjs";
import { RecordView } from "../../live/browser/record_view.mjs";

const event = (kind, data = "", rest = {}) => ({ lane: "A", way: "down", kind, data, ...rest });
const ASKED = event("request", "/ws", { way: "up" });

/** A view, with the elements that it writes to and the lines that it was asked to show. */
function view({ events = [], prints = [] } = {}) {
  const page = talkElement();
  const shown = [];
  const record = new RecordView(page.talk, { events, prints }, (line) => shown.push(line));
  const press = (name) => record.talk.children.at(-1).children.find((child) => child.textContent === name).dispatchEvent(new Event("click"));
  const entries = () => page.list.children.map(({ html }) => html);
  return { ...page, record, shown, press, entries };
}

test("what the build recorded can be copied before anything happens here", async () => {
  const { record, press } = view({ events: [ASKED], prints: ["hello"] });
  assert.equal(record.title.textContent, "A recorded conversation");
  press("Copy");
  await Promise.resolve();
  assert.equal(clipboard.text, "A → GET /ws\nserver prints hello\n");
  await Promise.resolve();
  assert.equal(record.note.textContent, "Copied.");
});

test("where nothing was recorded, nothing is called recorded", () => {
  assert.equal(view().record.title.textContent, "What crosses the wire");
});

test("a page that may not copy says what to do", async () => {
  const { record } = view();
  clipboard.refuses = true;
  await record.copy();
  clipboard.refuses = false;
  assert.match(record.note.textContent, /^The browser did not let the page copy; select the text/);
});

test("what happens has an entry at once, a place in the record, and an arrow in the next frame", () => {
  const { record, picture, entries } = view({ events: [event("text", "old")] });
  record.begin();
  record.add(ASKED);
  record.add(event("text", "hi"));
  assert.deepEqual(entries(), ["A → GET /ws", "A ← text hi"]);
  assert.deepEqual(record.all.map(({ kind }) => kind), ["request", "text"]);
  assert.ok(record.all[1].time >= record.all[0].time && record.all[0].time >= 0);
  frame();
  assert.deepEqual(picture.arrows.map(({ classes }) => [...classes]), [["fresh"], ["fresh"]]);
  record.add(event("text", "more"));
  frame();
  assert.deepEqual(picture.arrows.map(({ classes }) => classes.size), [0, 0, 1]);
});

test("all that a frame brings is drawn once", () => {
  const { record } = view();
  record.begin();
  frame();
  record.log.scrollTop = 0;
  record.add(ASKED);
  record.add(event("text", "hi"));
  assert.equal(frame(), 2); // the picture, and the log's move to its end
  assert.equal(frame(), 0);
});

test("before anything begins the picture is the recorded one, without times", () => {
  const { picture } = view({ events: [event("text", "old")] });
  resize(picture, 400);
  assert.equal(picture.arrows.length, 1);
  assert.ok(!picture.html.includes('class="time"'));
  assert.match(picture.html, /width="380"/);
});

test("a picture that is on no page, or of nothing, is not drawn", () => {
  const { picture, record } = view({ events: [event("text", "old")] });
  resize(picture, 100);
  assert.equal(picture.html, "");
  resize(picture, 400);
  record.picture.clear();
  assert.equal(picture.html, "");
  record.begin();
  resize(picture, 400);
  assert.match(picture.html, /Nothing has crossed the wire yet/);
});

test("the picture stays at its end, unless somebody looks at what came before", () => {
  const { record, picture } = view();
  record.begin();
  picture.scrollHeight = 1000;
  picture.scrollTop = 790;
  record.add(ASKED);
  frame();
  assert.equal(picture.scrollTop, 1000);
  picture.scrollTop = 10;
  record.add(event("text", "hi"));
  frame();
  assert.equal(picture.scrollTop, 10);
});

test("the log follows what comes, but not while somebody reads above", () => {
  const { record, log } = view();
  log.scrollHeight = 900;
  record.add(ASKED);
  frame();
  assert.equal(log.scrollTop, 900);
  log.scrollTop = 100;
  log.dispatchEvent(new Event("scroll"));
  record.add(event("text", "hi"));
  frame();
  assert.equal(log.scrollTop, 100);
});

test("what waits for a client grows where it stands", () => {
  const { record, entries } = view();
  record.add(event("waiting", "", { size: 100 }));
  record.add(event("waiting", "", { size: 5000 }));
  assert.deepEqual(entries(), ["A ← 5,000 bytes wait unread"]);
  assert.deepEqual(record.all.map(({ size }) => size), [5000]);
  record.add(event("waiting", "", { size: 7000, lane: "B" }));
  record.add(event("text", "hi"));
  record.add(event("waiting", "", { size: 10 }));
  assert.equal(entries().length, 4);
});

test("what the server prints in pieces is shown line by line", () => {
  const { record, entries } = view();
  record.say({ type: "print", text: "one\ntw" });
  assert.deepEqual(entries(), ["server prints one"]);
  record.say({ type: "print", text: "o\n\n" });
  assert.deepEqual(entries(), ["server prints one", "server prints two", "server prints "]);
});

test("a line of the log leads to the line of the code", () => {
  const { record, log, shown } = view();
  record.say({ type: "log", level: "ERROR", text: "It broke", line: 7 });
  log.dispatchEvent(new Event("click"));
  assert.deepEqual(shown, []); // beside the button
  log.dataset.line = "7";
  log.dispatchEvent(new Event("click"));
  assert.deepEqual(shown, [7]);
});

test("a pause holds back what comes, counts it, and shows it afterwards", () => {
  const { record, press, entries } = view();
  press("Pause");
  record.add(ASKED);
  record.say({ type: "log", level: "INFO", text: "fine" });
  assert.deepEqual(entries(), []);
  assert.equal(record.note.textContent, "2 more");
  assert.equal(record.pause.getAttribute("aria-pressed"), "true");
  press("Pause");
  assert.deepEqual(entries(), ["A → GET /ws", "INFO fine"]);
  assert.equal(record.note.textContent, "");
});

test("a new run ends a pause, and forgets what was held back", () => {
  const { record, press, entries, talk } = view();
  press("Pause");
  record.add(ASKED);
  record.begin();
  assert.deepEqual([entries(), record.note.textContent], [[], ""]);
  assert.equal(record.pause.getAttribute("aria-pressed"), "false");
  assert.equal(talk.style.minHeight, "300px"); // what stands below stays where it is
});

test("Clear forgets all, a line that has not ended too", () => {
  const { record, press, entries, picture } = view();
  record.begin();
  record.add(event("waiting", "", { size: 1 }));
  record.say({ type: "print", text: "half a line" });
  press("Clear");
  record.say({ type: "print", text: "whole\n" });
  record.add(event("waiting", "", { size: 2 }));
  assert.deepEqual(entries(), ["server prints whole", "A ← 2 bytes wait unread"]);
  frame();
  assert.equal(picture.arrows.length, 1);
});

test("the list keeps the last thousand entries, and the record all", () => {
  const { record, entries } = view();
  for (let count = 0; count < 1010; count += 1) record.add(event("text", String(count)));
  assert.equal(entries().length, 1000);
  assert.equal(entries()[0], "A ← text 10");
  assert.equal(record.all.length, 1010);
});
