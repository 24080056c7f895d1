// The panel of one step: what happens when its buttons are used. It knows no step: all that it needs
// stands in the HTML that the build wrote.

import { Bench } from "./bench.mjs";
import { Code } from "./code.mjs";
import { Complaint } from "./complaint.mjs";
import { button, enable } from "./dom.mjs";
import { gettext } from "./gettext.mjs";
import { Head } from "./head.mjs";
import * as house from "./house.mjs";
import { answers } from "./machine.mjs";
import { inPage, onMachine } from "./place.mjs";
import { RecordView } from "./record_view.mjs";
import { Windows } from "./windows.mjs";

/** @typedef {import("./runtime.mjs").Runtime} Runtime */

/** @param {HTMLElement} section */
export function enliven(section) {
  return new Panel(section);
}

export class Panel {
  /** @type {Runtime | null} The server in this page, while it runs. */
  server = null;
  /** Counts each Run and Stop, so that what was begun before is known to be over. */
  #turn = 0;

  /** @param {HTMLElement} section */
  constructor(section) {
    const find = (/** @type {string} */ name) => /** @type {HTMLElement} */ (section.querySelector(name));
    const recorded = JSON.parse(find(".live-record").textContent ?? "");
    this.section = section;
    this.step = section.dataset.step ?? "";
    this.live = section.dataset.live ?? "";
    /** Whether the first client says something at once; what crosses the wire then comes before the clients. */
    this.speaks = "speak" in section.dataset;
    this.head = new Head(section, {
      run: () => this.start(),
      stop: () => this.end(gettext("stopped")),
      edit: () => this.code.edit(),
      reset: () => this.code.reset(),
      move: () => this.#move(),
    });
    for (const event of ["pointerenter", "focus"]) this.head.run.addEventListener(event, house.prepare, { once: true });
    this.alert = new Complaint((line, go) => this.code.mark(line, go));
    this.bench = new Bench(recorded.example ?? recorded.events, () => this.place());
    this.windows = new Windows(section.dataset.page, () => this.server);
    find(".live-code").after(this.alert.element);
    find(".live-talk")[this.speaks ? "after" : "before"](this.bench.element, this.windows.element);
    this.view = new RecordView(find(".live-talk"), recorded, (line) => this.code.mark(line, true));
    this.play = button(gettext("Play"), () => this.start(this.hold), { title: gettext("Run the server and hold the step's own conversation with it") });
    this.view.pause.before(this.play);
    this.code = new Code(this.step, find(".live-code"), recorded.source, (changed) => this.head.showChanged(changed));
    this.#show("idle", gettext("not running"));
    section.classList.add("is-live");
  }

  /**
   * Run what stands in the editor, and then connect the first client, or do something else with it.
   * @param {(runtime: Runtime) => unknown} [then]
   */
  async start(then = () => this.#meet()) {
    const turn = ++this.#turn;
    this.#endClients(gettext("the server started anew"));
    this.alert.clear();
    this.bench.open();
    if (!this.head.inPage) return this.#startOnMachine();
    this.#show("booting", gettext("Starting Python"));
    try {
      this.code.mark(null);
      const runtime = await house.enter(this);
      if (turn !== this.#turn) return;
      this.#show("starting", gettext("starting"));
      const doubt = this.head.wonder(gettext("starting"));
      this.view.begin();
      const result = await runtime.run(this.step, this.code.text);
      clearTimeout(doubt);
      if (turn !== this.#turn) return;
      if (!result.ok) return this.#fail(result);
      this.server = runtime;
      this.#show("running", gettext("running"));
      await then(runtime);
    } catch (error) {
      if (turn === this.#turn) this.#fail({ message: gettext("The server could not start here: {message}", /** @type {Error} */ (error)) });
    }
  }

  /** @param {string} word End all that runs, whatever it does, and be ready again. */
  end(word) {
    house.clear(this);
    this.#stopped(word);
  }

  /** Another panel runs now. */
  leave() {
    this.#stopped(gettext("stopped: another step runs now"));
  }

  /** @param {any} message What the runtime says: see messages.mjs. */
  hear(message) {
    if (message.type === "wire") this.view.add(message.event);
    else if (message.type === "print" || message.type === "log") this.view.say(message);
    else if (message.type === "progress") this.head.showProgress(message);
    if (message.type === "log" && message.line) this.code.mark(message.line);
  }

  /** Where the clients of this panel connect now, or null. */
  place() {
    if (this.head.inPage) return this.server && inPage(this.server, this.view);
    return this.section.dataset.state === "running" ? onMachine(`${this.live}/${this.step}`, this.view, () => this.#unanswered()) : null;
  }

  #meet() {
    this.bench.clients[0].connect(this.speaks);
    this.windows.open();
  }

  /** Hold the step's own conversation. @param {Runtime} runtime */
  hold = async (runtime) => {
    const turn = this.#turn;
    enable(this.play, false);
    const held = await runtime.talk(this.step);
    if (turn !== this.#turn) return;
    enable(this.play, true);
    if (!held.ok) this.alert.show({ ...held, message: gettext("The conversation went another way: {message}", held) });
  };

  /** @param {string} word */
  #stopped(word) {
    this.#turn++;
    this.server = null;
    this.#endClients(gettext("the server was stopped"));
    this.windows.close();
    this.#show("idle", word);
  }

  #startOnMachine() {
    this.view.begin();
    this.#show("running", `${this.live}/${this.step}`);
    this.bench.clients[0].connect(this.speaks);
  }

  /** A connection on the reader's machine did not open: does anything answer there at all? */
  async #unanswered() {
    if (await answers(this.live)) return;
    this.end(gettext("not running"));
    const message = gettext("Nothing answers at {live}. Start it in a terminal, in the folder of this tutorial:", this);
    this.alert.show({ message, command: "make live" });
  }

  #move() {
    this.end(gettext("not running"));
    this.alert.clear();
    this.bench.element.hidden = true;
  }

  /** @param {string} why */
  #endClients(why) {
    this.bench.end(why, this.head.inPage ? this.view : null);
  }

  /** @param {import("./complaint.mjs").Problem} problem */
  #fail(problem) {
    this.#show("idle", gettext("not running"));
    this.alert.show(problem);
  }

  /**
   * @param {import("./head.mjs").State} state
   * @param {string} word
   */
  #show(state, word) {
    this.head.show(state, word);
    enable(this.play, this.head.inPage && (state === "idle" || state === "running"));
    this.bench.update();
  }
}
