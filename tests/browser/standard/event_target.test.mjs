import { ask, equal, next, open, section } from "./rules.mjs";

section("EventTarget", {
  "a listener may be added for once": async (world) => {
    const ws = await open(world);
    let times = 0;
    ws.addEventListener("message", () => { times += 1; }, { once: true });
    await ask(ws, "echo x");
    await ask(ws, "echo x");
    equal(times, 1);
    ws.close();
  },
  "the same listener counts once": async (world) => {
    const ws = await open(world);
    let times = 0;
    const listener = () => { times += 1; };
    ws.addEventListener("message", listener);
    ws.addEventListener("message", listener);
    await ask(ws, "echo x");
    equal(times, 1);
    ws.removeEventListener("message", listener);
    await ask(ws, "echo x");
    equal(times, 1);
    ws.close();
  },
  "an object with handleEvent listens": async (world) => {
    const ws = await open(world);
    const heard = new Promise((known) => ws.addEventListener("message", { handleEvent: known }));
    ws.send("echo x");
    equal(/** @type {any} */ (await heard).data, "x");
    ws.close();
  },
  "a signal removes a listener": async (world) => {
    const ws = await open(world);
    const control = new AbortController();
    let times = 0;
    ws.addEventListener("message", () => { times += 1; }, { signal: control.signal });
    await ask(ws, "echo x");
    control.abort();
    await ask(ws, "echo x");
    equal(times, 1);
    ws.close();
  },
  "stopImmediatePropagation keeps the rest from it": async (world) => {
    const ws = await open(world);
    let rest = 0;
    ws.addEventListener("message", (/** @type {Event} */ event) => event.stopImmediatePropagation(), { once: true });
    ws.addEventListener("message", () => { rest += 1; });
    ws.send("echo x");
    await ask(ws, "echo y");
    equal(rest, 1);
    ws.close();
  },
  "an event of one's own may be dispatched": async (world) => {
    const ws = await open(world);
    const own = next(ws, "mine");
    equal(ws.dispatchEvent(new CustomEvent("mine", { detail: 5 })), true);
    equal((await own).detail, 5);
    ws.close();
  },
  "a false close event changes no state": async (world) => {
    const ws = await open(world);
    ws.dispatchEvent(new Event("close"));
    equal(ws.readyState, 1);
    ws.close();
  },
  "a listener added late hears what comes later": async (world) => {
    const ws = await open(world, "/talk?greet=1");
    await next(ws, "message");
    equal(await ask(ws, "echo late"), "late");
    ws.close();
  },
});
