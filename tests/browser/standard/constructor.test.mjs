import { ask, equal, next, open, section, throws } from "./rules.mjs";

const url = (/** @type {any} */ { WebSocket, base, origin }, /** @type {any} */ text) => {
  const ws = new WebSocket(text.replace("BASE", base).replace("ORIGIN", origin));
  ws.close();
  return ws.url.replace(base, "BASE");
};
const bad = (/** @type {string} */ text) => (/** @type {any} */ { WebSocket, base }) =>
  throws("SyntaxError", () => new WebSocket(text.replace("BASE", base)));

section("Constructor", {
  "needs new": ({ WebSocket, base }) => throws("TypeError", () => WebSocket(base)),
  "needs an argument": ({ WebSocket }) => throws("TypeError", () => new WebSocket()),
  "a symbol is no address": ({ WebSocket }) => throws("TypeError", () => new WebSocket(Symbol("x"))),
  "what is no string becomes one": ({ WebSocket, base }) => {
    for (const value of [undefined, null, 7]) {
      const ws = new WebSocket(value);
      ws.close();
      equal(ws.url.split("/").pop(), String(value));
    }
    const ws = new WebSocket(new URL(`${base}/talk`));
    ws.close();
    equal(ws.url, `${base}/talk`);
  },
  "an address that can't be parsed is a SyntaxError": bad("ws://"),
  "a host that is no host is a SyntaxError": bad("ws://a^b/"),
  "a port that is no port is a SyntaxError": bad("ws://host:99999/"),
  "a scheme other than ws, wss, http and https is a SyntaxError": bad("ftp://host/"),
  "a mail address is a SyntaxError": bad("mailto:someone"),
  "a fragment is a SyntaxError": bad("BASE/talk#part"),
  "an empty fragment is a SyntaxError": bad("BASE/talk#"),
  "the address is looked at before the subprotocols": ({ WebSocket }) =>
    throws("SyntaxError", () => new WebSocket("ftp://host/", Symbol.iterator.description)),
  "http becomes ws": (world) => equal(url(world, "ORIGIN/talk"), "BASE/talk"),
  "https becomes wss": (world) => equal(url(world, "https://host/talk"), "wss://host/talk"),
  "a default port is left out": (world) => equal(url(world, "ws://host:80/"), "ws://host/"),
  "another port stays, across schemes too": (world) => equal(url(world, "http://host:443/"), "ws://host:443/"),
  "an absolute path is on the page's host": (world) => equal(url(world, "/talk?x=1"), "BASE/talk?x=1"),
  "a path beside the page is next to it": ({ WebSocket, origin }) => {
    const ws = new WebSocket("talk");
    ws.close();
    equal(ws.url.startsWith(`${origin.replace("http", "ws")}/`) && ws.url.endsWith("/talk"), true);
  },
  "an address without a scheme takes the page's": (world) => equal(url(world, "//host/talk"), "ws://host/talk"),
  "a question mark alone stays": (world) => equal(url(world, "BASE/talk?"), "BASE/talk?"),
  "what is not ASCII is encoded": (world) => equal(url(world, "ws://üx.example/ä?ä"), "ws://xn--x-dha.example/%C3%A4?%C3%A4"),
  "a name and password stay": (world) => equal(url(world, "ws://user:word@host/"), "ws://user:word@host/"),
  "path and query reach the server": async (world) => {
    const ws = await open(world, "/talk?x=%C3%A4");
    equal(JSON.parse(await ask(ws, "headers"))[2], "x=%C3%A4");
    ws.close();
  },
  "the page's origin reaches the server": async (world) => {
    const ws = await open(world);
    equal(JSON.parse(await ask(ws, "headers"))[0], world.origin);
    ws.close();
  },
  "a socket can be extended": async ({ WebSocket, base }) => {
    class Mine extends /** @type {typeof globalThis.WebSocket} */ (WebSocket) { hello() { return this.url; } }
    const ws = new Mine(`${base}/talk`);
    await next(ws, "open");
    equal([ws.hello(), ws instanceof WebSocket], [`${base}/talk`, true]);
    ws.close();
  },
});
