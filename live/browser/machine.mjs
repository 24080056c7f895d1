// The steps as `make live` serves them on the reader's own machine, in the browser's own sockets.
// What crosses the wire is noted here, as far as a browser shows it.

/** @typedef {import("./words.mjs").WireEvent} WireEvent */

/**
 * A browser's WebSocket that notes what it sends and receives.
 * @param {string} lane
 * @param {(event: WireEvent) => void} note
 * @param {() => void} onRefused Called when it did not open.
 */
export function notedSocketClass(lane, note, onRefused) {
  return class NotedSocket extends WebSocket {
    #asked = false;

    /**
     * @param {string} url
     * @param {string[]} protocols
     */
    constructor(url, protocols) {
      super(url, protocols);
      const { pathname, search } = new URL(url);
      note({ lane, way: "up", kind: "request", data: pathname + search, headers: offer(protocols.join(", ")) });
      this.addEventListener("error", onRefused);
      this.addEventListener("open", () => this.removeEventListener("error", onRefused));
      this.addEventListener("open", () =>
        note({ lane, way: "down", kind: "response", code: 101, data: "Switching Protocols", headers: offer(this.protocol) }),
      );
      this.addEventListener("message", ({ data }) => note({ lane, way: "down", ...frame(data) }));
      this.addEventListener("close", ({ code, reason, wasClean }) => {
        if (wasClean && code === 1005) note({ lane, way: "down", kind: "close", code: null, data: "" });
        else if (wasClean) note({ lane, way: "down", kind: "close", code, data: reason });
        else note({ lane, way: "down", kind: "lost", code: 1006, data: "" });
      });
    }

    /** @param {string | ArrayBuffer} data */
    send(data) {
      super.send(data);
      note({ lane, way: "up", ...frame(data) });
    }

    /**
     * @param {number} [code]
     * @param {string} [reason]
     */
    close(code, reason) {
      super.close(code, reason);
      if (!this.#asked) note({ lane, way: "up", kind: "close", code, data: reason ?? "" });
      this.#asked = true;
    }
  };
}

/**
 * Whether anything listens at an address of the reader's machine.
 * @param {string} live `ws://localhost:5043`
 */
export async function answers(live) {
  try {
    await fetch(live.replace(/^ws/, "http"), { mode: "no-cors", cache: "no-store" });
    return true;
  } catch {
    return false;
  }
}

/** @param {string} names @returns {[string, string][]} */
function offer(names) {
  return names ? [["Sec-WebSocket-Protocol", names]] : [];
}

/** @param {string | ArrayBuffer} data */
function frame(data) {
  if (typeof data === "string") return { kind: "text", data, size: [...data].length };
  const bytes = new Uint8Array(data);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  return { kind: "binary", data: hex, size: bytes.length };
}
