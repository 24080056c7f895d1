// Plays a sequence of actions on a WebSocket, of whatever class, and notes all that a program sees.

/**
 * Actions are lists: a word and what belongs to it. The actions of one burst happen in one go, in
 * which nothing can arrive; after each burst the player waits until all its answers are there.
 * @typedef {{name: string, path: string, protocols: any, bursts: any[][][], ends: boolean}} Sequence
 *   `ends`: the connection ends without a further action.
 * @typedef {{WebSocket: any, base: string}} World
 */

const ENDING = /^(close|return|raise|forbid|time|accept) ?/;
const WORDS = { open: 0, message: 1, error: 2, close: 3 };

/** @param {World} world @param {Sequence} sequence */
export async function play({ WebSocket, base }, { name, path, protocols, bursts, ends }) {
  const log = /** @type {any[]} */ ([]);
  const reading = /** @type {Promise<unknown>[]} */ ([]);
  const ws = new WebSocket(`${base}${path}${path.includes("?") ? "&" : "?"}name=${name}`, protocols);
  const over = new Promise((known) => ws.addEventListener("close", () => setTimeout(known))); // after every listener
  const opened = new Promise((known) => ws.addEventListener("open", known));
  const listeners = /** @type {Record<string, any>} */ ({});
  let ending = ends;

  const note = (/** @type {string} */ who) => (/** @type {any} */ event) => {
    const entry = [event.type, who, ws.readyState, event.constructor.name];
    log.push(entry);
    if (event.type === "message") entry.push(...show(event.data, reading), event.origin === new URL(base).origin);
    if (event.type === "close") entry.push(event.code, event.reason, event.wasClean);
  };
  for (const type of Object.keys(WORDS)) ws.addEventListener(type, note("first"));

  const acts = /** @type {Record<string, (...rest: any[]) => any>} */ ({
    send: (text) => { ending ||= ENDING.test(text) && ws.readyState === 1; return ws.send(text); },
    oversize: (kind) => { ending ||= ws.readyState === 1; return ws.send(kind === "text" ? "x".repeat(5000) : new Uint8Array(5000)); },
    bytes: (kind, size) => ws.send(shape(kind, size)),
    nothing: () => ws.send(),
    close: (...rest) => ws.close(...rest),
    binaryType: (value) => { ws.binaryType = value; return ws.binaryType; },
    handler: (type, kind) => {
      const value = { function: note(`on${type}`), null: null, object: {}, number: 5 }[/** @type {"null"} */ (kind)];
      ws[`on${type}`] = value;
      return ws[`on${type}`] === value;
    },
    listen: (type) => { ws.removeEventListener(type, listeners[type]); ws.addEventListener(type, listeners[type] = note("listener")); },
    unlisten: (type) => ws.removeEventListener(type, listeners[type]),
    once: (type) => ws.addEventListener(type, note("once"), { once: true }),
    look: () => [ws.readyState, ws.protocol, ws.extensions, ws.binaryType, ws.url.slice(base.length), String(ws)],
  });

  for (const [number, burst] of bursts.entries()) {
    for (const [word, ...rest] of burst) {
      const before = ws.bufferedAmount;
      let result;
      try {
        result = acts[word](...rest) ?? null;
      } catch (error) {
        result = /** @type {Error} */ (error).name;
      }
      log.push(["did", word, ...rest, "gave", result, ws.bufferedAmount - before, ws.readyState]);
    }
    if (ws.readyState === 0) await Promise.race([opened, over]);
    if (ending || ws.readyState >= 2) await over;
    else await Promise.race([sync(ws, `sync ${number}`), over]);
  }
  await Promise.all(reading);
  return { log, over, ws };
}

/** Wait for the answer to a last message. @param {any} ws @param {string} text */
function sync(ws, text) {
  return new Promise((known) => {
    const hear = (/** @type {any} */ { data }) => {
      if (data !== text) return;
      ws.removeEventListener("message", hear);
      setTimeout(known); // after every listener
    };
    ws.addEventListener("message", hear);
    ws.send(`echo ${text}`);
  });
}

/** @param {string} kind @param {number} size */
function shape(kind, size) {
  const bytes = Uint8Array.from({ length: size + 4 }, (_, index) => index);
  return { view: bytes.subarray(4), buffer: bytes.slice(4).buffer, blob: new Blob([bytes.slice(4)]), data: new DataView(bytes.buffer, 2, size) }[kind];
}

/** What a message holds; a Blob's bytes are added once they are read. @param {any} data @param {Promise<unknown>[]} reading */
function show(data, reading) {
  if (typeof data === "string") return ["text", data];
  const bytes = /** @type {number[]} */ ([]);
  if (data instanceof ArrayBuffer) bytes.push(...new Uint8Array(data));
  else reading.push(data.arrayBuffer().then((/** @type {ArrayBuffer} */ buffer) => bytes.push(...new Uint8Array(buffer))));
  return [data.constructor.name, bytes];
}

/** Play sequences, a few at a time; the logs by name. @param {(index: number) => World} world @param {Sequence[]} sequences */
export async function playAll(world, sequences, lanes = 6) {
  const played = /** @type {Record<string, any>} */ ({});
  const left = [...sequences.entries()];
  await Promise.all(Array.from({ length: lanes }, async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const [index, sequence] = next;
      played[sequence.name] = await play(world(index), sequence);
    }
  }));
  return played;
}

/** What the server saw of each client, once it is done with all that should be over. @param {World} world @param {string[]} done */
export async function seen({ WebSocket, base }, done) {
  const ws = new WebSocket(`${base}/talk?name=asker`);
  await new Promise((known) => { ws.onopen = known; });
  for (;;) {
    ws.send("seen");
    const { data } = await new Promise((known) => { ws.onmessage = known; });
    const all = JSON.parse(data);
    if (done.every((name) => all[name]?.at(-1) === "over")) {
      ws.close();
      return all;
    }
  }
}
