// One runtime for all panels of a page: to start Python takes time and memory, so the panel whose
// server runs has it, and the next one that runs takes it over.

import { gettext } from "./gettext.mjs";

/**
 * @typedef {import("./runtime.mjs").Runtime} Runtime
 * @typedef {{hear(message: any): void, leave(): void}} Tenant A panel.
 */

const base = new URL("./", import.meta.url).href;

/** @type {Tenant | undefined} */
let tenant;
/** @type {Runtime | undefined} */
let runtime;

/** Fetch what starts the runtime, since the reader seems to want it; nothing starts yet. */
export function prepare() {
  import("./runtime.mjs").catch(() => {}); // whoever needs it says that it is missing
}

/**
 * Give the runtime to a panel, started; what it says goes there from now on.
 * @param {Tenant} panel
 * @returns {Promise<Runtime>}
 */
export async function enter(panel) {
  if (tenant !== panel) tenant?.leave();
  tenant = panel;
  const { startRuntime } = await import("./runtime.mjs");
  if (tenant !== panel) throw new Error(gettext("Another step took over."));
  const started = (runtime ??= startRuntime({ base, onMessage: (message) => tenant?.hear(message) }));
  await started.ready;
  return started;
}

/**
 * End all that runs for a panel, at once.
 * @param {Tenant} panel
 */
export function clear(panel) {
  if (tenant !== panel) return;
  runtime?.terminate();
  runtime = undefined;
  tenant = undefined;
}
