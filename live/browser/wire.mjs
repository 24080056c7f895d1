// The picture of a conversation: a record in, SVG text out. No DOM, so that Node draws the
// pictures in the chapters at build time and the panel draws the same while it happens.
// Colours come from the page: see wire.css.

import { gettext } from "./gettext.mjs";
import { answers, gap, isEnd, place } from "./places.mjs";
import { describe, escape, label, sentence, shorten } from "./words.mjs";

/** @typedef {import("./words.mjs").WireEvent} WireEvent */

/** @typedef {import("./places.mjs").Places} Places */

const TIMES = 50;
const LANE = 70; // the least room of a lane; where a page has less, its picture scrolls
const CHARACTER = 6.7; // the advance of the 11-pixel monospace font of wire.css

/**
 * Draw a conversation.
 * @param {WireEvent[]} events
 * @param {{width?: number, times?: boolean, last?: number}} [options] Pixels across, or more if
 *   the lanes need it; whether to
 *   write the milliseconds at the left (never in a picture that a build makes: no two runs agree);
 *   how many events to draw, from the last one back.
 * @returns {string} An `svg` element as text.
 */
export function draw(events, { width: room = 420, times = false, last = events.length } = {}) {
  const names = [...new Set(events.map((event) => event.lane))].sort();
  const left = times ? TIMES : 0;
  const width = Math.max(room, left + LANE * (names.length + 1));
  const first = Math.max(0, events.length - last);
  const places = place(events, names, { left, width, first });
  const { bottom } = places;
  const shown = events.map((_, index) => (index < first ? "" : drawEvent(events, places, index)));
  const clock = times ? events.map((event, index) => (index < first ? "" : drawTime(event, places, index))) : [];
  return (
    `<svg class="wire" viewBox="0 0 ${width} ${bottom}" width="${width}" height="${bottom}" role="img" ` +
    `aria-label="${escape(describe(events.slice(first)))}">` +
    `${drawLanes(places)}${names.map((name) => drawLife(events, name, places)).join("")}` +
    `${times ? `<text class="time" x="${left - 8}" y="18" text-anchor="end">ms</text>` : ""}` +
    `${clock.join("")}${shown.join("")}</svg>`
  );
}

/** @param {Places} places Names at the top, and a line down from each. */
function drawLanes({ lanes, bottom }) {
  const lines = [...lanes].map(([, x]) => `<line class="lane" x1="${x}" y1="26" x2="${x}" y2="${bottom}"/>`);
  const heads = [...lanes].map(([name, x]) => {
    const shown = name === "server" ? gettext("server") : name;
    const wide = Math.max(24, shown.length * 7 + 14);
    const kind = name === "server" ? "who server" : "who";
    return (
      `<g class="${kind}"><rect x="${x - wide / 2}" y="4" width="${wide}" height="21" rx="10.5"/>` +
      `<text x="${x}" y="18.5" text-anchor="middle">${escape(shown)}</text></g>`
    );
  });
  return lines.join("") + heads.join("");
}

/**
 * A lane is drawn strong while its connection lives, and in another way while its client is frozen.
 * @param {WireEvent[]} events
 * @param {string} name
 * @param {Places} places
 */
function drawLife(events, name, { lanes, ys, top, bottom }) {
  const x = lanes.get(name);
  /** @type {string[]} */
  const spans = [];
  /** @type {{[kind: string]: number | undefined}} */
  const since = {};
  const end = (/** @type {string} */ kind, /** @type {number} */ y) => {
    const from = since[kind];
    delete since[kind];
    if (from === undefined || y < top) return;
    spans.push(`<line class="${kind}" x1="${x}" y1="${Math.max(from, top)}" x2="${x}" y2="${y}"/>`);
  };
  events.forEach((event, index) => {
    if (event.lane !== name) return;
    if (event.kind === "response" && event.code === 101) since.life = ys[index];
    if (event.kind === "frozen") since.frozen = ys[index];
    if (event.kind === "thawed") end("frozen", ys[index]);
    if (isEnd(event) || answers(events, index)) for (const kind of ["life", "frozen"]) end(kind, ys[index]);
  });
  for (const kind of ["life", "frozen"]) end(kind, bottom);
  return spans.join("");
}

/**
 * @param {WireEvent} event
 * @param {Places} places
 * @param {number} index
 */
function drawTime(event, { ys, left }, index) {
  if (index && ys[index] === ys[index - 1]) return "";
  const time = Math.round(event.time ?? 0).toLocaleString("en");
  return `<text class="time" x="${left - 8}" y="${ys[index] + 4}" text-anchor="end">${time}</text>`;
}

/**
 * @param {WireEvent[]} events
 * @param {Places} places
 * @param {number} index
 */
function drawEvent(events, places, index) {
  const { lanes, ys } = places;
  const event = events[index];
  const quiet = answers(events, index);
  const y = ys[index];
  const client = /** @type {number} */ (lanes.get(event.lane));
  const server = /** @type {number} */ (lanes.get("server"));
  const side = client < server ? 1 : -1; // where the server is, seen from the client
  const bad = isEnd(event) || ["close", "waiting", "frozen"].includes(event.kind);
  const full = label(event);
  const room = Math.max(3, Math.floor((gap(events, places, index) - 18) / CHARACTER));
  const short = full.length > room && event.kind === "response" ? String(event.code) : shorten(full, room);
  const classes = ["arrow", event.way, event.kind, bad ? "bad" : "", quiet ? "quiet" : ""].filter(Boolean).join(" ");
  return (
    `<g class="${classes}"><title>${escape(sentence(event))}</title>${drawMark(event, client, server, side, y)}` +
    `<text x="${client + 10 * side}" y="${y - 5}" text-anchor="${side === 1 ? "start" : "end"}">${escape(short)}</text></g>`
  );
}

/**
 * An arrow; a cross where a connection breaks; a bar for what waits, which grows with it.
 * @param {WireEvent} event
 * @param {number} client
 * @param {number} server
 * @param {number} side
 * @param {number} y
 */
function drawMark(event, client, server, side, y) {
  if (event.kind === "lost") return `<path class="cross" d="M${client - 5} ${y - 5}l10 10m0-10l-10 10"/>`;
  if (event.kind === "frozen" || event.kind === "thawed") return `<circle class="head" cx="${client}" cy="${y}" r="4"/>`;
  const reach = Math.abs(server - client) - 12;
  const near = client + 3 * side;
  if (event.kind === "waiting") {
    // Eight times as much waits for each fifth of the way: from 1 kB to some 30 MB.
    const wide = Math.round(reach * Math.min(1, Math.max(0.05, Math.log10(Math.max(1, event.size ?? 0) / 1000) / 4.5)));
    return `<rect class="queue" x="${side === 1 ? near : near - wide}" y="${y - 2}" width="${wide}" height="7" rx="2"/>`;
  }
  const [from, to, head] = event.way === "up" ? [near, server - 3 * side, side] : [server - 3 * side, near, -side];
  return `<line x1="${from}" y1="${y}" x2="${to - 4 * head}" y2="${y}"/><path class="head" d="M${to} ${y}l${-8 * head}-4v8z"/>`;
}
