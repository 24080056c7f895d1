// The reader's progress, on the page with the path: what is solved, where to go on, and a
// way to take it elsewhere.

import { button, make } from "./dom.mjs";
import { gettext } from "./gettext.mjs";
import { progress, read, remember } from "./solved.mjs";

/** @param {HTMLElement} element */
export function showProgress(element) {
  const items = /** @type {HTMLElement[]} */ ([...element.querySelectorAll("li[data-exercise]")]);
  const names = items.map((item) => item.dataset.exercise ?? "");
  const told = /** @type {HTMLElement} */ (element.querySelector(".live-so-far"));
  const said = make("p", { class: "live-note", role: "status" });
  const file = make("input", { type: "file", accept: ".json", hidden: true, onchange: () => bring(file.files?.[0]) });

  function show() {
    const { solved, last } = progress();
    for (const [index, item] of items.entries()) {
      const done = solved.includes(names[index]);
      item.classList.toggle("solved", done);
      item.querySelector(".live-tick")?.remove();
      if (done) item.append(make("span", { class: "live-tick", role: "img", "aria-label": gettext("solved") }, "✓"));
    }
    const open = names.filter((name) => !solved.includes(name));
    // Where the reader stopped: at the last one that was tried, or the next one that is not solved.
    const from = names.indexOf(last);
    const next = open.find((name) => names.indexOf(name) >= from) ?? open[0];
    told.replaceChildren(gettext("{done} of {total} solved.", { done: names.length - open.length, total: names.length }), " ");
    const link = next && items[names.indexOf(next)].querySelector("a");
    const exercise = link && link.textContent;
    if (link) told.append(make("a", { href: link.href }, last ? gettext("Continue where you stopped: {exercise}", { exercise }) : gettext("Begin with: {exercise}", { exercise })));
  }

  /** @param {Blob | undefined} chosen */
  async function bring(chosen) {
    const found = chosen && read(await chosen.text());
    file.value = "";
    if (!chosen) return;
    if (!found) return said.replaceChildren(gettext("This is no progress: expected a file that Export has written."));
    remember({ solved: [...new Set([...progress().solved, ...found.solved])], last: found.last || progress().last });
    said.replaceChildren(gettext("Imported."));
    show();
  }

  function take() {
    const url = URL.createObjectURL(new Blob([`${JSON.stringify(progress(), null, 1)}\n`], { type: "application/json" }));
    make("a", { href: url, download: "progress.json" }).click();
    URL.revokeObjectURL(url);
  }

  function clear() {
    if (!confirm(gettext("Forget which exercises you have solved? Your programs stay."))) return;
    remember(null);
    said.replaceChildren(gettext("Cleared."));
    show();
  }

  element.append(
    make("div", { class: "live-take" }, button(gettext("Export"), take), button(gettext("Import"), () => file.click()), button(gettext("Clear"), clear), file, said),
  );
  addEventListener("storage", show); // solved in another tab
  show();
}
