import { equal, events, next, open, section, throws } from "./rules.mjs";

/** @param {...any} given */
const ends = (...given) => async (/** @type {any} */ world) => {
  const ws = await open(world);
  ws.close(...given);
  const { code, reason, wasClean } = await next(ws, "close");
  return [code, reason, wasClean];
};
const refuses = (/** @type {string} */ name, /** @type {any[][]} */ ...cases) => async (/** @type {any} */ world) => {
  const ws = await open(world);
  for (const given of cases) throws(name, () => ws.close(...given));
  equal(ws.readyState, 1);
  ws.close();
};

section("close()", {
  "without a code is 1005": async (world) => equal(await ends()(world), [1005, "", true]),
  "takes undefined for nothing": async (world) => equal(await ends(undefined)(world), [1005, "", true]),
  "takes undefined for nothing, twice": async (world) => equal(await ends(undefined, undefined)(world), [1005, "", true]),
  "takes 1000": async (world) => equal(await ends(1000)(world), [1000, "", true]),
  "takes 3000 to 4999": async (world) => {
    equal(await ends(3000)(world), [3000, "", true]);
    equal(await ends(4999, "done")(world), [4999, "done", true]);
  },
  "takes a string that is a number": async (world) => equal(await ends("4000")(world), [4000, "", true]),
  "rounds to the even one of two codes": async (world) => equal(await ends(1000.5)(world), [1000, "", true]),
  "rounds to the nearest code": async (world) => equal(await ends(2999.6)(world), [3000, "", true]),
  "refuses every other code": refuses("InvalidAccessError",
    [0], [999], [1001], [1005], [1006], [1015], [2999], [5000], [65535], [-1], [Infinity], [NaN], [null], ["x"], [1001.5]),
  "clamps a code, and does not wrap it": refuses("InvalidAccessError", [65536 + 1000], [1000 - 65536]),
  "takes no symbol and no BigInt": refuses("TypeError", [Symbol("x")], [1000n], [1000, Symbol("x")]),
  "takes a reason of 123 bytes": async (world) => equal(await ends(1000, "x".repeat(123))(world), [1000, "x".repeat(123), true]),
  "counts the bytes of a reason, not its characters": async (world) => {
    equal(await ends(1000, "ä".repeat(61))(world), [1000, "ä".repeat(61), true]);
    await refuses("SyntaxError", [1000, "ä".repeat(62)], [1000, "x".repeat(124)])(world);
  },
  "looks at the code before the reason": refuses("InvalidAccessError", [1001, "x".repeat(124)]),
  "turns a reason into a string": async (world) => equal(await ends(1000, null)(world), [1000, "null", true]),
  "takes a reason without a code": async (world) => {
    const ws = await open(world);
    ws.close(undefined, "bye");
    equal((await next(ws, "close")).wasClean, true);
  },
  "does nothing the second time": async (world) => {
    const ws = await open(world);
    ws.close(3001, "one");
    ws.close(3002, "two");
    const { code, reason } = await next(ws, "close");
    ws.close();
    equal([code, reason, ws.readyState], [3001, "one", 3]);
  },
  "looks at its arguments in every state": async (world) => {
    const ws = await open(world);
    ws.close();
    throws("InvalidAccessError", () => ws.close(1));
    await next(ws, "close");
    throws("InvalidAccessError", () => ws.close(1));
    const early = new world.WebSocket(`${world.base}/talk`);
    throws("InvalidAccessError", () => early.close(1));
    equal(early.readyState, 0);
    early.close();
  },
  "while connecting is an error and 1006": async ({ WebSocket, base }) => {
    for (const path of ["/never", "/talk", "/refuse/close"]) {
      const ws = new WebSocket(base + path);
      const seen = events(ws);
      ws.close(3000, "changed my mind");
      equal([ws.readyState, await seen], [2, [["error", 3], ["close", 3], [1006, "", false]]]);
    }
  },
  "lets no message in any more": async (world) => {
    const ws = await open(world);
    const seen = events(ws);
    ws.send("echo too late");
    ws.close(4000);
    equal(await seen, [["close", 3], [4000, "", true]]);
  },
  "comes after all that was sent before it": async (world) => {
    const ws = await open(world);
    const seen = events(ws);
    ws.send(new Blob(["abc"]));
    ws.send("close 4001 asked");
    equal((await seen).slice(1), [["close", 3], [4001, "asked", true]]);
  },
}, {
  "rounds to the nearest code": { chromium: "cuts the fraction off" },
  "takes a reason without a code": { chromium: "takes the code for 0" },
});
