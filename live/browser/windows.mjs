// The pages that a step serves, in frames beside its server: the very files, fetched from the server
// that runs in the page, with a WebSocket that leads there. See frame.js for the other side.

import { button, make } from "./dom.mjs";
import { gettext } from "./gettext.mjs";

const ALONE = "http://127.0.0.1:5042"; // where the step's page is when it runs by itself
const COUNT = 2; // side by side, so that one sees what the other says

export class Windows {
  /** @type {PageWindow[]} */
  #open = [];

  /**
   * @param {string | undefined} path Of the page, or nothing if the step serves none.
   * @param {() => import("./runtime.mjs").Runtime | null} runtime
   */
  constructor(path, runtime) {
    this.path = path;
    this.runtime = runtime;
    this.element = make("div", { class: "live-windows", hidden: true });
    addEventListener("message", (event) => this.#hear(event));
  }

  /** Open the step's page twice. */
  open() {
    this.close();
    if (!this.path) return;
    this.element.hidden = false;
    for (let number = 1; number <= COUNT; number++) {
      const shown = new PageWindow(gettext("page {number}", { number }));
      this.#open.push(shown);
      this.element.append(shown.element);
    }
  }

  close() {
    this.#open = [];
    this.element.replaceChildren();
    this.element.hidden = true;
  }

  /** @param {PageWindow} shown */
  async #load(shown) {
    const runtime = this.runtime();
    if (!runtime) return;
    try {
      const { gather, gatherFiles } = await import("./gather.mjs"); // few steps have a page
      const [page, socket] = await Promise.all([gather(runtime, new URL(this.path ?? "/", ALONE)), socketModules(gatherFiles)]);
      shown.frame.contentWindow?.postMessage({ type: "page", socket, ...page }, "*");
    } catch (error) {
      shown.problem.textContent = gettext("The page could not be loaded: {message}", /** @type {Error} */ (error));
    }
  }

  /** @param {MessageEvent} event A frame that wants its page, or whose socket connects. */
  #hear({ source, data, ports }) {
    const shown = this.#open.find(({ frame }) => frame.contentWindow === source);
    if (shown && data?.type === "ready") this.#load(shown);
    if (shown && data?.type === "connect") this.runtime()?.connect(shown.lane, data.handshake, ports[0]);
  }
}

class PageWindow {
  /** @param {string} lane */
  constructor(lane) {
    this.lane = lane;
    this.problem = make("p", { class: "live-problem", role: "alert" });
    this.frame = make("iframe", {
      src: new URL("frame.html", import.meta.url).href,
      sandbox: "allow-scripts allow-forms", // forms, or else no page hears of their submit
      title: gettext("The step's page, {lane}", { lane }),
    });
    const reload = button(gettext("Reload"), () => { this.frame.src = String(this.frame.src); }, { "aria-label": gettext("Reload {lane}", { lane }) });
    const bar = make("div", { class: "live-window-bar" }, make("b", {}, lane), make("span", {}, `${ALONE}/`), reload);
    this.element = make("div", { class: "live-window" }, bar, this.frame, this.problem);
  }
}

/** @type {Promise<import("./gather.mjs").File[]> | undefined} */
let modules;

/**
 * The panel's WebSocket class, the last of these, as text: a sandboxed frame can load no module of the site.
 * @param {typeof import("./gather.mjs").gatherFiles} gatherFiles
 */
function socketModules(gatherFiles) {
  modules ??= gatherFiles(async (url) => {
    const response = await fetch(url);
    return { type: "text/javascript", body: new Uint8Array(await response.arrayBuffer()) };
  }, [new URL("page_socket.mjs", import.meta.url).href]);
  return modules;
}
