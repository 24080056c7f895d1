// The text log: an event in, an entry of the list as HTML text out. No DOM, as in wire.mjs.

import { LONGEST, escape, line } from "./words.mjs";

/** @typedef {import("./words.mjs").WireEvent} WireEvent */

/**
 * What the server says beside the wire: what it prints and what it logs.
 * @typedef {{type: "print", text: string} |
 *   {type: "log", level: string, text: string, message?: string, line?: number | null, trace?: string}} Said
 */

/**
 * An entry for what crossed the wire; headers and long messages are in it, folded.
 * @param {WireEvent} event
 * @returns {string}
 */
export function entry(event) {
  const words = escape(line(event));
  const more = details(event);
  const body = more ? fold(words, more) : words;
  const bad = ["close", "lost", "waiting", "frozen"].includes(event.kind) || (event.kind === "response" && event.code !== 101);
  return `<li class="${event.way}${bad ? " bad" : ""}">${body}</li>`;
}

/**
 * An entry for what the server says.
 * @param {Said} said
 * @returns {string}
 */
export function said(said) {
  if (said.type === "print") return `<li class="print">server prints ${escape(said.text)}</li>`;
  const place = said.line ? ` <button type="button" data-line="${said.line}">line ${said.line}</button>` : "";
  const words = escape([said.level, said.text, said.message].filter(Boolean).join(" "));
  return `<li class="says ${escape(said.level.toLowerCase())}">${said.trace ? fold(words, said.trace) : words}${place}</li>`;
}

/**
 * What the server says, as a line of text.
 * @param {Said} said
 * @returns {string}
 */
export function saidLine(said) {
  if (said.type === "print") return `server prints ${said.text}`;
  return [`server logs ${said.level} ${said.text}`, said.trace?.trimEnd()].filter(Boolean).join("\n");
}

/** @param {WireEvent} event What does not stand in the event's line. */
function details({ kind, data, headers, size }) {
  if (headers?.length) return headers.map(([name, value]) => `${name}: ${value}`).join("\n");
  if (!["text", "binary", "continuation"].includes(kind) || data.length <= LONGEST) return "";
  const whole = kind === "text" ? [...data].length : Math.ceil(data.length / 3);
  return whole < (size ?? 0) ? `${data}…\n(the first ${whole.toLocaleString("en")} of ${size?.toLocaleString("en")})` : data;
}

/**
 * @param {string} summary
 * @param {string} text
 */
function fold(summary, text) {
  return `<details><summary>${summary}</summary><pre tabindex="0">${escape(text)}</pre></details>`;
}
