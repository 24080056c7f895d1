import { ask, equal, next, open, section, throws } from "./rules.mjs";

/** What the server had of one message. */
const bytes = async (/** @type {any} */ world, /** @type {any} */ data) => {
  const ws = await open(world);
  ws.binaryType = "arraybuffer";
  const back = await ask(ws, data);
  ws.close();
  return [...new Uint8Array(back)];
};
const shared = () => new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer;

section("send()", {
  "needs an argument": async (world) => {
    const ws = await open(world);
    throws("TypeError", () => ws.send());
    ws.close();
  },
  "while connecting is an InvalidStateError": ({ WebSocket, base }) => {
    const ws = new WebSocket(`${base}/talk`);
    throws("InvalidStateError", () => ws.send("x"));
    ws.close();
  },
  "looks at its argument before the state": ({ WebSocket, base }) => {
    const ws = new WebSocket(`${base}/talk`);
    throws("TypeError", () => ws.send(Symbol("x")));
    ws.close();
  },
  "takes a string": async (world) => {
    const ws = await open(world);
    equal(await ask(ws, "echo häß 😀\u0000"), "häß 😀\u0000");
    ws.close();
  },
  "takes an ArrayBuffer": async (world) => equal(await bytes(world, Uint8Array.of(1, 2, 3).buffer), [1, 2, 3]),
  "takes a Blob": async (world) => equal(await bytes(world, new Blob([Uint8Array.of(4, 5)])), [4, 5]),
  "takes nothing at all as an empty message": async (world) => {
    for (const empty of [new ArrayBuffer(0), new Blob([]), new Uint8Array(0)]) equal(await bytes(world, empty), []);
  },
  "takes every kind of view, and only its part": async (world) => {
    const { buffer } = Uint8Array.from({ length: 32 }, (_, index) => index);
    for (const View of [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array,
      Float32Array, Float64Array, BigInt64Array, BigUint64Array]) {
      equal(await bytes(world, new View(buffer, 8, 1)), Array.from({ length: View.BYTES_PER_ELEMENT }, (_, index) => 8 + index));
    }
    equal(await bytes(world, new DataView(buffer, 3, 2)), [3, 4]);
  },
  "sends what the data was at the time": async (world) => {
    const view = Uint8Array.of(7, 7);
    const ws = await open(world);
    ws.binaryType = "arraybuffer";
    const answer = ask(ws, view);
    view.fill(0);
    equal([...new Uint8Array(await answer)], [7, 7]);
    equal(view.byteLength, 2);
    ws.close();
  },
  "sends nothing of a buffer that was handed over": async (world) => {
    const view = new Uint8Array(8);
    structuredClone(view.buffer, { transfer: [view.buffer] });
    equal([await bytes(world, view), await bytes(world, view.buffer)], [[], []]);
  },
  "takes no shared and no resizable buffer": async (world) => {
    const ws = await open(world);
    // @ts-ignore the second argument is younger than the types
    const resizable = new ArrayBuffer(8, { maxByteLength: 16 });
    for (const data of [shared(), new Uint8Array(shared()), resizable, new Uint8Array(resizable)]) throws("TypeError", () => ws.send(data));
    ws.close();
  },
  "turns everything else into a string": async (world) => {
    const ws = await open(world);
    equal(await ask(ws, { toString: () => "echo object" }), "object");
    equal(await ask(ws, ["echo a", "b"]), "a,b");
    for (const [data, size] of [[undefined, 9], [null, 4], [12, 2], [{}, 15]]) {
      const before = ws.bufferedAmount;
      ws.send(data);
      equal(ws.bufferedAmount - before, size);
    }
    throws("TypeError", () => ws.send(Symbol("x")));
    ws.close();
  },
  "keeps the order of strings, blobs and buffers": async (world) => {
    const ws = await open(world);
    const seen = /** @type {any[]} */ ([]);
    ws.binaryType = "arraybuffer";
    ws.onmessage = (/** @type {any} */ { data }) => seen.push(typeof data === "string" ? data : data.byteLength);
    for (const data of ["echo 0", new Blob(["x"]), "echo 2", new ArrayBuffer(3), new Blob(["y".repeat(4)]), "echo last"]) ws.send(data);
    while (seen.at(-1) !== "last") await next(ws, "message");
    equal(seen, ["0", 1, "2", 3, 4, "last"]);
    ws.close();
  },
  "is silent after close": async (world) => {
    const ws = await open(world);
    ws.close();
    equal([ws.send("x")], [undefined]);
    await next(ws, "close");
    equal([ws.send(new Uint8Array(1))], [undefined]);
  },
});
