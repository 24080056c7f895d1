// What the clients of a panel are set to at first: what the clients of the recorded conversation did.

import { protocols } from "./words.mjs";

/** @typedef {import("./words.mjs").WireEvent} WireEvent */

/**
 * One for each lane; a lane that the record does not have does as the first one.
 * @param {WireEvent[]} events
 * @param {string[]} lanes
 * @returns {import("./client.mjs").Preset[]}
 */
export function presets(events, lanes) {
  const first = preset(events, events[0]?.lane ?? "A");
  return lanes.map((lane) => (events.some((event) => event.lane === lane) ? preset(events, lane) : first));
}

/**
 * @param {WireEvent[]} events
 * @param {string} lane
 */
function preset(events, lane) {
  const own = events.filter((event) => event.lane === lane && event.way === "up");
  const request = own.find((event) => event.kind === "request");
  const said = own.find((event) => event.kind === "text" || event.kind === "binary");
  const [path, query = ""] = (request?.data ?? "/").split("?");
  const message = said && said.data.length <= 200 ? said.data : "hello";
  const kind = said?.kind === "binary" ? "binary" : isObject(message) ? "JSON" : "text";
  return { path, query, protocols: request ? protocols(request).join(", ") : "", kind, message: kind === "binary" && said?.data.length !== message.length ? "00 ff" : message };
}

/** @param {string} text */
function isObject(text) {
  try {
    return typeof JSON.parse(text) === "object" && JSON.parse(text) !== null;
  } catch {
    return false;
  }
}
