import { equal, open, section, throws } from "./rules.mjs";

const ATTRIBUTES = ["url", "readyState", "bufferedAmount", "extensions", "protocol"];
const SETTABLE = ["binaryType", "onopen", "onmessage", "onerror", "onclose"];

section("Interface", {
  "is named WebSocket and takes one argument": ({ WebSocket }) => {
    equal([WebSocket.name, WebSocket.length, WebSocket.prototype.constructor === WebSocket], ["WebSocket", 1, true]);
  },
  "says so when it is shown as text": async (world) => {
    const ws = await open(world);
    equal(String(ws), "[object WebSocket]");
    equal(Object.getOwnPropertyDescriptor(world.WebSocket.prototype, Symbol.toStringTag),
      { value: "WebSocket", writable: false, enumerable: false, configurable: true });
    ws.close();
  },
  "is an EventTarget": ({ WebSocket }) => equal(Object.getPrototypeOf(WebSocket), EventTarget),
  "has its attributes on the prototype, to be listed": ({ WebSocket }) => {
    for (const name of [...ATTRIBUTES, ...SETTABLE]) {
      const { get, set, enumerable, configurable } = Object.getOwnPropertyDescriptor(WebSocket.prototype, name) ?? {};
      equal([name, typeof get, typeof set, enumerable, configurable],
        [name, "function", SETTABLE.includes(name) ? "function" : "undefined", true, true]);
    }
  },
  "has its methods on the prototype, to be listed": ({ WebSocket }) => {
    for (const [name, length] of Object.entries({ close: 0, send: 1 })) {
      const { value, ...rest } = Object.getOwnPropertyDescriptor(WebSocket.prototype, name) ?? {};
      equal([value.name, value.length, rest], [name, length, { writable: true, enumerable: true, configurable: true }]);
    }
  },
  "has nothing else": ({ WebSocket }) => {
    const names = [...ATTRIBUTES, ...SETTABLE, "close", "send", "constructor", "CONNECTING", "OPEN", "CLOSING", "CLOSED"];
    equal(Object.getOwnPropertyNames(WebSocket.prototype).sort(), names.sort());
    equal(Object.getOwnPropertyNames(WebSocket).sort(), ["CLOSED", "CLOSING", "CONNECTING", "OPEN", "length", "name", "prototype"]);
  },
  "gives nothing of its own to each socket": async (world) => {
    const ws = await open(world);
    equal(Object.getOwnPropertyNames(ws), []);
    ws.close();
  },
  "works on no other object": ({ WebSocket }) => {
    for (const name of ATTRIBUTES) throws("TypeError", () => WebSocket.prototype[name]);
    throws("TypeError", () => WebSocket.prototype.send.call({}, "x"));
    throws("TypeError", () => WebSocket.prototype.close.call({}));
  },
});
