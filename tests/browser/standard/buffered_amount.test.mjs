import { ask, equal, next, open, section, throws } from "./rules.mjs";

section("bufferedAmount", {
  "is 0 at first, and can't be set": ({ WebSocket, base }) => {
    const ws = new WebSocket(`${base}/talk`);
    throws("TypeError", () => { ws.bufferedAmount = 5; });
    equal(ws.bufferedAmount, 0);
    ws.close();
  },
  "grows at once by the bytes of each message": async (world) => {
    const ws = await open(world);
    const sizes = ["hello", "ä€😀", "", new ArrayBuffer(3), new Uint16Array(2), new Uint8Array(9).subarray(2, 4), new Blob(["abc", "d"])]
      .map((data) => { const before = ws.bufferedAmount; ws.send(data); return ws.bufferedAmount - before; });
    equal(sizes, [5, 9, 0, 3, 4, 2, 4]);
    ws.close();
  },
  "falls to 0 when all is on its way": async (world) => {
    const ws = await open(world);
    ws.send("x".repeat(1000));
    equal(ws.bufferedAmount, 1000);
    while (ws.bufferedAmount) await ask(ws, "echo once more");
    equal(ws.bufferedAmount, 0);
    ws.close();
  },
  "does not change while a message comes": async (world) => {
    const ws = await open(world);
    await ask(ws, "bytes 100");
    while (ws.bufferedAmount) await ask(ws, "echo once more");
    ws.send("bytes 100");
    const amount = ws.bufferedAmount;
    equal(amount, 9);
    ws.close();
  },
  "grows after close, though nothing is sent, and keeps it": async (world) => {
    const ws = await open(world);
    ws.close();
    ws.send("abc");
    equal(ws.bufferedAmount, 3);
    await next(ws, "close");
    ws.send("de");
    ws.send(new Blob(["f"]));
    equal(ws.bufferedAmount, 6);
  },
  "does not grow by what may not be sent": ({ WebSocket, base }) => {
    const ws = new WebSocket(`${base}/talk`);
    throws("InvalidStateError", () => ws.send("x"));
    equal(ws.bufferedAmount, 0);
    ws.close();
  },
});
