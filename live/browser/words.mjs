// What crossed the wire, in words: on the arrows of the picture, in the text log, and in the
// sentence for those who do not see the picture.

import { gettext } from "./gettext.mjs";

/**
 * One thing that crossed the wire, as live/wire.py records it.
 * @typedef {object} WireEvent
 * @property {string} lane The client's name: "A", "B" ...
 * @property {"up" | "down"} way From the client to the server, or back.
 * @property {string} kind request, response, text, binary, continuation, ping, pong, close, lost;
 *   waiting for bytes that a client does not read; frozen and thawed for a client that stops
 *   reading and goes on.
 * @property {string} data The path, the text, bytes as hex, or the reason.
 * @property {number | null} [code] The HTTP status or the close code.
 * @property {number} [size] Bytes, or characters of text.
 * @property {number} [time] Milliseconds since the record began.
 * @property {[string, string][]} [headers] Of a request or response.
 */

/** Characters, or bytes in hex, of one message that a line of the log shows; as in live/wire.py. */
export const LONGEST = 60;

/**
 * The subprotocols that a handshake names.
 * @param {WireEvent} event
 * @returns {string[]}
 */
export function protocols({ headers }) {
  return (headers ?? []).filter(([name]) => name.toLowerCase() === "sec-websocket-protocol").map(([, value]) => value);
}

/**
 * An event in a few words, as on its arrow.
 * @param {WireEvent} event
 * @returns {string}
 */
export function label(event) {
  const { kind, data, code, size } = event;
  const named = protocols(event).length ? ` (${protocols(event).join(", ")})` : "";
  switch (kind) {
    case "request":
      return `GET ${data}${named}`;
    case "response":
      return `${code} ${data}${named}`;
    case "text":
      return `"${data}"`;
    case "close":
      return ["close", code, data].filter(Boolean).join(" ");
    case "lost":
      return data ? `${data} (1006)` : "lost (1006)";
    case "waiting":
      return `${inUnits(size ?? 0)} wait`;
    case "frozen":
      return "frozen";
    case "thawed":
      return "reads on";
    default:
      return [kind, data].filter(Boolean).join(" ");
  }
}

/** @param {number} bytes */
function inUnits(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(0)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/**
 * An event as a line of the text log, the same as live/wire.py writes it.
 * @param {WireEvent} event
 * @returns {string}
 */
export function line(event) {
  if (event.kind === "frozen") return `${event.lane} is frozen: it reads no more`;
  if (event.kind === "thawed") return `${event.lane} reads on`;
  return `${event.lane} ${event.way === "up" ? "→" : "←"} ${content(event)}`.trimEnd();
}

/** @param {WireEvent} event */
function content(event) {
  const { kind, data, code, size } = event;
  const word = kind === "request" ? "subprotocols" : "subprotocol";
  const named = protocols(event).length ? ` (${word} ${protocols(event).join(", ")})` : "";
  if (kind === "request") return `GET ${data}${named}`;
  if (kind === "response") return `${code} ${data}${named}`;
  if (kind === "lost") return data ? `${data} (1006)` : "lost, without a close frame (1006)";
  if (kind === "close") return label(event);
  if (kind === "waiting") return `${(size ?? 0).toLocaleString("en")} bytes wait unread`;
  const characters = [...data];
  const unit = kind === "text" ? "characters" : "bytes";
  const short = characters.length <= LONGEST && (size ?? 0) <= Math.max(LONGEST, characters.length);
  return `${kind} ${short ? data : `${characters.slice(0, LONGEST).join("")}… (${(size ?? 0).toLocaleString("en")} ${unit})`}`;
}

/**
 * An event as a sentence.
 * @param {WireEvent} event
 * @returns {string}
 */
export function sentence(event) {
  const { lane } = event;
  const words = label(event);
  if (event.kind === "lost") return gettext("{lane} lost the connection without a close frame (1006)", event);
  if (event.kind === "waiting") return gettext("{words} for {lane}", { lane, words });
  if (event.kind === "frozen" || event.kind === "thawed") return `${lane} ${words}`;
  return event.way === "up" ? gettext("{lane} sent {words}", { lane, words }) : gettext("{lane} received {words}", { lane, words });
}

/**
 * The conversation in one sentence, for those who do not see the picture.
 * @param {WireEvent[]} events
 * @returns {string}
 */
export function describe(events) {
  if (!events.length) return gettext("Nothing has crossed the wire yet.");
  return gettext("What crossed the wire: {events}.", { events: events.map((event) => shorten(sentence(event), 120)).join("; ") });
}

/**
 * @param {string} text
 * @param {number} most
 */
export function shorten(text, most) {
  return text.length <= most ? text : `${text.slice(0, Math.max(1, most - 1))}…`;
}

/** @param {string} text Made safe in HTML, SVG and their attributes. */
export function escape(text) {
  return text.replace(/[&<>"]/g, (char) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[char] ?? char);
}
