import { ask, equal, events, open, section, throws } from "./rules.mjs";

const refused = (/** @type {any} */ value) => (/** @type {any} */ { WebSocket, base }) =>
  throws("SyntaxError", () => new WebSocket(`${base}/talk`, value));
const offered = (/** @type {any} */ value, /** @type {string[]} */ wanted) => async (/** @type {any} */ world) => {
  const ws = await open(world, `/talk?subprotocol=${encodeURIComponent(wanted[0])}`, value);
  equal([ws.protocol, JSON.parse(await ask(ws, "headers"))[1]], [wanted[0], wanted]);
  ws.close();
};
const failing = async (/** @type {any} */ { WebSocket, base }, /** @type {string} */ path, /** @type {any} */ value) =>
  equal(await events(new WebSocket(base + path, value)), [["error", 3], ["close", 3], [1006, "", false]]);

section("Subprotocols", {
  "none are offered by default": async (world) => {
    const ws = await open(world);
    equal([ws.protocol, JSON.parse(await ask(ws, "headers"))[1]], ["", []]);
    ws.close();
  },
  "undefined and an empty list offer none": async (world) => {
    for (const none of [undefined, []]) (await open(world, "/talk", none)).close();
  },
  "a string offers one": offered("chat", ["chat"]),
  "a list offers each in its order": offered(["b", "a", "B"], ["b", "a", "B"]),
  "anything that can be iterated over will do": offered(new Set(["x", "y"]), ["x", "y"]),
  "a String object is a list of characters": offered(new String("xy"), ["x", "y"]),
  "what is no string becomes one": offered(5, ["5"]),
  "null is a name": offered(null, ["null"]),
  "undefined in a list is a name": offered([undefined], ["undefined"]),
  "an object is asked for its text": offered({ toString: () => "chat" }, ["chat"]),
  "an object whose iterator is null is asked for its text": offered({ [Symbol.iterator]: null, toString: () => "chat" }, ["chat"]),
  "a function is asked for its text": refused(() => 1),
  "an iterator that can't be called is a TypeError": ({ WebSocket, base }) =>
    throws("TypeError", () => new WebSocket(base, { [Symbol.iterator]: 5 })),
  "a symbol is a TypeError": ({ WebSocket, base }) => {
    throws("TypeError", () => new WebSocket(base, Symbol("x")));
    throws("TypeError", () => new WebSocket(base, [Symbol("x")]));
  },
  "every character of a token may stand in a name": offered("!#$%&'*+-.^_`|~09azAZ", ["!#$%&'*+-.^_`|~09azAZ"]),
  "no other character may": ({ WebSocket, base }) => {
    for (const char of "()<>@,;:\\\"/[]?={} \t\u007f\u0000ä\u{1f600}") {
      throws("SyntaxError", () => new WebSocket(base, `a${char}`));
    }
  },
  "an empty name is a SyntaxError": refused(""),
  "an empty name in a list is a SyntaxError": refused(["a", ""]),
  "a name twice is a SyntaxError": refused(["a", "b", "a"]),
  "protocol is empty until the connection opens": ({ WebSocket, base }) => {
    const ws = new WebSocket(`${base}/talk`, "chat");
    equal(ws.protocol, "");
    ws.close();
  },
  "the server chooses one": async (world) => {
    const ws = await open(world, "/talk?subprotocol=b", ["a", "b"]);
    equal(ws.protocol, "b");
    ws.close();
  },
  "a choice that was not offered fails the connection": (world) => failing(world, "/talk?subprotocol=c", ["a", "b"]),
  "a choice where none was offered fails the connection": (world) => failing(world, "/talk?subprotocol=c", []),
  "no choice where some were offered fails the connection": (world) => failing(world, "/talk", ["a", "b"]),
});
