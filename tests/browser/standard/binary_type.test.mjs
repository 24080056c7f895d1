import { ask, equal, next, open, section, throws } from "./rules.mjs";

section("binaryType", {
  "is blob at first": async (world) => {
    const ws = await open(world);
    equal(ws.binaryType, "blob");
    const data = await ask(ws, "bytes 3");
    equal([data instanceof Blob, data.type, [...new Uint8Array(await data.arrayBuffer())]], [true, "", [0, 1, 2]]);
    ws.close();
  },
  "may be arraybuffer": async (world) => {
    const ws = await open(world);
    ws.binaryType = "arraybuffer";
    const data = await ask(ws, "bytes 3");
    equal([data instanceof ArrayBuffer, [...new Uint8Array(data)]], [true, [0, 1, 2]]);
    ws.close();
  },
  "may be set before the connection opens": async ({ WebSocket, base }) => {
    const ws = new WebSocket(`${base}/talk`);
    ws.binaryType = "arraybuffer";
    await next(ws, "open");
    equal((await ask(ws, "bytes 0")).byteLength, 0);
    ws.close();
  },
  "may be changed between two messages": async (world) => {
    const ws = await open(world);
    ws.binaryType = "arraybuffer";
    equal((await ask(ws, "bytes 2")).byteLength, 2);
    ws.binaryType = "blob";
    equal((await ask(ws, "bytes 2")).size, 2);
    ws.close();
  },
  "says nothing about text": async (world) => {
    const ws = await open(world);
    ws.binaryType = "arraybuffer";
    equal(await ask(ws, "echo text"), "text");
    ws.close();
  },
  "ignores every other value": ({ WebSocket, base }) => {
    const ws = new WebSocket(`${base}/talk`);
    ws.binaryType = "arraybuffer";
    for (const value of ["Blob", "", "uint8array", null, undefined, 0]) {
      ws.binaryType = value;
      equal(ws.binaryType, "arraybuffer");
    }
    ws.close();
  },
  "takes the text of an object, and no symbol": ({ WebSocket, base }) => {
    const ws = new WebSocket(`${base}/talk`);
    ws.binaryType = { toString: () => "arraybuffer" };
    equal(ws.binaryType, "arraybuffer");
    throws("TypeError", () => { ws.binaryType = Symbol("blob"); });
    ws.close();
  },
});
