// One client in the panel: where it connects, what it sends, how it stops.

import { button, enable, field, make } from "./dom.mjs";
import { gettext } from "./gettext.mjs";
import { readMessage } from "./message.mjs";

/**
 * What a client is set to at first, as the recorded conversation has it.
 * @typedef {{path: string, query: string, protocols: string, kind: string, message: string}} Preset
 * @typedef {import("./place.mjs").Place} Place
 */

export class Client {
  /** @type {any} The socket: a WebSocket of the page or of the browser. */
  socket = null;

  /**
   * @param {string} lane "A", "B" or "C".
   * @param {Preset} preset
   * @param {() => Place | null} place Null while no server runs.
   */
  constructor(lane, preset, place) {
    this.lane = lane;
    this.place = place;
    this.state = make("output", { class: "live-word" }, gettext("not connected"));
    this.path = make("input", { value: preset.path, size: "12", spellcheck: "false", autocapitalize: "off" });
    this.query = make("input", { value: preset.query, size: "14", placeholder: "token=...", spellcheck: "false", autocapitalize: "off" });
    this.protocols = make("input", { value: preset.protocols, size: "12", placeholder: "chat, news", spellcheck: "false", autocapitalize: "off" });
    this.code = make("input", { inputmode: "numeric", size: "6", placeholder: gettext("none") });
    this.reason = make("input", { size: "14" });
    this.kind = make("select", { "aria-label": gettext("Kind of message"), onchange: () => this.#showKind() });
    for (const [kind, word] of [["text", gettext("text")], ["JSON", "JSON"], ["binary", gettext("binary")]]) {
      this.kind.append(make("option", { value: kind }, word));
    }
    this.kind.value = preset.kind;
    this.message = make("input", { "aria-label": gettext("Message from {lane}", { lane }), value: preset.message, autocomplete: "off", dir: "auto" });
    this.file = make("input", { type: "file", "aria-label": gettext("A file to send"), hidden: true });
    this.problem = make("p", { class: "live-problem", role: "alert" });

    this.connectButton = button(gettext("Connect"), () => this.connect());
    this.send = make("button", { class: "live-send" }, gettext("Send"));
    this.freeze = button(gettext("Freeze"), () => this.setFrozen(this.freeze.getAttribute("aria-pressed") === "false"), { "aria-pressed": "false" });
    this.drop = button(gettext("Drop"), () => this.place()?.drop(lane));
    this.close = button(gettext("Close"), () => this.#tryTo(() => this.socket.close(...this.#ending())));

    const form = make(
      "form",
      { class: "live-say", onsubmit: (/** @type {Event} */ event) => { event.preventDefault(); this.#sendMessage(); } },
      this.kind, this.message, this.file, this.send,
    );
    const more = make(
      "details",
      { class: "live-more", ...(preset.query || preset.protocols ? { open: true } : {}) },
      make("summary", {}, gettext("Address and close code")),
      make("div", { class: "live-fields" },
        field(gettext("Path"), this.path), field(gettext("Query"), this.query), field(gettext("Subprotocols"), this.protocols),
        field(gettext("Close code"), this.code), field(gettext("Reason"), this.reason)),
    );
    this.element = make(
      "div",
      { class: "live-client", role: "group", "aria-label": gettext("Client {lane}", { lane }) },
      make("b", { class: "live-lane", "aria-hidden": "true" }, lane),
      make("div", { class: "live-row" }, this.state, this.connectButton, this.freeze, this.drop, this.close),
      form, more, this.problem,
    );
    this.#showKind();
    this.update();
  }

  /**
   * Connect to the server that runs, at the path of the fields.
   * @param {boolean} [speak] Whether to say at once what stands in the field of the message.
   */
  connect(speak = false) {
    const place = this.place();
    if (!place) return;
    const path = this.path.value.startsWith("/") ? this.path.value : `/${this.path.value}`;
    const query = this.query.value && `?${this.query.value.replace(/^\?/, "")}`;
    const protocols = this.protocols.value.split(",").map((name) => name.trim()).filter(Boolean);
    this.#tryTo(() => {
      const Socket = place.socketClass(this.lane);
      const socket = new Socket(place.address(path + query), protocols);
      socket.binaryType = "arraybuffer";
      socket.onopen = () => {
        this.update();
        if (speak) this.#sendMessage();
      };
      socket.onclose = (/** @type {CloseEvent} */ event) => this.socket === socket && this.ended(event);
      this.socket = socket;
    });
    this.freeze.setAttribute("aria-pressed", "false");
    this.update();
  }

  /** @param {{code: number, reason: string, wasClean: boolean}} event How the connection ended. */
  ended({ code, reason, wasClean }) {
    this.socket = null;
    this.freeze.setAttribute("aria-pressed", "false");
    const how = { code: `${code} ${reason}`.trim() };
    this.update(wasClean ? gettext("closed {code}", how) : gettext("closed {code}, not clean", how));
  }

  /** @param {boolean} frozen */
  setFrozen(frozen) {
    this.freeze.setAttribute("aria-pressed", String(frozen));
    this.place()?.freeze(this.lane, frozen);
  }

  /** @param {string} [word] The connection's state, if the socket does not say it. */
  update(word) {
    const state = this.socket?.readyState ?? 3;
    const place = this.place();
    if (this.socket) word = [gettext("connecting"), gettext("open"), gettext("closing"), gettext("closed")][state];
    if (word) this.state.textContent = word;
    this.element.dataset.state = ["connecting", "open", "closing", "closed"][state];
    enable(this.connectButton, Boolean(place) && !this.socket);
    for (const element of [this.send, this.close]) enable(element, state === 1);
    for (const element of [this.freeze, this.drop]) {
      enable(element, state === 1 && Boolean(place?.canFreeze));
      element.title = place && !place.canFreeze ? gettext("A browser cannot do this with a real socket.") : "";
    }
  }

  async #sendMessage() {
    this.problem.textContent = "";
    if (this.socket?.readyState !== 1) return;
    const read = await readMessage(this.kind.value, this.message.value, this.file.files?.[0]);
    if (read.problem) this.problem.textContent = read.problem;
    else this.#tryTo(() => this.socket.send(read.data));
  }

  #showKind() {
    const binary = this.kind.value === "binary";
    this.file.hidden = !binary;
    this.message.placeholder = { text: "", JSON: '{"say": "hello"}', binary: gettext("hex: {bytes}", { bytes: "00 ff 10" }) }[this.kind.value] ?? "";
  }

  /** @returns {[number?, string?]} The arguments of close(). */
  #ending() {
    const code = this.code.value.trim();
    if (!code && !this.reason.value) return [];
    return [code ? Number(code) : 1000, this.reason.value];
  }

  /** @param {() => void} action What it throws is shown, as the browser's console would show it. */
  #tryTo(action) {
    this.problem.textContent = "";
    try {
      action();
      this.update();
    } catch (error) {
      this.problem.textContent = `${/** @type {Error} */ (error).name}: ${/** @type {Error} */ (error).message}`;
    }
  }
}
