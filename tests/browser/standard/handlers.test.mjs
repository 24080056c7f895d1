import { ask, equal, next, open, section } from "./rules.mjs";

const NAMES = ["onopen", "onmessage", "onerror", "onclose"];

/** Call `set` on an open socket, receive one message, and give what was noted. */
const noted = async (/** @type {any} */ world, /** @type {(ws: any, note: (text: string) => () => void) => void} */ set) => {
  const ws = await open(world);
  const notes = /** @type {string[]} */ ([]);
  set(ws, (text) => () => { notes.push(text); });
  await ask(ws, "echo x");
  ws.close();
  return notes;
};

section("Handlers", {
  "are null at first": ({ WebSocket, base }) => {
    const ws = new WebSocket(`${base}/talk`);
    equal(NAMES.map((name) => ws[name]), [null, null, null, null]);
    ws.close();
  },
  "each is called for its event": async ({ WebSocket, base }) => {
    const seen = /** @type {string[]} */ ([]);
    const ws = new WebSocket(`${base}/talk?greet=1&close=4000`);
    const failing = new WebSocket(`${base}/refuse/close`);
    for (const socket of [ws, failing]) for (const name of NAMES) socket[name] = (/** @type {Event} */ { type }) => seen.push(type);
    await Promise.all([next(ws, "close"), next(failing, "close")]);
    equal(seen.sort(), ["close", "close", "error", "message", "open"]);
  },
  "a function comes back as it is": ({ WebSocket, base }) => {
    const ws = new WebSocket(`${base}/talk`);
    const handler = () => {};
    for (const name of NAMES) { ws[name] = handler; equal(ws[name] === handler, true); }
    ws.close();
  },
  "what is no object is null": ({ WebSocket, base }) => {
    const ws = new WebSocket(`${base}/talk`);
    for (const value of [undefined, null, 5, "alert()", true, Symbol("x")]) {
      ws.onmessage = () => {};
      ws.onmessage = value;
      equal(ws.onmessage, null);
    }
    ws.close();
  },
  "an object comes back, but is not called": async (world) => {
    let called = false;
    const object = { handleEvent() { called = true; } };
    const ws = await open(world);
    ws.onmessage = object;
    await ask(ws, "echo x");
    equal([ws.onmessage === object, called], [true, false]);
    ws.close();
  },
  "this is the socket": async (world) => {
    const ws = await open(world);
    const self = new Promise((known) => { ws.onmessage = function () { known(this); }; });
    ws.send("echo x");
    equal(await self === ws, true);
    ws.close();
  },
  "the event is handed over": async (world) => {
    const ws = await open(world);
    const event = /** @type {Promise<any>} */ (new Promise((known) => { ws.onmessage = known; }));
    ws.send("echo x");
    const { type, target, currentTarget } = await event.then(({ type, target }) => ({ type, target, currentTarget: target }));
    equal([type, target === ws, currentTarget === ws], ["message", true, true]);
    ws.close();
  },
  "stand in the order in which they were set": async (world) =>
    equal(await noted(world, (ws, note) => {
      ws.addEventListener("message", note("first"));
      ws.onmessage = note("handler");
      ws.addEventListener("message", note("last"));
    }), ["first", "handler", "last"]),
  "another value keeps the place": async (world) =>
    equal(await noted(world, (ws, note) => {
      ws.onmessage = note("old");
      ws.addEventListener("message", note("listener"));
      ws.onmessage = note("new");
    }), ["new", "listener"]),
  "an object keeps the place, too": async (world) =>
    equal(await noted(world, (ws, note) => {
      ws.onmessage = {};
      ws.addEventListener("message", note("listener"));
      ws.onmessage = note("handler");
    }), ["handler", "listener"]),
  "null gives the place away": async (world) =>
    equal(await noted(world, (ws, note) => {
      ws.onmessage = note("old");
      ws.addEventListener("message", note("listener"));
      ws.onmessage = null;
      ws.onmessage = note("new");
    }), ["listener", "new"]),
  "null where there was none is nothing": async (world) =>
    equal(await noted(world, (ws, note) => {
      ws.onmessage = null;
      ws.addEventListener("message", note("listener"));
    }), ["listener"]),
  "may be replaced while it runs": async (world) => {
    const ws = await open(world);
    const seen = /** @type {string[]} */ ([]);
    ws.onmessage = () => { seen.push("one"); ws.onmessage = () => seen.push("two"); };
    await ask(ws, "echo x");
    await ask(ws, "echo x");
    equal(seen, ["one", "two"]);
    ws.close();
  },
  "returning false cancels what can be cancelled": async (world) => {
    const ws = await open(world);
    ws.onmessage = () => false;
    ws.send("echo x");
    equal((await next(ws, "message")).defaultPrevented, false);
    equal(ws.dispatchEvent(new Event("message", { cancelable: true })), false);
    ws.onmessage = () => 0;
    equal(ws.dispatchEvent(new Event("message", { cancelable: true })), true);
    ws.close();
  },
  "one that throws does not stop the others": async (world) => {
    const ws = await open(world);
    const said = next(/** @type {any} */ (globalThis), "error");
    /** @type {any} */ (globalThis).addEventListener("error", (/** @type {Event} */ event) => event.preventDefault(), { once: true });
    ws.onmessage = () => { throw new Error("on purpose"); };
    equal(await ask(ws, "echo x"), "x");
    equal((await said).message, "Uncaught Error: on purpose");
    ws.close();
  },
}, {
  "one that throws does not stop the others": { node: "it has no error event; an error in a listener ends the process" },
});
