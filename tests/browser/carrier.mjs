// Carries bytes between a test outside the browser and the server in this page: see tests/in_page.py.

/**
 * What the test says, as JSON: run a step from a source; make a connection of this number; a word to
 * one. Bytes come as bytes, after the number of their connection.
 * @typedef {{run: [string, string]} | {connect: number} | {number: number, data: string}} Said
 */

/**
 * Boot a server and serve the test; settles when both are ready.
 * @param {typeof import("../../live/browser/runtime.mjs").startRuntime} startRuntime
 * @param {string} address Where the test listens, such as "ws://127.0.0.1:1".
 */
export async function carry(startRuntime, address) {
  const carrier = new WebSocket(address);
  carrier.binaryType = "arraybuffer";
  await new Promise((resolve, reject) => { carrier.onopen = resolve; carrier.onerror = reject; });
  const say = (/** @type {any} */ message) => carrier.send(JSON.stringify(message));
  const runtime = startRuntime({ onMessage: (told) => { if (told.type !== "wire" && told.type !== "progress") say({ told }); } });
  /** @type {Map<number, MessagePort>} */
  const ports = new Map();

  const connect = (/** @type {number} */ number) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data: { type, data } }) => {
      if (data instanceof ArrayBuffer) {
        const message = new Uint8Array(4 + data.byteLength);
        new DataView(message.buffer).setUint32(0, number);
        message.set(new Uint8Array(data), 4);
        carrier.send(message);
      } else {
        say({ number, type, data });
        if (type === "close") ports.delete(number);
      }
    };
    runtime.connect("", { url: "tcp:", protocols: [], origin: "" }, port2);
    ports.set(number, port1);
  };

  carrier.onmessage = ({ data }) => {
    if (data instanceof ArrayBuffer) {
      ports.get(new DataView(data).getUint32(0))?.postMessage({ type: "send", data: data.slice(4) });
      return;
    }
    /** @type {Said} */
    const said = JSON.parse(data);
    if ("connect" in said) connect(said.connect);
    else if ("number" in said) ports.get(said.number)?.postMessage({ type: "send", data: said.data });
    else runtime.run(...said.run).then((ran) => say({ ran }), (error) => say({ ran: { ok: false, message: `${error}` } }));
  };
  await runtime.ready;
}
