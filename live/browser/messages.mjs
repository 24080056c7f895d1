// Every kind of message between a page and the worker in which its server runs.
// A socket of the page has a port of its own to its far end: see page_socket.mjs.

/** @typedef {import("./wire.mjs").WireEvent} WireEvent */
/** @typedef {import("./page_socket.mjs").Handshake} Handshake */

/**
 * Which files the build made: written by live/pages/runtime.py into about.mjs. Paths are relative to it.
 * @typedef {object} About
 * @property {string} folder The interpreter and its memory, under a name that changes with them.
 * @property {string} tutorial The files of tutorial_code/.
 * @property {number} memory Bytes of the snapshot, unpacked.
 * @property {Record<string, number>} sizes Bytes of each file as it is fetched.
 * @property {Record<string, string>} info The head of Pyodide's lock file.
 * @property {Record<string, string>} versions What runs in the page.
 */

/**
 * What the page tells the worker. Each `id` is answered once.
 * @typedef {{type: "boot", base: string, about: About, checks: string}
 *   | {type: "run", id: number, step: string, source: string}
 *   | {type: "talk", id: number, step: string}
 *   | {type: "check", id: number, exercise: string}
 *   | {type: "fetch", id: number, path: string, method: string, headers: Record<string, string>, body: string}
 *   | {type: "connect", lane: string, handshake: Handshake}
 *   | {type: "freeze", lane: string, frozen: boolean}
 *   | {type: "drop", lane: string}
 *   | {type: "heard", lists: number}} ToWorker `checks` names the catalogue of the checks' messages, if
 *   the page is not in English; `connect` carries the port; `heard` follows some `events`.
 *   A handshake whose url is `tcp:` is none: its port carries raw bytes, as live/in_page/relay.py says.
 */

/**
 * What the worker tells the page.
 * @typedef {{type: "progress", what: string, done: number, total: number}
 *   | {type: "ready"}
 *   | {type: "broken", message: string}
 *   | {type: "answer", id: number, value?: any, reason?: string}
 *   | {type: "events", events: string}} ToPage An answer without a value
 *   has the reason; `events` is a list of `Told` as JSON.
 */

/**
 * What happened on the server's side, and on the wire.
 * @typedef {{type: "print", text: string}
 *   | {type: "log", level: string, text: string, message?: string, line?: number | null, trace?: string}
 *   | {type: "wire", event: WireEvent}
 *   | {type: "broken", message: string}} Told `broken`: the runtime has ended by itself.
 */

/**
 * Whether a step runs, or why not.
 * @typedef {{ok: true} | {ok: false, message: string, line: number | null, trace: string}} Ran
 */

/**
 * What a check found, as live/exercises.py has it.
 * @typedef {{passed: boolean, message: string, story: string[], expected: string, came: string, because: string, wire: string, trace: string}} Verdict
 */

/**
 * An answer over HTTP.
 * @typedef {{status: number, type: string, location: string, body: Uint8Array}} Fetched
 */

export {};
