import { equal, events, next, open, section } from "./rules.mjs";

/** @param {any} world @param {string} command */
const after = async (world, command) => {
  const ws = await open(world);
  ws.send(command);
  const { code, reason, wasClean } = await next(ws, "close");
  return [code, reason, wasClean];
};

section("CloseEvent", {
  "has the server's code and reason": async (world) => {
    equal(await after(world, "close 1000 bye"), [1000, "bye", true]);
    equal(await after(world, "close 4999"), [4999, "", true]);
  },
  "has codes that a page may not send": async (world) => equal(await after(world, "close 1008 no"), [1008, "no", true]),
  "is 1011 when the server's program fails": async (world) => equal(await after(world, "raise"), [1011, "", true]),
  "is 1006 and not clean without a close frame": async (world) => equal(await after(world, "return"), [1006, "", false]),
  "is 1006 and not clean for every refusal": async ({ WebSocket, base }) => {
    for (const path of ["/refuse/close", "/refuse/deny", "/refuse/http", "/refuse/raise", "/refuse/return", "/nowhere"]) {
      equal((await events(new WebSocket(base + path))).at(-1), [1006, "", false]);
    }
  },
  "comes once": async (world) => {
    const ws = await open(world);
    let times = 0;
    ws.onclose = () => { times += 1; };
    ws.send("close 4000");
    ws.send("echo too late");
    await next(ws, "close");
    const other = await open(world);
    other.close();
    await next(other, "close");
    equal(times, 1);
  },
});
