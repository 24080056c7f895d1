// The clients of a panel, at most three, side by side.

import { Client } from "./client.mjs";
import { button, enable, make } from "./dom.mjs";
import { gettext } from "./gettext.mjs";
import { presets } from "./presets.mjs";

const LANES = ["A", "B", "C"];

export class Bench {
  /** @type {Client[]} */
  clients = [];

  /**
   * @param {import("./words.mjs").WireEvent[]} events What the clients of the recorded conversation did.
   * @param {() => import("./place.mjs").Place | null} place
   */
  constructor(events, place) {
    this.presets = presets(events, LANES);
    this.place = place;
    this.more = button(gettext("Add a client"), () => this.add().connectButton.focus());
    this.element = make("div", { class: "live-clients", hidden: true }, this.more);
  }

  /** Show the first client. */
  open() {
    this.element.hidden = false;
    if (!this.clients.length) this.add();
  }

  add() {
    const number = this.clients.length;
    const client = new Client(LANES[number], this.presets[number], this.place);
    this.clients.push(client);
    this.more.before(client.element);
    enable(this.more, this.clients.length < LANES.length);
    return client;
  }

  /** Show what each client can do now. */
  update() {
    for (const client of this.clients) client.update();
  }

  /**
   * End every connection.
   * @param {string} why
   * @param {import("./place.mjs").Notes | null} notes Where it is noted, if the sockets end with the
   *   server in the page; those of the reader's machine are closed.
   */
  end(why, notes) {
    for (const client of this.clients) {
      if (!client.socket) continue;
      if (notes) notes.add({ lane: client.lane, way: "down", kind: "lost", code: 1006, data: why });
      else client.socket.close();
      client.ended({ code: 1006, reason: why, wasClean: false });
    }
  }
}
