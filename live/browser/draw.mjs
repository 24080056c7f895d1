// Draw recorded conversations at build time: on stdin, as JSON, a list of them and the catalogue of
// the site's language; on stdout a list of pairs, the picture and the log's entries, as text of SVG
// and HTML.

import { readFileSync } from "node:fs";
import { use } from "./gettext.mjs";
import { entry, said } from "./log.mjs";
import { draw } from "./wire.mjs";

/** @type {{catalogue: import("./gettext.mjs").Catalogue | null, records: {events: import("./wire.mjs").WireEvent[], prints: string[]}[]}} */
const { catalogue, records } = JSON.parse(readFileSync(0, "utf8"));
use(catalogue);

process.stdout.write(
  JSON.stringify(
    records.map(({ events, prints }) => [
      draw(events),
      [...events.map((event) => entry(event)), ...prints.map((text) => said({ type: "print", text }))].join(""),
    ]),
  ),
);
