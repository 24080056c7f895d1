import { ask, equal, events, next, open, section } from "./rules.mjs";

const seen = (/** @type {any} */ { WebSocket, base }, /** @type {string} */ path) => events(new WebSocket(base + path));

section("Events", {
  "open, messages in order, close": async (world) =>
    equal(await seen(world, "/talk?greet=3&close=4000"),
      [["open", 1], ["message", 1, "welcome 0"], ["message", 1, "welcome 1"], ["message", 1, "welcome 2"], ["close", 3], [4000, "", true]]),
  "error and close for a refused handshake": async (world) =>
    equal(await seen(world, "/refuse/close"), [["error", 3], ["close", 3], [1006, "", false]]),
  "no error for a connection that was lost later": async (world) => {
    const ws = await open(world);
    const rest = events(ws);
    ws.send("return");
    equal(await rest, [["close", 3], [1006, "", false]]);
  },
  "nothing happens while the program that connects still runs": async ({ WebSocket, base }) => {
    const ws = new WebSocket(`${base}/refuse/close`);
    equal(ws.readyState, 0);
    await null;
    const late = events(ws);
    equal((await late).length, 3);
  },
  "promises settle between error and close": async ({ WebSocket, base }) => {
    const ws = new WebSocket(`${base}/refuse/close`);
    const order = /** @type {string[]} */ ([]);
    ws.onerror = async () => { for (const step of ["one", "two", "three"]) order.push(await step); };
    ws.onclose = () => order.push("close");
    await next(ws, "close");
    equal(order, ["one", "two", "three", "close"]);
  },
  "timers wait until after close": async ({ WebSocket, base }) => {
    const ws = new WebSocket(`${base}/refuse/close`);
    const order = /** @type {string[]} */ ([]);
    const timer = new Promise((known) => { ws.onerror = () => setTimeout(() => known(order.push("timer"))); });
    ws.onclose = () => order.push("close");
    await timer;
    equal(order, ["close", "timer"]);
  },
  "a message has data and the server's origin": async (world) => {
    const ws = await open(world);
    ws.send("echo hello");
    const event = await next(ws, "message");
    equal([event.constructor.name, event.data, event.origin, event.lastEventId, event.source, event.ports.length],
      ["MessageEvent", "hello", world.base, "", null, 0]);
    ws.close();
  },
  "none bubbles, none can be cancelled": async (world) => {
    const ws = new world.WebSocket(`${world.base}/talk?greet=1`);
    const failing = new world.WebSocket(`${world.base}/refuse/close`);
    const all = [await next(ws, "open"), await next(ws, "message"), ...(await Promise.all([next(failing, "error"), next(failing, "close")]))];
    equal(all.map((event) => [event.type, event.bubbles, event.cancelable, event.composed]),
      ["open", "message", "error", "close"].map((type) => [type, false, false, false]));
    equal(all.map((event) => event.constructor.name), ["Event", "MessageEvent", "Event", "CloseEvent"]);
    ws.close();
  },
  "a message that a listener asks for comes after it": async (world) => {
    const ws = await open(world);
    const order = /** @type {string[]} */ ([]);
    ws.addEventListener("message", (/** @type {any} */ { data }) => {
      order.push(`begin ${data}`);
      if (data === "1") ws.send("echo 2");
      order.push(`end ${data}`);
    });
    await ask(ws, "echo 1");
    await next(ws, "message");
    equal(order, ["begin 1", "end 1", "begin 2", "end 2"]);
    ws.close();
  },
  "promises settle between two listeners": async (world) => {
    const ws = await open(world);
    const order = /** @type {string[]} */ ([]);
    for (const name of ["a", "b"]) ws.addEventListener("message", async () => { order.push(name); await null; order.push(`then ${name}`); });
    await ask(ws, "echo 1");
    await ask(ws, "echo 2");
    equal(order.slice(0, 4), ["a", "then a", "b", "then b"]);
    ws.close();
  },
}, {
  "promises settle between error and close": { node: "its ports settle promises after all listeners" },
  "promises settle between two listeners": { page: "an event that a script dispatches runs all its listeners in one go" },
});
