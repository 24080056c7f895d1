import { equal, next, open, section, throws } from "./rules.mjs";

const STATES = { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 };

section("readyState", {
  "is 0 while connecting": ({ WebSocket, base }) => {
    const ws = new WebSocket(`${base}/talk`);
    equal(ws.readyState, 0);
    ws.close();
  },
  "is 1 from the open event on": async (world) => {
    const ws = await open(world);
    equal(ws.readyState, 1);
    ws.close();
  },
  "is 2 once close was called, whenever": async (world) => {
    const ws = await open(world);
    ws.close();
    equal(ws.readyState, 2);
    const early = new world.WebSocket(`${world.base}/never`);
    early.close();
    equal(early.readyState, 2);
  },
  "is 3 in the close event and after it": async (world) => {
    const ws = await open(world);
    ws.close();
    await next(ws, "close");
    equal(ws.readyState, 3);
  },
  "can't be set": async (world) => {
    const ws = await open(world);
    throws("TypeError", () => { ws.readyState = 3; });
    equal(ws.readyState, 1);
    ws.close();
  },
  "the constants stand on the class and on each socket": async (world) => {
    const ws = await open(world);
    for (const [name, value] of Object.entries(STATES)) {
      equal([world.WebSocket[name], ws[name]], [value, value]);
      throws("TypeError", () => { world.WebSocket[name] = 7; });
      throws("TypeError", () => { ws[name] = 7; });
      for (const holder of [world.WebSocket, world.WebSocket.prototype]) {
        equal(Object.getOwnPropertyDescriptor(holder, name), { value, writable: false, enumerable: true, configurable: false });
      }
    }
    ws.close();
  },
});
