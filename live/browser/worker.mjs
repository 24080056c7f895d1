// The worker: boots the interpreter from its snapshot, and passes messages between the page and
// live/in_page/worker.py. What it hears and says is in messages.mjs.

import { counter, fetchRest, get, unpack, writeFiles } from "./worker_files.mjs";

/** @typedef {import("./messages.mjs").About} About */
/** @typedef {import("./messages.mjs").ToWorker} ToWorker */
/** @typedef {import("./messages.mjs").ToPage} ToPage */

const UNHEARD = 8; // lists of events that the page has not yet heard; then the server waits for it

/** @param {ToPage} message @param {Transferable[]} [transfer] */
const tell = (message, transfer = []) => self.postMessage(message, { transfer });

/** @type {[ToWorker, readonly MessagePort[]][]} */
const early = []; // what came before the interpreter was there

/** @type {(message: ToWorker, ports: readonly MessagePort[]) => void} */
let hear = (message, ports) => {
  if (message.type === "boot") boot(message.base, message.about, message.checks).catch((error) => tell({ type: "broken", message: String(error) }));
  else early.push([message, ports]);
};
self.onmessage = ({ data, ports }) => hear(data, ports);

/**
 * @param {string} base
 * @param {About} about
 * @param {string} checks
 */
async function boot(base, about, checks) {
  const folder = new URL(`${about.folder}/`, base).href;
  const count = counter(about.sizes, tell);
  const memory = new Uint8Array(about.memory); // filled while the interpreter is compiled
  const snapshot = unpack(`${folder}snapshot.gz`, memory, (bytes) => count("snapshot.gz", bytes));
  const glue = import(`${folder}pyodide.asm.mjs`);
  const tutorial = get(new URL(about.tutorial, base).href).then((response) => response.json());
  const catalogue = checks ? get(new URL(checks, base).href).then((response) => response.text()) : "{}";
  for (const part of [snapshot, glue, tutorial, Promise.resolve(catalogue)]) part.catch(() => {}); // who awaits it hears of it
  const { loadPyodide } = await import(`${folder}pyodide.mjs`);

  const python = await loadPyodide({
    indexURL: folder,
    stdLibURL: `${folder}empty.zip`, // what the snapshot holds needs no file; the rest comes when it is asked for
    lockFileContents: { info: about.info, packages: {} },
    packageBaseUrl: folder,
    _loadSnapshot: memory,
    createPyodideModule: async (/** @type {any} */ settings) => {
      const create = (await glue).default;
      count("pyodide.asm.mjs", about.sizes["pyodide.asm.mjs"]);
      const module = await create(settings);
      count("pyodide.asm.wasm", about.sizes["pyodide.asm.wasm"]);
      await snapshot;
      module.growMemory(memory.length); // it starts at 30 MB: too small for the snapshot
      return module;
    },
  });

  writeFiles(python.FS, python._api.sitePackages, await tutorial);
  python.pyimport("live.in_page.deferred").rest.install(() => fetchRest(python, folder, about.sizes, tell));
  python.pyimport("live.translation").use(await catalogue);
  serve(python);
  tell({ type: "ready" });
  for (const [message, ports] of early.splice(0)) hear(message, ports);
}

/**
 * Answer the page with a server of live/in_page/worker.py.
 * @param {any} python
 */
function serve(python) {
  let unheard = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let soon = false;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => { soon = false; step(); };
  const wake = (/** @type {number} */ seconds) => {
    clearTimeout(timer);
    if (seconds > 0) timer = setTimeout(step, Math.min(seconds * 1000, 2 ** 31 - 1));
    else if (!soon) { soon = true; port2.postMessage(0); }
  };
  const worker = python.pyimport("live.in_page.worker").Worker(
    (/** @type {string} */ events) => { unheard += 1; tell({ type: "events", events }); },
    (/** @type {number} */ id, /** @type {any} */ value, /** @type {string} */ reason) =>
      tell(value ? { type: "answer", id, value: plain(value) } : { type: "answer", id, reason }),
    wake,
  );
  const step = () => { if (unheard < UNHEARD) worker.step(); };

  hear = (message, [port]) => {
    switch (message.type) {
      case "run": worker.run(message.id, message.step, message.source); break;
      case "check": worker.check(message.id, message.exercise); break;
      case "talk": worker.talk(message.id, message.step); break;
      case "fetch": worker.fetch(message.id, message.path, message.method, JSON.stringify(message.headers), message.body); break;
      case "connect": connect(python, worker, message, port, step); break;
      case "freeze": worker.freeze(message.lane, message.frozen); break;
      case "drop": worker.drop(message.lane); break;
      case "heard":
        unheard -= message.lists;
        if (unheard + message.lists < UNHEARD) return; // nothing had to wait
    }
    step();
  };
}

/**
 * A plain object in place of a Python dictionary.
 * @param {any} proxy
 */
function plain(proxy) {
  const value = proxy.toJs({ dict_converter: Object.fromEntries });
  proxy.destroy();
  return value;
}

/**
 * Join a socket of the page to its client.
 * @param {any} python
 * @param {any} worker
 * @param {{lane: string, handshake: import("./page_socket.mjs").Handshake}} message
 * @param {MessagePort} port
 * @param {() => void} step
 */
function connect(python, worker, { lane, handshake }, port, step) {
  const post = (/** @type {"message" | "sent" | "json"} */ kind, /** @type {any} */ content) => {
    if (kind === "sent") port.postMessage({ type: "sent", bytes: content });
    else if (kind === "json") {
      const message = JSON.parse(content);
      port.postMessage(message);
      if (message.type === "close") {
        port.onmessage = null;
        client.destroy();
      }
    } else if (typeof content === "string") port.postMessage({ type: "message", data: content });
    else {
      const data = content.toJs().slice().buffer;
      content.destroy();
      port.postMessage({ type: "message", data }, [data]);
    }
  };
  const client = worker.connect(lane, JSON.stringify(handshake), post);
  port.onmessage = ({ data: message }) => {
    if (message.type === "close") client.close(message.code, message.reason);
    else if (typeof message.data === "string") client.send(message.data);
    else {
      // @ts-ignore: only workers have a FileReaderSync
      const buffer = message.data instanceof Blob ? new FileReaderSync().readAsArrayBuffer(message.data) : message.data;
      const bytes = python.toPy(new Uint8Array(buffer));
      client.send(bytes);
      bytes.destroy();
    }
    step();
  };
}
