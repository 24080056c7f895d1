// What stands behind the page's class: no rule of the standard, and only the page's class has it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { socketClass } from "../../../live/browser/page_socket.mjs";
import { serve } from "./fake_server.mjs";
import { ask, next } from "./rules.mjs";

const base = "https://page.example/folder/page.html";

test("a server is a function that has the handshake and a port", async () => {
  let handshake;
  const Page = socketClass((asked, port) => { handshake = asked; serve(asked, port); }, { base });
  const ws = new Page("../talk?subprotocol=a", ["a", "b"]);
  await next(ws, "open");
  assert.deepEqual(handshake, { url: "wss://page.example/talk?subprotocol=a", protocols: ["a", "b"], origin: "https://page.example" });
  ws.close();
  await next(ws, "close");
});

test("a server may be a port, which gets the handshake and the connection's port", async () => {
  const { port1, port2 } = new MessageChannel();
  port2.onmessage = ({ data, ports: [port] }) => {
    assert.equal(data.type, "connect");
    serve(data.handshake, port);
  };
  const ws = new (socketClass(port1, { base }))("/talk");
  await next(ws, "open");
  assert.equal(await ask(ws, "echo hello"), "hello");
  ws.close();
  await next(ws, "close");
  port1.close();
});

test("without an address of its own, only a full address will do, and the origin is null", async () => {
  const Page = socketClass((handshake, port) => { assert.equal(handshake.origin, "null"); serve(handshake, port); });
  assert.throws(() => new Page("/talk"), { name: "SyntaxError" });
  const ws = new Page("ws://host/talk");
  await next(ws, "open");
  ws.close();
  await next(ws, "close");
});

test("what comes after the end is ignored", async () => {
  const Page = socketClass((_, port) => {
    for (const type of ["open", "closing"]) port.postMessage({ type, protocol: "", extensions: "" });
    port.postMessage({ type: "message", data: "too late" });
    for (const code of [4000, 4001]) port.postMessage({ type: "close", code, reason: "", wasClean: true });
  }, { base });
  const ws = new Page("/talk");
  ws.onmessage = () => assert.fail("a message while closing");
  assert.equal((await next(ws, "close")).code, 4000);
});

test("an opening that comes after close was called is ignored", async () => {
  const Page = socketClass((_, port) => {
    port.postMessage({ type: "open", protocol: "", extensions: "" });
    port.postMessage({ type: "close", code: 4000, reason: "", wasClean: true });
  }, { base });
  const ws = new Page("/talk");
  ws.onopen = () => assert.fail("open after close");
  ws.close();
  assert.equal((await next(ws, "close")).code, 1006);
});

test("the closing handshake shows in readyState", async () => {
  /** @type {any} */
  let far;
  const Page = socketClass((_, port) => {
    port.postMessage({ type: "open", protocol: "", extensions: "x-test" });
    port.postMessage({ type: "closing" });
    far = port;
    port.onmessage = () => assert.fail("sent while closing");
  }, { base });
  const ws = new Page("/talk");
  await next(ws, "open");
  assert.equal(ws.extensions, "x-test");
  while (ws.readyState === 1) await new Promise((known) => setImmediate(known));
  assert.equal(ws.readyState, 2);
  ws.send("x");
  assert.equal(ws.bufferedAmount, 1);
  far.close();
});
