// Draw recorded conversations at build time: a list of them on stdin as JSON, and on stdout a list
// of pairs, the picture and the log's entries, as text of SVG and HTML.

import { readFileSync } from "node:fs";
import { entry, said } from "./log.mjs";
import { draw } from "./wire.mjs";

/** @type {{events: import("./wire.mjs").WireEvent[], prints: string[]}[]} */
const records = JSON.parse(readFileSync(0, "utf8"));

process.stdout.write(
  JSON.stringify(
    records.map(({ events, prints }) => [
      draw(events),
      [...events.map((event) => entry(event)), ...prints.map((text) => said({ type: "print", text }))].join(""),
    ]),
  ),
);
