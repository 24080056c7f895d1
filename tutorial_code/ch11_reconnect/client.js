/** A member of a room that comes back by itself, asks for what it missed, and repeats what got lost. */

const WORTH_A_TRY = [1001, 1006, 1011, 1012, 1013, 1014]; // the server went, broke or restarts
const STEADY = 10_000; // ms: open for so long, earlier failures are forgotten
const SEEN = 10_000; // ids that a client remembers

/**
 * How many milliseconds to wait: any time up to a bound that doubles with each failure.
 * @param {number} failures how many came before this one
 * @param {number} first the bound after the first of them
 * @param {number} longest the bound has a bound, too
 */
export function pause(failures, first = 500, longest = 30_000) {
  return Math.random() * Math.min(longest, first * 2 ** failures);
}

/**
 * It connects when it is made, and tells what happens by events, each with a `detail`:
 * "open" (the room's hello), "message" (what the room said; each `said` comes once),
 * "gap" ({after}: what came after that id is forgotten), and
 * "closed" ({code, reason, wait}: the next attempt is in `wait` ms, or never if it is null).
 */
export class Client extends EventTarget {
  /** @type {string | null} the id of what was heard last */
  last = null;
  /** @type {WebSocket | null} */
  #ws = null;
  /** @type {Map<string, {text: string, confirm: (id: string) => void, fail: (why: Error) => void}>} */
  #unconfirmed = new Map();
  /** @type {Set<unknown>} */
  #seen = new Set();
  #failures = 0;
  #opened = Infinity;
  #answered = true;
  #over = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #waiting;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #beating;

  /**
   * @param {string | URL | (() => Promise<string | URL>)} address of the socket, or what gives one
   *   for each attempt, such as with a new ticket
   * @param {{heartbeat?: number, first?: number, longest?: number}} times in ms; the heartbeat is
   *   how far apart pings are, and how long an answer may take
   */
  constructor(address, times = {}) {
    super();
    this.address = address;
    this.times = { heartbeat: 20_000, first: 500, longest: 30_000, ...times };
    // The network is back: there is nothing to wait for.
    globalThis.addEventListener?.("online", () => this.#waiting && this.#connect());
    this.#connect();
  }

  /**
   * Say something, as often as it takes.
   * @param {string} text
   * @returns {Promise<string>} its id, once the room has kept it; rejected if the end comes first
   */
  say(text) {
    return new Promise((confirm, fail) => {
      if (this.#over) return fail(new Error("the connection is closed for good"));
      const key = crypto.getRandomValues(new Uint32Array(4)).join("-");
      this.#unconfirmed.set(key, { text, confirm, fail });
      if (this.#opened < Infinity) this.#send({ type: "say", key, text }); // or after the hello
    });
  }

  /** Say goodbye, and do not come back. */
  leave() {
    this.#end(1000, "", false);
  }

  async #connect() {
    this.#waiting = void clearTimeout(this.#waiting);
    try {
      const url = new URL(typeof this.address === "function" ? await this.address() : this.address);
      if (this.#over) return;
      if (this.last !== null) url.searchParams.set("last", this.last);
      const ws = (this.#ws = new WebSocket(url));
      ws.onmessage = ({ data }) => this.#hear(JSON.parse(data));
      ws.onclose = ({ code, reason }) => this.#end(code, reason, WORTH_A_TRY.includes(code));
      this.#answered = true;
      this.#beating = setInterval(() => this.#beat(), this.times.heartbeat);
    } catch {
      this.#end(1006, "", true); // there was no address
    }
  }

  /** Ask whether anybody is there; if nothing has come since the last time, nobody is. */
  #beat() {
    if (!this.#answered) return this.#end(1006, "silent", true);
    this.#answered = false;
    this.#send({ type: "ping" });
  }

  /** @param {object} message */
  #send(message) {
    if (this.#ws?.readyState === WebSocket.OPEN) this.#ws.send(JSON.stringify(message));
  }

  /** @param {any} message */
  #hear(message) {
    this.#answered = true;
    switch (message.type) {
      case "hello":
        this.last = message.last;
        this.#opened = Date.now();
        for (const [key, { text }] of this.#unconfirmed) this.#send({ type: "say", key, text });
        return this.#tell("open", message);
      case "ack":
        this.#unconfirmed.get(message.key)?.confirm(message.id);
        this.#unconfirmed.delete(message.key);
        return;
      case "said":
        this.last = message.id;
        if (this.#seen.has(message.id)) return;
        this.#seen.add(message.id);
        if (this.#seen.size > SEEN) this.#seen.delete(this.#seen.values().next().value);
        break;
      case "gap":
        return this.#tell("gap", message);
      case "pong":
        return;
    }
    this.#tell("message", message);
  }

  /**
   * Be done with this connection, without waiting for a goodbye that may never come.
   * @param {number} code
   * @param {string} reason
   * @param {boolean} again
   */
  #end(code, reason, again) {
    if (this.#over) return;
    clearInterval(this.#beating);
    if (this.#ws) {
      this.#ws.onmessage = this.#ws.onclose = null;
      this.#ws.close(1000);
      this.#ws = null;
    }
    if (Date.now() - this.#opened > STEADY) this.#failures = 0;
    this.#opened = Infinity;
    const { first, longest } = this.times;
    const wait = again ? pause(this.#failures++, first, longest) : null;
    if (wait !== null) {
      this.#waiting = setTimeout(() => this.#connect(), wait);
    } else {
      this.#over = true;
      clearTimeout(this.#waiting);
      for (const { fail } of this.#unconfirmed.values()) fail(new Error(`closed with ${code}`));
    }
    this.#tell("closed", { code, reason, wait });
  }

  /**
   * @param {string} type
   * @param {object} detail
   */
  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
