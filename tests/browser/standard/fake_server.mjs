// What tests/browser/commands.py does, without Python: a server for the page's class under Node.

/**
 * @param {import("../../../live/browser/page_socket.mjs").Handshake} handshake
 * @param {MessagePort} port
 */
export function serve({ url, protocols, origin }, port) {
  const { pathname, searchParams, search } = new URL(url);
  const tell = (/** @type {any} */ message) => port.postMessage(message);
  const end = (code = 1006, reason = "") => {
    if (code !== 1006) tell({ type: "closing" });
    tell({ type: "close", code, reason, wasClean: code !== 1006 });
    port.onmessage = null;
  };
  const text = (/** @type {string} */ data) => tell({ type: "message", data });

  if (pathname === "/never") return;
  const chosen = searchParams.get("subprotocol") ?? "";
  const agreed = protocols.length ? protocols.includes(chosen) : !chosen;
  if (pathname !== "/talk" || !agreed) return end();

  tell({ type: "open", protocol: chosen, extensions: "" });
  for (let number = 0; number < Number(searchParams.get("greet")); number += 1) text(`welcome ${number}`);
  if (searchParams.has("close")) return end(Number(searchParams.get("close")));

  const commands = /** @type {Record<string, (rest: string) => void>} */ ({
    echo: text,
    bytes: (size) => tell({ type: "message", data: Uint8Array.from({ length: Number(size) }, (_, index) => index % 256).buffer }),
    headers: () => text(JSON.stringify([origin, protocols, search.slice(1)])),
    close: (rest) => end(Number(rest.split(" ")[0]), rest.split(" ").slice(1).join(" ")),
    raise: () => end(1011),
    return: () => end(),
  });
  let before = Promise.resolve();
  port.onmessage = ({ data: message }) => {
    before = before.then(async () => {
      if (message.type === "close") return end(message.code ?? (message.reason ? 1000 : 1005), message.reason);
      const data = message.data instanceof Blob ? await message.data.arrayBuffer() : message.data;
      tell({ type: "sent", bytes: typeof data === "string" ? new TextEncoder().encode(data).length : data.byteLength });
      if (typeof data !== "string") return tell({ type: "message", data });
      const [word, ...rest] = data.split(" ");
      commands[word]?.(rest.join(" "));
    });
  };
}
