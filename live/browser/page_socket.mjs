// A WebSocket without a network: the class that the WHATWG standard describes, for a server that
// runs in the page. What stands behind the port decides what happens (see worker.mjs); what an
// author's program sees is decided here and in socket_arguments.mjs.
// Standard: https://websockets.spec.whatwg.org/

import { binaryTypeOf, byteLength, codeOf, messageOf, protocolsOf, reasonOf, urlOf } from "./socket_arguments.mjs";

/**
 * What a server is asked for when a socket connects.
 * @typedef {{url: string, protocols: string[], origin: string}} Handshake
 *
 * What the socket tells its server over the connection's port.
 * @typedef {{type: "send", data: string | ArrayBuffer | Blob} |
 *   {type: "close", code?: number, reason: string}} ToServer
 *
 * What the server tells the socket. `sent` takes bytes off `bufferedAmount`; `closing` says that
 * the closing handshake has begun. A `close` before any `open` is a handshake that failed.
 * @typedef {{type: "open", protocol: string, extensions: string} |
 *   {type: "message", data: string | ArrayBuffer} | {type: "sent", bytes: number} |
 *   {type: "closing"} | {type: "close", code: number, reason: string, wasClean: boolean}} ToSocket
 *
 * A server: called with each handshake and the port of its connection. Or a port, to which the
 * same is posted as `{type: "connect", handshake}` with the connection's port.
 * @typedef {((handshake: Handshake, port: MessagePort) => void) | MessagePort | Worker} Server
 */

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

/**
 * Make a class that can stand in for `window.WebSocket`.
 * @param {Server} server
 * @param {{base?: string}} [options] The address of the page that connects, if it is another:
 *   relative URLs are resolved against it, and its origin is the handshake's.
 */
export function socketClass(server, { base } = {}) {
  class WebSocket extends EventTarget {
    static CONNECTING = CONNECTING;
    static OPEN = OPEN;
    static CLOSING = CLOSING;
    static CLOSED = CLOSED;

    #url;
    #port;
    #readyState = CONNECTING;
    #bufferedAmount = 0;
    #protocol = "";
    #extensions = "";
    #failed = false;
    /** @type {BinaryType} */
    #binaryType = "blob";
    /** @type {Map<string, {handler: any, listener: (event: Event) => void}>} */
    #handlers = new Map();

    /**
     * @param {string | URL} url
     * @param {string | Iterable<string>} [protocols]
     */
    constructor(url, protocols = []) {
      super();
      need(arguments, "new WebSocket");
      this.#url = urlOf(url, base ?? globalThis.document?.baseURI ?? globalThis.location?.href);
      const channel = new MessageChannel();
      const handshake = {
        url: this.#url.href,
        protocols: protocolsOf(protocols),
        origin: base ? new URL(base).origin : globalThis.origin ?? "null",
      };
      this.#port = channel.port1;
      this.#port.onmessage = ({ data }) => this.#hear(data);
      if (typeof server === "function") server(handshake, channel.port2);
      else server.postMessage({ type: "connect", handshake }, [channel.port2]);
    }

    get url() { return this.#url.href; }
    get readyState() { return this.#readyState; }
    get bufferedAmount() { return this.#bufferedAmount; }
    get protocol() { return this.#protocol; }
    get extensions() { return this.#extensions; }
    get binaryType() { return this.#binaryType; }
    set binaryType(value) { this.#binaryType = binaryTypeOf(value) ?? this.#binaryType; }

    get onopen() { return this.#handler("open"); }
    set onopen(handler) { this.#setHandler("open", handler); }
    get onmessage() { return this.#handler("message"); }
    set onmessage(handler) { this.#setHandler("message", handler); }
    get onerror() { return this.#handler("error"); }
    set onerror(handler) { this.#setHandler("error", handler); }
    get onclose() { return this.#handler("close"); }
    set onclose(handler) { this.#setHandler("close", handler); }

    /**
     * Send a message. What is not binary is turned into a string, as everywhere on the web.
     * @param {string | ArrayBuffer | Blob | ArrayBufferView} data
     */
    send(data) {
      need(arguments, "send");
      const message = messageOf(data);
      if (this.#readyState === CONNECTING) {
        throw new DOMException("Still in CONNECTING state: wait for the open event, then send.", "InvalidStateError");
      }
      this.#bufferedAmount += byteLength(message);
      if (this.#readyState !== OPEN) return;
      this.#port.postMessage({ type: "send", data: message }, message instanceof ArrayBuffer ? [message] : []);
    }

    /**
     * Close the connection, or give up connecting.
     * @param {number} [code] 1000, or 3000 to 4999.
     * @param {string} [reason] At most 123 bytes of UTF-8.
     */
    close(code = undefined, reason = undefined) {
      const ending = { code: codeOf(code), reason: reasonOf(reason) };
      if (this.#readyState >= CLOSING) return;
      if (this.#readyState === CONNECTING) this.#fail();
      this.#readyState = CLOSING;
      this.#port.postMessage({ type: "close", ...ending });
    }

    /** @param {ToSocket} message */
    #hear(message) {
      if (this.#failed || this.#readyState === CLOSED) return;
      if (message.type === "open") {
        this.#readyState = OPEN;
        this.#protocol = message.protocol;
        this.#extensions = message.extensions;
        this.dispatchEvent(new Event("open"));
      } else if (message.type === "message") {
        if (this.#readyState === OPEN) this.#receive(message.data);
      } else if (message.type === "sent") {
        this.#bufferedAmount -= message.bytes;
      } else if (message.type === "closing") {
        this.#readyState = CLOSING;
      } else if (this.#readyState === CONNECTING) {
        this.#fail();
      } else {
        this.#end(message);
      }
    }

    /** @param {string | ArrayBuffer} content */
    #receive(content) {
      const data = typeof content === "string" || this.#binaryType === "arraybuffer" ? content : new Blob([content]);
      this.dispatchEvent(new MessageEvent("message", { data, origin: this.#url.origin }));
    }

    /** Fire error and close in a task of their own, for a connection that never opened. */
    #fail() {
      this.#failed = true;
      const { port1, port2 } = new MessageChannel();
      // Two listeners, since only between listeners that the browser calls do promises settle.
      port1.addEventListener("message", () => {
        this.#readyState = CLOSED;
        this.dispatchEvent(new Event("error"));
      });
      port1.addEventListener("message", () => {
        port1.close();
        this.#end({ code: 1006, reason: "", wasClean: false });
      });
      port1.start();
      port2.postMessage(null);
    }

    /** @param {{code: number, reason: string, wasClean: boolean}} ending */
    #end({ code, reason, wasClean }) {
      this.#readyState = CLOSED;
      this.#port.close();
      this.dispatchEvent(new CloseEvent("close", { code, reason, wasClean }));
    }

    /** @param {string} type */
    #handler(type) {
      return this.#handlers.get(type)?.handler ?? null;
    }

    /**
     * A handler keeps the place in the order of listeners that its first value had.
     * @param {string} type
     * @param {any} value A function; an object is kept though it can't be called; else none.
     */
    #setHandler(type, value) {
      const known = this.#handlers.get(type);
      if (typeof value !== "function" && (typeof value !== "object" || value === null)) {
        if (known) this.removeEventListener(type, known.listener);
        this.#handlers.delete(type);
      } else if (known) {
        known.handler = value;
      } else {
        const entry = { handler: value, listener: (/** @type {Event} */ event) => call(entry.handler, event) };
        this.#handlers.set(type, entry);
        this.addEventListener(type, entry.listener);
      }
    }
  }
  shape(WebSocket);
  return WebSocket;
}

/**
 * Give the class the properties that Web IDL gives to a class of the browser's own.
 * @param {{prototype: EventTarget}} made
 */
function shape(made) {
  const { prototype } = made;
  for (const name of Object.getOwnPropertyNames(prototype)) {
    if (name !== "constructor") Object.defineProperty(prototype, name, { enumerable: true });
  }
  for (const [name, value] of Object.entries({ CONNECTING, OPEN, CLOSING, CLOSED })) {
    const constant = { value, writable: false, enumerable: true, configurable: false };
    Object.defineProperty(made, name, constant);
    Object.defineProperty(prototype, name, constant);
  }
  Object.defineProperty(prototype, Symbol.toStringTag, { value: "WebSocket", configurable: true });
}

/**
 * @param {any} handler
 * @param {Event} event
 */
function call(handler, event) {
  if (typeof handler === "function" && handler.call(event.currentTarget, event) === false) event.preventDefault();
}

/**
 * @param {IArguments} given
 * @param {string} name
 */
function need(given, name) {
  if (!given.length) throw new TypeError(`${name}: 1 argument required, but only 0 present.`);
}
