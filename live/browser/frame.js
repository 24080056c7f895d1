// Inside a sandboxed frame: becomes the page that the panel sends (see windows.mjs), unchanged but
// for where its files are: they come as blobs, since no network leads to a server in the page. A
// classic script, because a frame without an origin can load no module of the site.
addEventListener("message", async ({ source, data }) => {
  if (source !== parent || data.type !== "page") return;
  const blob = (/** @type {BlobPart} */ body, /** @type {string} */ type) => URL.createObjectURL(new Blob([body], { type }));
  /** @type {Map<string, string>} Each file's address, and where it is now. */
  const places = new Map();
  const relink = (/** @type {string} */ code, /** @type {[string, string][]} */ imports) =>
    imports.reduce(
      (text, [path, url]) => text.replaceAll(`"${path}"`, `"${places.get(url)}"`).replaceAll(`'${path}'`, `'${places.get(url)}'`),
      code,
    );
  for (const { url, type, body, imports } of [...data.socket, ...data.files]) {
    const content = imports.length ? relink(new TextDecoder().decode(body), imports) : body;
    places.set(url, blob(content, type));
  }
  const { socketClass } = await import(String(places.get(data.socket.at(-1).url)));

  const page = new DOMParser().parseFromString(data.html, "text/html");
  const base = page.createElement("base");
  base.href = data.base;
  page.head.prepend(base);
  for (const element of page.querySelectorAll("[src], link[href]")) {
    const name = element.hasAttribute("src") ? "src" : "href";
    const place = places.get(new URL(element.getAttribute(name) ?? "", data.base).href);
    if (place) element.setAttribute(name, place);
  }
  for (const script of page.querySelectorAll("script:not([src])")) {
    script.setAttribute("src", blob(relink(script.textContent ?? "", data.imports), "text/javascript"));
    script.textContent = "";
  }

  // To the page this is WebSocket. Its connections go to the panel, and from there to the server.
  Object.defineProperty(window, "WebSocket", {
    configurable: true,
    writable: true,
    value: socketClass(
      (/** @type {any} */ handshake, /** @type {MessagePort} */ port) => parent.postMessage({ type: "connect", handshake }, "*", [port]),
      { base: data.base },
    ),
  });
  document.open();
  document.write(`<!doctype html>${page.documentElement.outerHTML}`);
  document.close();
});
parent.postMessage({ type: "ready" }, "*");
