// The panel of one step: its buttons, its clients, and what happens when they are used. It knows no
// step: all that it needs stands in the HTML that the build wrote.

import { Client } from "./client.mjs";
import { Code } from "./code.mjs";
import { button, enable, make } from "./dom.mjs";
import * as house from "./house.mjs";
import { answers } from "./machine.mjs";
import { inPage, onMachine } from "./place.mjs";
import { presets } from "./presets.mjs";
import { RecordView } from "./record_view.mjs";
import { Windows } from "./windows.mjs";

const LANES = ["A", "B", "C"];
const LONG = 5000; // ms that a file may take to start before the panel wonders aloud

/** @param {HTMLElement} section */
export function enliven(section) {
  return new Panel(section);
}

class Panel {
  /** @type {Client[]} */
  clients = [];
  /** @type {import("./runtime.mjs").Runtime | null} The server in this page, while it runs. */
  server = null;
  /** Counts each Run and Stop, so that what was begun before is known to be over. */
  #turn = 0;

  /** @param {HTMLElement} section */
  constructor(section) {
    const find = (/** @type {string} */ name) => /** @type {HTMLElement} */ (section.querySelector(name));
    this.section = section;
    this.step = section.dataset.step ?? "";
    this.live = section.dataset.live ?? "";
    const recorded = JSON.parse(find(".live-record").textContent ?? "");
    this.presets = presets(recorded.events, LANES);

    this.state = make("span", { class: "live-state", role: "status" });
    this.progress = make("progress", { "aria-label": "Loading", hidden: true });
    this.changed = make("span", { class: "live-changed", hidden: true }, "changed");
    this.where = make("select", { "aria-label": "Where the server runs", onchange: () => this.#move() },
      make("option", { value: "page" }, "in this page"), make("option", { value: "machine" }, "on my machine"));
    this.run = button("Run", () => this.start(), { class: "live-run" });
    this.stop = button("Stop", () => this.end("stopped"));
    this.reset = button("Reset", () => this.code.reset());
    this.run.addEventListener("pointerenter", house.prepare, { once: true });
    this.run.addEventListener("focus", house.prepare, { once: true });
    this.alert = make("div", { class: "live-alert", role: "alert" });
    this.add = button("Add a client", () => this.#addClient().connectButton.focus());
    this.bench = make("div", { class: "live-clients", hidden: true }, this.add);
    this.windows = new Windows(section.dataset.page, () => this.server);

    const edit = button("Edit", () => this.code.edit());
    const name = make("div", { class: "live-name" }, this.changed);
    name.prepend(...section.querySelectorAll(".code-block-caption"));
    section.prepend(
      make("div", { class: "live-head" },
        make("div", { class: "live-about" }, name, make("div", { class: "live-how" }, this.state, this.progress)),
        make("div", { class: "live-do" }, this.where, edit, this.reset, this.stop, this.run)),
    );
    find(".live-code").after(this.alert, this.bench, this.windows.element);
    this.view = new RecordView(find(".live-talk"), recorded, (line) => this.code.mark(line, true));
    this.play = button("Play", () => this.start(true), { title: "Run the server and hold the step's own conversation with it" });
    this.view.pause.before(this.play);
    this.code = new Code(this.step, find(".live-code"), recorded.source, (changed) => {
      this.changed.hidden = !changed;
      enable(this.reset, changed);
    });
    this.#show("idle", "not running");
    section.classList.add("is-live");
  }

  /**
   * Run what stands in the editor, and connect the first client.
   * @param {boolean} [play] Or else hold the step's own conversation with it.
   */
  async start(play = false) {
    const turn = ++this.#turn;
    this.#endClients("the server started anew");
    this.alert.replaceChildren();
    this.bench.hidden = false;
    if (!this.clients.length) this.#addClient();
    if (this.where.value === "machine") return this.#startOnMachine();
    this.#show("booting", "Starting Python");
    try {
      this.code.mark(null);
      const runtime = await house.enter(this);
      if (turn !== this.#turn) return;
      this.#show("starting", "starting");
      const doubt = setTimeout(() => this.#show("starting", "still starting; if the file loops for ever, press Stop"), LONG);
      this.view.begin();
      const result = await runtime.run(this.step, this.code.text);
      clearTimeout(doubt);
      if (turn !== this.#turn) return;
      if (!result.ok) return this.#fail(result);
      this.server = runtime;
      this.#show("running", "running");
      if (play) return await this.#hold(runtime, turn);
      this.clients[0].connect();
      this.windows.open();
    } catch (error) {
      if (turn === this.#turn) this.#fail({ message: `The server could not start here: ${/** @type {Error} */ (error).message}` });
    }
  }

  /**
   * @param {import("./runtime.mjs").Runtime} runtime
   * @param {number} turn
   */
  async #hold(runtime, turn) {
    enable(this.play, false);
    const held = await runtime.talk(this.step);
    if (turn !== this.#turn) return;
    enable(this.play, true);
    if (!held.ok) this.#complain({ ...held, message: `The conversation went another way: ${held.message}` });
  }

  /** @param {string} word End all that runs, whatever it does, and be ready again. */
  end(word) {
    this.#turn++;
    house.clear(this);
    this.server = null;
    this.#endClients("the server was stopped");
    this.windows.close();
    this.#show("idle", word);
  }

  /** Another panel runs now. */
  leave() {
    this.#turn++;
    this.server = null;
    this.#endClients("the server was stopped");
    this.windows.close();
    this.#show("idle", "stopped: another step runs now");
  }

  /** @param {any} message What the runtime says: see messages.mjs. */
  hear(message) {
    if (message.type === "wire") this.view.add(message.event);
    else if (message.type === "print" || message.type === "log") this.view.say(message);
    else if (message.type === "progress") this.#showProgress(message);
    if (message.type === "log" && message.line) this.code.mark(message.line);
  }

  /** Where the clients of this panel connect now, or null. */
  place() {
    if (this.where.value === "page") return this.server && inPage(this.server, this.view);
    return this.section.dataset.state === "running" ? onMachine(`${this.live}/${this.step}`, this.view, () => this.#unanswered()) : null;
  }

  #startOnMachine() {
    this.view.begin();
    this.#show("running", `${this.live}/${this.step}`);
    this.clients[0].connect();
  }

  /** A connection on the reader's machine did not open: does anything answer there at all? */
  async #unanswered() {
    if (await answers(this.live)) return;
    this.end("not running");
    const message = `Nothing answers at ${this.live}. Start it in a terminal, in the folder of this tutorial:`;
    this.#complain({ message, command: "make live" });
  }

  #move() {
    this.end("not running");
    this.alert.replaceChildren();
    this.bench.hidden = true;
  }

  #addClient() {
    const lane = LANES[this.clients.length];
    const client = new Client(lane, this.presets[this.clients.length], () => this.place());
    this.clients.push(client);
    this.add.before(client.element);
    enable(this.add, this.clients.length < LANES.length);
    return client;
  }

  /** @param {string} why */
  #endClients(why) {
    for (const client of this.clients) {
      if (!client.socket) continue;
      if (this.where.value === "page") this.view.add({ lane: client.lane, way: "down", kind: "lost", code: 1006, data: why });
      else client.socket.close();
      client.ended({ code: 1006, reason: why, wasClean: false });
    }
  }

  /** @param {{message: string, line?: number | null, trace?: string}} problem */
  #fail(problem) {
    this.#show("idle", "not running");
    this.#complain(problem);
  }

  /** @param {{message: string, line?: number | null, trace?: string, command?: string}} problem */
  #complain({ message, line, trace, command }) {
    /** @type {(string | HTMLElement)[]} */
    const where = line ? [" ", button(`line ${line}`, () => this.code.mark(line, true), { class: "live-link" })] : [];
    if (command) where.push(" ", make("code", {}, command));
    this.alert.replaceChildren(make("p", {}, message, ...where));
    if (trace) this.alert.append(make("details", {}, make("summary", {}, "Traceback"), make("pre", { tabindex: "0" }, trace)));
    if (line) this.code.mark(line);
  }

  /** @param {{what: string, done: number, total: number}} progress In bytes. */
  #showProgress({ what, done, total }) {
    if (this.section.dataset.state !== "booting") return;
    const mega = (/** @type {number} */ bytes) => (bytes / 1e6).toFixed(1);
    this.progress.max = total || 1;
    this.progress.value = done;
    // The bar moves; the words are read aloud, so they change only with what is loading.
    if (this.state.dataset.what !== what) this.state.textContent = `Loading ${what}${total ? `, ${mega(total)} MB` : ""}`;
    this.state.dataset.what = what;
  }

  /**
   * @param {"idle" | "booting" | "starting" | "running"} state
   * @param {string} word
   */
  #show(state, word) {
    this.section.dataset.state = state;
    this.state.textContent = word;
    this.progress.hidden = state !== "booting";
    if (state === "booting") this.progress.removeAttribute("value");
    enable(this.run, state === "idle" || state === "running");
    enable(this.stop, state !== "idle");
    enable(this.play, this.where.value === "page" && (state === "idle" || state === "running"));
    for (const client of this.clients) client.update();
  }
}
