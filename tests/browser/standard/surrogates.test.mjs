import { ask, equal, next, open, section } from "./rules.mjs";

section("Lone surrogates", {
  "in a message become U+FFFD": async (world) => {
    const ws = await open(world);
    equal(await ask(ws, "echo a\ud800b\udc00c"), "a\ufffdb\ufffdc");
    ws.close();
  },
  "in the wrong order become two": async (world) => {
    const ws = await open(world);
    equal(await ask(ws, "echo \udc00\ud800"), "\ufffd\ufffd");
    ws.close();
  },
  "a pair stays": async (world) => {
    const ws = await open(world);
    equal(await ask(ws, "echo \ud83d\ude00"), "😀");
    ws.close();
  },
  "count three bytes each": async (world) => {
    const ws = await open(world);
    while (ws.bufferedAmount) await ask(ws, "echo x");
    ws.send("\ud800\ud800");
    equal(ws.bufferedAmount, 6);
    ws.close();
  },
  "in a reason become U+FFFD": async (world) => {
    const ws = await open(world);
    ws.close(3000, "a\ud800b");
    equal((await next(ws, "close")).reason, "a\ufffdb");
  },
  "in a reason count three bytes each": async (world) => {
    const ws = await open(world);
    let error;
    try { ws.close(3000, "\ud800".repeat(42)); } catch (thrown) { error = thrown; }
    equal(/** @type {any} */ (error)?.name, "SyntaxError");
    ws.close(3000, "\ud800".repeat(41));
    equal((await next(ws, "close")).reason, "\ufffd".repeat(41));
  },
  "in an address become U+FFFD": ({ WebSocket, base }) => {
    const ws = new WebSocket(`${base}/talk?\ud800`);
    ws.close();
    equal(ws.url, `${base}/talk?%EF%BF%BD`);
  },
  "a byte order mark stays": async (world) => {
    const ws = await open(world);
    equal(await ask(ws, "echo \ufeffx"), "\ufeffx");
    ws.close();
  },
});
