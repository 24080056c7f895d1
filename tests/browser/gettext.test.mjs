// The panel's words in another language, and in English where there is no other.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

// What the build puts into a page of another language.
const data = { textContent: JSON.stringify({ messages: { Run: "Los" }, forms: "" }) };
Object.assign(globalThis, { document: { getElementById: (/** @type {string} */ id) => (id === "live-catalogue" ? data : null) } });
const { gettext, isTranslated, ngettext, use } = await import("../../live/browser/gettext.mjs");

// 0 and 2 to 199 take the second form, as in German.
const forms = [...Array(200).keys()].map((count) => (count === 1 ? "0" : "1")).join("");
const german = {
  messages: { Run: "Los", "line {line}": "Zeile {line}", "{count} item": ["{count} Ding", "{count} Dinge"], "one thing": "one thing" },
  forms,
};

test("the page brings its own catalogue", () => {
  assert.equal(isTranslated(), true);
  assert.equal(gettext("Run"), "Los");
});

afterEach(() => use(null));

test("without a catalogue a text is itself, with its values", () => {
  assert.equal(isTranslated(), false);
  assert.equal(gettext("Run"), "Run");
  assert.equal(gettext("line {line} of {file}", { line: 0, file: "a {line}" }), "line 0 of a {line}");
  assert.equal(ngettext("{count} item", "{count} items", 1), "1 item");
  assert.equal(ngettext("{count} item", "{count} items", 0), "0 items");
  assert.equal(ngettext("{count} item of {name}", "{count} items of {name}", 2, { name: "A" }), "2 items of A");
});

test("with one it is the translation, or itself where there is none", () => {
  use(german);
  assert.equal(isTranslated(), true);
  assert.equal(gettext("Run"), "Los");
  assert.equal(gettext("line {line}", { line: 7 }), "Zeile 7");
  assert.equal(gettext("line {line}"), "Zeile {line}");
  assert.equal(gettext("Stop"), "Stop");
});

test("a number takes the form that its language has for it", () => {
  use(german);
  assert.deepEqual([0, 1, 2, 199].map((count) => ngettext("{count} item", "", count)), ["0 Dinge", "1 Ding", "2 Dinge", "199 Dinge"]);
  assert.equal(ngettext("one thing", "many things", 2), "many things"); // not translated yet
});

test("beyond those that are listed the last two digits decide", () => {
  const slavic = [...Array(200).keys()].map((count) => (count % 10 === 1 && count % 100 !== 11 ? "0" : "1")).join("");
  use({ ...german, forms: slavic });
  assert.deepEqual([121, 200, 1021, 1011].map((count) => ngettext("{count} item", "", count)), ["121 Ding", "200 Dinge", "1021 Ding", "1011 Dinge"]);
});
