// The renderer: a record in, SVG text out; and the words of the log. Run by test_renderer.py.

import assert from "node:assert/strict";
import test from "node:test";
import { entry, said, saidLine } from "../../live/browser/log.mjs";
import { presets } from "../../live/browser/presets.mjs";
import { readMessage } from "../../live/browser/message.mjs";
import { draw } from "../../live/browser/wire.mjs";
import { describe, label, line, sentence } from "../../live/browser/words.mjs";

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

test("a close of which nothing came before is no answer", () => {
  assert.equal(arrows(draw([down("B", "close"), down("A", "close")])).at(-1)[0], "down close bad");
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

test("what only a panel sees has its words too", () => {
  const words = [
    [down("A", "lost", "nobody answered"), "nobody answered (1006)", "A ← nobody answered (1006)", "A lost the connection without a close frame (1006)"],
    [down("A", "frozen"), "frozen", "A is frozen: it reads no more", "A frozen"],
    [down("A", "thawed"), "reads on", "A reads on", "A reads on"],
    [down("A", "waiting"), "0 B wait", "A ← 0 bytes wait unread", "0 B wait for A"],
    [down("A", "waiting", "", { size: 999 }), "999 B wait", "A ← 999 bytes wait unread", "999 B wait for A"],
    [down("A", "waiting", "", { size: 2_500_000 }), "2.5 MB wait", "A ← 2,500,000 bytes wait unread", "2.5 MB wait for A"],
    [down("A", "continuation", "68 69", { size: 2 }), "continuation 68 69", "A ← continuation 68 69", "A received continuation 68 69"],
  ];
  for (const [event, short, long, told] of words) assert.deepEqual([label(event), line(event), sentence(event)], [short, long, told]);
});

test("the subprotocol that was chosen is named", () => {
  const event = down("A", "response", "Switching Protocols", { code: 101, headers: [["sec-websocket-protocol", "chat"], ["Date", "now"]] });
  assert.equal(label(event), "101 Switching Protocols (chat)");
  assert.equal(line(event), "A ← 101 Switching Protocols (subprotocol chat)");
});

test("a long message is cut in its line, and the line tells its length", () => {
  assert.equal(line(up("A", "text", "é".repeat(60))), `A → text ${"é".repeat(60)}`);
  assert.equal(line(up("A", "text", "y".repeat(61))), `A → text ${"y".repeat(60)}… (0 characters)`);
  assert.equal(line(up("A", "text", "y".repeat(61), { size: 61 })), `A → text ${"y".repeat(60)}… (61 characters)`);
  assert.equal(line(up("A", "binary", "00 ".repeat(20).trim(), { size: 1000 })), `A → binary ${"00 ".repeat(20).trim()}… (1,000 bytes)`);
});

test("a message that the page was told in part says so", () => {
  assert.match(entry(up("A", "text", "é".repeat(61), { size: 100 })), />é+…\n\(the first 61 of 100\)</);
  assert.match(entry(up("A", "binary", "00 ".repeat(40).trim(), { size: 5000 })), /\(the first 40 of 5,000\)/);
  assert.ok(!entry(up("A", "text", "y".repeat(61))).includes("the first"));
});

test("what the server says has its level, its line and its trace", () => {
  const told = { type: "log", level: "ERROR", text: "It broke", message: "ValueError: <x>", line: 7, trace: "Traceback\n  <x>\n" };
  assert.equal(
    said(told),
    '<li class="says error"><details><summary>ERROR It broke ValueError: &lt;x&gt;</summary><pre tabindex="0">Traceback\n  &lt;x&gt;\n</pre></details> <button type="button" data-line="7">line 7</button></li>',
  );
  assert.equal(said({ type: "log", level: "INFO", text: "fine" }), '<li class="says info">INFO fine</li>');
  assert.equal(saidLine(told), "server logs ERROR It broke\nTraceback\n  <x>");
  assert.equal(saidLine({ type: "log", level: "INFO", text: "fine" }), "server logs INFO fine");
  assert.equal(saidLine({ type: "print", text: "hello" }), "server prints hello");
});

test("an entry is marked as bad where something ended badly", () => {
  const bad = (event) => entry(event).includes(" bad\"");
  assert.ok(bad(down("A", "response", "Forbidden", { code: 403 })) && bad(down("A", "close")) && bad(down("A", "lost")) && bad(down("A", "frozen")));
  assert.ok(!bad(down("A", "response", "", { code: 101 })) && !bad(up("A", "text", "x")));
});

test("a client that goes on reading has a span of its own", () => {
  const frozen = (events) => [...draw([...joined("A"), ...events]).matchAll(/<line class="frozen" [^>]*y1="(\d+)"[^>]*y2="(\d+)"/g)].map(([, from, to]) => Number(to) - Number(from));
  const [whole] = frozen([down("A", "frozen"), up("A", "text", "x"), up("A", "text", "y")]);
  const [part] = frozen([down("A", "frozen"), down("A", "thawed"), up("A", "text", "x"), up("A", "text", "y")]);
  assert.ok(part > 0 && part < whole);
});

test("what waits may stand at either side, and be nothing yet", () => {
  const events = [...joined("A"), ...joined("B"), down("A", "waiting"), down("B", "waiting", "", { size: 40_000 })];
  const bars = [...draw(events).matchAll(/class="queue" x="(-?\d+(?:\.\d+)?)" y="\d+(?:\.\d+)?" width="(\d+)"/g)].map(([, x, width]) => [Number(x), Number(width)]);
  const [, server] = numbers(draw(events), /<text x="(\d+)" y="18.5"/g);
  assert.equal(bars.length, 2);
  assert.ok(bars[0][0] < server && bars[1][0] + bars[1][1] > server && bars[0][1] > 0 && bars[0][1] < bars[1][1]);
});

test("a status stays where its words have no room", () => {
  const svg = draw([up("A", "request", "/"), down("A", "response", "Request Header Fields Too Large", { code: 431 })], { width: 140 });
  assert.match(svg, />431<\/text>/);
});

test("a message to a room has one time", () => {
  const room = ["A", "B"];
  const events = [...room.flatMap(joined), ...room.map((lane) => down(lane, "text", "hi", { time: 5 }))];
  assert.equal([...draw(events, { times: true }).matchAll(/class="time"[^>]*>5</g)].length, 1);
  assert.equal([...draw(events, { times: true, last: 1 }).matchAll(/class="time"[^>]*>\d</g)].length, 0); // the row's, which the one before has
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

test("a panel without a recorded conversation begins with what every echo takes", () => {
  assert.deepEqual(presets([], ["A"]), [{ path: "/", query: "", protocols: "", kind: "text", message: "hello" }]);
  const asked = up("A", "request", "/ws", { headers: [["Sec-WebSocket-Protocol", "chat, news"]] });
  const [offered] = presets([asked, down("A", "text", "not said by A")], ["A"]);
  assert.deepEqual(offered, { path: "/ws", query: "", protocols: "chat, news", kind: "text", message: "hello" });
});

test("what was said is offered again, unless it is too long for a field", () => {
  const offered = (kind, data) => {
    const [{ kind: its, message }] = presets([up("A", "request", "/ws"), up("A", kind, data)], ["A"]);
    return [its, message];
  };
  assert.deepEqual(offered("text", "y".repeat(200)), ["text", "y".repeat(200)]);
  assert.deepEqual(offered("text", "y".repeat(201)), ["text", "hello"]);
  assert.deepEqual(offered("binary", "00 ".repeat(100)), ["binary", "00 ff"]);
  assert.deepEqual(offered("text", "null"), ["text", "null"]); // JSON, but nobody would write it as such
  assert.deepEqual(offered("text", "{not"), ["text", "{not"]);
});

test("no bytes at all are bytes, too", async () => {
  assert.equal((await readMessage("binary", " ")).data.byteLength, 0);
});
