// The renderer: a record in, SVG text out; and the words of the log. Run by test_renderer.py.

import assert from "node:assert/strict";
import test from "node:test";
import { entry, said } from "../../live/browser/log.mjs";
import { presets } from "../../live/browser/presets.mjs";
import { readMessage } from "../../live/browser/message.mjs";
import { draw } from "../../live/browser/wire.mjs";
import { describe, label, line } from "../../live/browser/words.mjs";

const up = (lane, kind, data = "", rest = {}) => ({ lane, way: "up", kind, data, ...rest });
const down = (lane, kind, data = "", rest = {}) => ({ lane, way: "down", kind, data, ...rest });
const joined = (lane) => [up(lane, "request", "/chat"), down(lane, "response", "Switching Protocols", { code: 101 })];
const numbers = (svg, pattern) => [...svg.matchAll(pattern)].map(([, number]) => Number(number));
const arrows = (svg) => [...svg.matchAll(/<g class="arrow ([^"]*)"><title>([^<]*)<\/title>/g)].map(([, classes, title]) => [classes, title]);

test("an empty record is drawn, and says that it is empty", () => {
  assert.match(draw([]), /^<svg class="wire" .*aria-label="Nothing has crossed the wire yet\."/);
});

test("each event is an arrow with a title, in order", () => {
  const svg = draw([...joined("A"), up("A", "text", "hi"), down("A", "close", "", { code: 1000 })]);
  assert.deepEqual(arrows(svg).map(([, title]) => title), [
    "A sent GET /chat", "A received 101 Switching Protocols", "A sent &quot;hi&quot;", "A received close 1000",
  ]);
});

test("time runs downward", () => {
  const ys = numbers(draw([...joined("A"), up("A", "text", "1"), down("A", "text", "2")]), /<g class="arrow[^>]*>.*?<line [^>]*y1="(\d+)"/g);
  assert.deepEqual(ys, [...ys].sort((a, b) => a - b));
  assert.equal(new Set(ys).size, 4);
});

test("one message to a room shares a row, so that it is seen to fan out", () => {
  const room = ["A", "B", "C"];
  const svg = draw([...room.flatMap(joined), up("A", "text", "hi"), ...room.map((lane) => down(lane, "text", "hi"))]);
  assert.equal(new Set(numbers(svg, /<g class="arrow[^>]*>.*?<line [^>]*y1="(\d+)"/g).slice(-3)).size, 1);
});

test("two equal messages to one client stand below each other", () => {
  const ys = numbers(draw([...joined("A"), down("A", "text", "x"), down("A", "text", "x")]), /<g class="arrow[^>]*>.*?<line [^>]*y1="(\d+)"/g);
  assert.equal(new Set(ys).size, 4);
});

test("the server stands between the clients", () => {
  const svg = draw(["A", "B"].flatMap(joined));
  const [a, server, b] = numbers(svg, /<text x="(\d+)" y="18.5"/g);
  assert.ok(a < server && server < b);
});

test("a crowd gets the room that its names need, where the page has less", () => {
  const width = (names) => numbers(draw(names.flatMap(joined), { width: 300 }), /viewBox="0 0 (\d+)/g)[0];
  assert.equal(width(["A", "B", "C"]), 300);
  const heads = numbers(draw([..."ABCDEFG"].flatMap(joined), { width: 300 }), /<text x="(\d+)" y="18.5"/g).sort((a, b) => a - b);
  assert.ok(heads.length === 8 && heads.every((x, index) => !index || x - heads[index - 1] > 45), String(heads));
});

test("the close that answers is quieter than the one that began", () => {
  const svg = draw([...joined("A"), down("A", "close", "", { code: 4401 }), up("A", "close", "", { code: 4401 })]);
  assert.deepEqual(arrows(svg).slice(-2).map(([classes]) => classes), ["down close bad", "up close bad quiet"]);
});

test("a client that comes back begins anew: its first close is no answer", () => {
  const svg = draw([...joined("A"), up("A", "close"), down("A", "close"), ...joined("A"), up("A", "close")]);
  assert.equal(arrows(svg).at(-1)[0], "up close bad");
});

test("a lane is strong from the handshake to the end, and in between only while it lives", () => {
  const lives = (events) => [...draw(events).matchAll(/<line class="life"/g)].length;
  assert.equal(lives([up("A", "request", "/"), down("A", "response", "Forbidden", { code: 403 })]), 0);
  assert.equal(lives(joined("A")), 1);
  assert.equal(lives([...joined("A"), down("A", "lost", "", { code: 1006 }), ...joined("A")]), 2);
});

test("a refusal and a loss are marked as bad", () => {
  assert.match(arrows(draw([down("A", "response", "Forbidden", { code: 403 })]))[0][0], /bad/);
  assert.match(draw([...joined("A"), down("A", "lost", "", { code: 1006 })]), /class="cross"/);
});

test("what waits for a frozen client is a bar that grows", () => {
  const width = (size) => numbers(draw([...joined("A"), down("A", "frozen"), down("A", "waiting", "", { size })]), /class="queue"[^>]* width="(\d+)"/g)[0];
  assert.ok(width(2_000) < width(200_000) && width(200_000) < width(4_000_000));
  assert.match(draw([...joined("A"), down("A", "frozen")]), /<line class="frozen"/);
});

test("only the last events are drawn when asked, and lanes still know what came before", () => {
  const events = [...joined("A"), ...Array.from({ length: 50 }, (_, index) => up("A", "text", String(index)))];
  const svg = draw(events, { last: 10 });
  assert.equal(arrows(svg).length, 10);
  assert.match(svg, /class="life"/);
  assert.ok(Number(svg.match(/height="(\d+)"/)[1]) < 400);
});

test("labels keep to their room", () => {
  for (const width of [300, 420, 700]) {
    const svg = draw([...joined("A"), ...joined("B"), up("A", "text", "x".repeat(500))], { width });
    const texts = [...svg.matchAll(/<text x="\d+" y="\d+" text-anchor="(?:start|end)">([^<]*)</g)].map(([, text]) => text);
    assert.ok(Math.max(...texts.map((text) => text.length)) < width / 6);
  }
});

test("markup in a message stays text, in the picture and in the log", () => {
  const event = up("A", "text", '<img src=x onerror="alert(1)">');
  for (const html of [draw([event]), entry(event), said({ type: "print", text: event.data })]) assert.ok(!html.includes("<img"));
});

test("no two pictures of one record differ, and the times are shown only when asked", () => {
  const events = joined("A").map((event, index) => ({ ...event, time: index * 7.3 }));
  assert.equal(draw(events), draw(structuredClone(events)));
  assert.ok(!draw(events).includes('class="time"'));
  assert.ok(draw(events, { times: true }).includes(">7</text>"));
});

test("each kind has its words", () => {
  const words = [
    [up("A", "request", "/ws", { headers: [["Sec-WebSocket-Protocol", "chat"]] }), "GET /ws (chat)", "A → GET /ws (subprotocols chat)"],
    [down("A", "binary", "00 ff", { size: 2 }), "binary 00 ff", "A ← binary 00 ff"],
    [down("A", "close", "bye", { code: 4000 }), "close 4000 bye", "A ← close 4000 bye"],
    [down("A", "close", "", { code: 1005 }), "close 1005", "A ← close 1005"],
    [down("A", "lost", "", { code: 1006 }), "lost (1006)", "A ← lost, without a close frame (1006)"],
    [down("A", "waiting", "", { size: 2500 }), "3 kB wait", "A ← 2,500 bytes wait unread"],
    [up("A", "ping"), "ping", "A → ping"],
  ];
  for (const [event, short, long] of words) assert.deepEqual([label(event), line(event)], [short, long]);
});

test("the sentence for those who do not see the picture tells it all", () => {
  assert.equal(
    describe([...joined("A"), up("A", "text", "hi"), down("A", "lost")]),
    'What crossed the wire: A sent GET /chat; A received 101 Switching Protocols; A sent "hi"; A lost the connection without a close frame (1006).',
  );
});

test("headers and long messages are in the log, folded", () => {
  assert.match(entry(up("A", "request", "/", { headers: [["Host", "x"]] })), /<details><summary>A → GET \/<\/summary><pre tabindex="0">Host: x</);
  const long = "y".repeat(61);
  assert.match(entry(up("A", "text", long, { size: 61 })), new RegExp(`>${long}</pre>`));
  assert.ok(!entry(up("A", "text", "short", { size: 5 })).includes("<details>"));
});

test("the clients of a panel begin as those of the recorded conversation", () => {
  const events = [up("A", "request", "/ws?token=1"), up("A", "text", '{"a": 1}'), up("B", "request", "/chat"), up("B", "binary", "00 ff")];
  const [a, b, c] = presets(events, ["A", "B", "C"]);
  assert.deepEqual(a, { path: "/ws", query: "token=1", protocols: "", kind: "JSON", message: '{"a": 1}' });
  assert.deepEqual([b.path, b.kind, b.message], ["/chat", "binary", "00 ff"]);
  assert.deepEqual(c, a);
});

test("what is typed is checked before it is sent", async () => {
  assert.deepEqual(await readMessage("text", "<"), { data: "<" });
  assert.deepEqual(await readMessage("JSON", "[1]"), { data: "[1]" });
  assert.match((await readMessage("JSON", "{")).problem, /^Not sent: this is not JSON\./);
  assert.deepEqual(new Uint8Array((await readMessage("binary", "00 ff,10")).data), Uint8Array.of(0, 255, 16));
  assert.match((await readMessage("binary", "0")).problem, /two digits each/);
  assert.deepEqual(new Uint8Array((await readMessage("binary", "", new Blob([Uint8Array.of(7)]))).data), Uint8Array.of(7));
});
