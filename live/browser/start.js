// Makes the panels of this page live, or says in each why it can't. A classic script, so that it
// also speaks where modules don't load: from a file.
(() => {
  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const folder = new URL(".", script.src).href;
  const begin = () => {
    // A classic script can't import gettext.mjs, and from a file nothing can.
    const { messages } = JSON.parse(document.getElementById("live-catalogue")?.textContent ?? '{"messages": {}}');
    const gettext = (/** @type {string} */ text) => messages[text] ?? text;
    const why =
      location.protocol === "file:"
        ? gettext("Running this server here takes a page that comes from a web server, and this one was opened from a file.")
        : typeof WebAssembly !== "object"
          ? gettext("Running this server here takes WebAssembly, which this browser does not have or has turned off.")
          : "";
    const panels = document.querySelectorAll("section.live");
    const progress = document.querySelector(".live-progress");
    if (progress && location.protocol !== "file:") import(`${folder}progress.mjs`).then((module) => module.showProgress(progress));
    if (!panels.length) return;
    const say = (/** @type {string} */ text) => {
      for (const panel of panels) {
        panel.classList.add("is-still"); // no room is kept for what does not come
        const line = document.createElement("p");
        line.className = "live-why";
        line.textContent = text;
        panel.append(line);
      }
    };
    if (why) return say(why);
    // Few pages have exercises and predictions, so what these need is loaded only there.
    const some = (/** @type {string} */ name, /** @type {string} */ file) => document.querySelector(`section.live[data-${name}]`) && import(`${folder}${file}.mjs`);
    Promise.all([import(`${folder}panel.mjs`), some("answer", "prediction"), some("exercise", "exercise")]).then(
      async ([{ enliven }, prediction, exercise]) => {
        for (const panel of panels) {
          await new Promise((resolve) => setTimeout(resolve)); // what the reader does meanwhile comes first
          const { answer, exercise: task } = /** @type {HTMLElement} */ (panel).dataset;
          if (answer) prediction.predict(panel, enliven);
          else if (task) exercise.exercise(enliven(panel));
          else enliven(panel);
        }
      },
      (error) => say(gettext("Running this server here needs {file}, which did not load: {message}").replace("{file}", `${folder}panel.mjs`).replace("{message}", error.message)),
    );
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin);
  else begin();
})();
