// Where each thing of a conversation's picture stands.

import { label } from "./words.mjs";

/** @typedef {import("./words.mjs").WireEvent} WireEvent */

/**
 * Where everything stands. The x of each lane, the server's under "server"; the y of each event,
 * where the first that is not shown any more is above `top`.
 * @typedef {{lanes: Map<string, number>, ys: number[], top: number, bottom: number, left: number}} Places
 */

const TOP = 40;
const ROW = 27;

/**
 * @param {WireEvent[]} events
 * @param {string[]} names The clients.
 * @param {{left: number, width: number, first: number}} room What is left of the lanes, how wide it
 *   all is, and the first event that is shown.
 * @returns {Places}
 */
export function place(events, names, { left, width, first }) {
  const rows = placeRows(events);
  const above = first ? rows[first] - ROW : 0;
  const ys = rows.map((row) => TOP + row - above);
  const bottom = (ys.at(-1) ?? TOP + ROW) + ROW;
  return { lanes: placeLanes(names, left, width), ys, top: TOP - 8, bottom, left };
}

/**
 * The server stands in the middle, the first half of the clients to its left.
 * @param {string[]} names
 * @param {number} left
 * @param {number} width
 * @returns {Map<string, number>}
 */
function placeLanes(names, left, width) {
  const half = Math.ceil(names.length / 2);
  const order = [...names.slice(0, half), "server", ...names.slice(half)];
  const margin = 30;
  const step = (width - left - 2 * margin) / Math.max(1, order.length - 1);
  return new Map(order.map((name, index) => [name, Math.round(left + margin + index * step)]));
}

/**
 * How far down each event stands. What reaches several clients with the same content shares a row,
 * so that one message is seen to fan out.
 * @param {WireEvent[]} events
 * @returns {number[]}
 */
function placeRows(events) {
  /** @type {number[]} */
  const rows = [];
  /** @type {Set<string>} */
  let together = new Set();
  events.forEach((event, index) => {
    const before = events[index - 1];
    const down = before && event.way === "down" && before.way === "down";
    const same = down && !together.has(event.lane) && event.kind === before.kind && label(event) === label(before);
    if (!same) together = new Set();
    together.add(event.lane);
    rows.push(same ? rows[index - 1] : (rows[index - 1] ?? 0) + ROW);
  });
  return rows;
}

/** @param {WireEvent} event */
export function isEnd(event) {
  return event.kind === "lost" || (event.kind === "response" && event.code !== 101);
}

/**
 * Whether a close frame only answers the other end's.
 * @param {WireEvent[]} events
 * @param {number} index
 */
export function answers(events, index) {
  const { lane, kind } = events[index];
  if (kind !== "close") return false;
  for (let before = index - 1; before >= 0; before--) {
    if (events[before].lane !== lane) continue;
    if (events[before].kind === "request") return false; // an earlier connection of this client
    if (events[before].kind === "close") return true;
  }
  return false;
}

/**
 * How far a label may reach: to the server, or to the next lane that has one in the same row.
 * @param {WireEvent[]} events
 * @param {Places} places
 * @param {number} index
 */
export function gap(events, { lanes, ys }, index) {
  const at = (/** @type {string} */ name) => /** @type {number} */ (lanes.get(name));
  const client = at(events[index].lane);
  let near = Math.abs(at("server") - client);
  for (const step of [-1, 1]) {
    for (let other = index + step; ys[other] === ys[index]; other += step) {
      const between = (at(events[other].lane) - client) * Math.sign(at("server") - client);
      if (between > 0 && between < near) near = between;
    }
  }
  return near;
}
