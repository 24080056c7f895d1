// A server in the page, seen from the page: start it, run a step, connect sockets to it.

import { about } from "./about.mjs";
import { gettext, isTranslated } from "./gettext.mjs";
import { socketClass } from "./page_socket.mjs";

/** @typedef {import("./messages.mjs").ToPage} ToPage */
/** @typedef {import("./messages.mjs").ToWorker} ToWorker */
/** @typedef {import("./messages.mjs").Told} Told */
/** @typedef {import("./messages.mjs").Ran} Ran */
/** @typedef {import("./messages.mjs").Fetched} Fetched */
/** @typedef {import("./messages.mjs").Verdict} Verdict */
/** @typedef {{type: "progress", what: string, done: number, total: number}} Progress */

const HEARD = 4; // lists of events that are heard before the worker is told so: fewer than it waits for

/** V8 shares what it compiled of these bytes with every worker, as long as someone holds it.
 * @type {Map<string, Promise<WebAssembly.Module | void>>} */
const compiled = new Map();

/**
 * Boot an interpreter in a worker of its own.
 * @param {object} options
 * @param {string} [options.base] The folder of worker.mjs and the runtime's files.
 * @param {(message: Progress | Told) => void} [options.onMessage] Hears what loads and what happens.
 */
export function startRuntime({ base = new URL(".", import.meta.url).href, onMessage = () => {} } = {}) {
  const wasm = new URL(`${about.folder}/pyodide.asm.wasm`, base).href;
  if (!compiled.has(wasm)) compiled.set(wasm, WebAssembly.compileStreaming(fetch(wasm)).catch(() => {}));

  const worker = new Worker(new URL("worker.mjs", base), { type: "module" });
  /** @type {Map<number, {resolve: (value: any) => void, reject: (error: Error) => void}>} */
  const waiting = new Map();
  let last = 0;
  let ended = false;
  let heard = 0; // lists of events

  /** @param {ToWorker} message @param {Transferable[]} [transfer] */
  const tell = (message, transfer = []) => worker.postMessage(message, transfer);

  /** @param {any} message */
  const ask = (message) =>
    new Promise((resolve, reject) => {
      if (ended) return reject(new Error(gettext("The runtime has ended; start another.")));
      message.id = ++last;
      waiting.set(message.id, { resolve, reject });
      tell(message);
    });

  const settle = (/** @type {number} */ id, /** @type {any} */ value = undefined, /** @type {string} */ reason = "") => {
    if (reason && value === undefined) waiting.get(id)?.reject(new Error(reason));
    else waiting.get(id)?.resolve(value);
    waiting.delete(id);
  };

  /** @param {string} reason */
  const end = (reason) => {
    ended = true;
    worker.terminate();
    for (const { reject } of waiting.values()) reject(new Error(reason));
    waiting.clear();
  };

  /** @type {Promise<void>} */
  const ready = new Promise((resolve, reject) => {
    waiting.set(0, { resolve, reject });
    const fail = (/** @type {string} */ message) => {
      end(message);
      onMessage({ type: "broken", message });
    };
    worker.onerror = (event) => {
      event.preventDefault(); // it is told, and need not stand on the console, too
      const message = event.message ?? gettext("it could not be loaded");
      fail(gettext("The worker failed: {message}", { message }));
    };
    worker.onmessage = (/** @type {MessageEvent<ToPage>} */ { data }) => {
      if (ended) return;
      if (data.type === "events") {
        for (const event of JSON.parse(data.events)) onMessage(event);
        heard += 1;
        if (heard % HEARD === 0) tell({ type: "heard", lists: HEARD });
      } else if (data.type === "progress") onMessage(data);
      else if (data.type === "broken") fail(data.message);
      else if (data.type === "ready") settle(0);
      else settle(data.id, data.value, data.reason);
    };
  });
  ready.catch(() => {}); // whoever awaits it hears of it
  tell({ type: "boot", base, about, checks: isTranslated() ? "checks.json" : "" });

  return {
    /** Settles when the interpreter is there. */
    ready,

    /**
     * Serve a step from this source, in place of what ran before.
     * @param {string} step Such as "ch02_echo/step1_echo".
     * @param {string} source
     * @returns {Promise<Ran>}
     */
    run: (step, source) => ask({ type: "run", step, source }),

    /**
     * Hold a step's own conversation with the server that runs.
     * @param {string} step
     * @returns {Promise<{ok: true, text: string} | {ok: false, message: string, trace: string}>}
     */
    talk: (step) => ask({ type: "talk", step }),

    /**
     * Hold an exercise's check with the server that runs.
     * @param {string} exercise Such as "ch02_echo/shout".
     * @returns {Promise<Verdict>}
     */
    check: (exercise) => ask({ type: "check", exercise }),

    /**
     * A class like WebSocket, whose connection is the client `lane`.
     * @param {string} lane Such as "A".
     * @param {{base?: string}} [options] What relative addresses are relative to.
     */
    socketClass: (lane, { base: address } = {}) =>
      socketClass((handshake, port) => tell({ type: "connect", lane, handshake }, [port]), { base: address }),

    /**
     * Connect a socket that stands elsewhere, in a frame: `socketClass` there hands over both.
     * @param {string} lane
     * @param {import("./page_socket.mjs").Handshake} handshake
     * @param {MessagePort} port
     */
    connect: (lane, handshake, port) => tell({ type: "connect", lane, handshake }, [port]),

    /**
     * Let a client stop reading, or go on.
     * @param {string} lane
     * @param {boolean} frozen
     */
    freeze: (lane, frozen) => tell({ type: "freeze", lane, frozen }),

    /**
     * Let a client vanish without a close frame.
     * @param {string} lane
     */
    drop: (lane) => tell({ type: "drop", lane }),

    /**
     * Ask the server over HTTP.
     * @param {string} path
     * @param {{method?: string, headers?: Record<string, string>, body?: string}} [options]
     * @returns {Promise<Fetched>}
     */
    fetch(path, { method = "GET", headers = {}, body = "" } = {}) {
      const { pathname, search } = new URL(path, "http://page/");
      return ask({ type: "fetch", path: pathname + search, method, headers, body });
    },

    /** End it at once, whatever it does. */
    terminate: () => end(gettext("The runtime was stopped.")),
  };
}

/** @typedef {ReturnType<typeof startRuntime>} Runtime */
