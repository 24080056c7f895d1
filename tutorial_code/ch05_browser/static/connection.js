/** A WebSocket that says in which state it is, and comes back when it was lost. */

const FIRST = 500; // ms: the first wait is no longer than this
const LONGEST = 30_000; // ms: nor is any other longer than this
const STEADY = 10_000; // ms: open for so long, earlier failures are forgotten
const WORTH_A_TRY = [1001, 1006, 1011, 1012, 1013, 1014]; // the server went, broke or restarts

/**
 * The address of a socket beside the page: http becomes ws, https becomes wss.
 * @param {string} path relative to the page, as in "chat"
 * @param {string} page the page's own address
 */
export function addressOf(path, page = document.baseURI) {
  const url = new URL(path, page);
  url.protocol = url.protocol.replace("http", "ws");
  return url.href;
}

/**
 * How many milliseconds to wait before the next attempt.
 * Twice as long after each failure, up to a limit; one half of it is left to chance.
 * @param {number} failures how many came before this one
 * @param {number} chance from 0 to 1
 */
export function pause(failures, chance = Math.random()) {
  const longest = Math.min(LONGEST, FIRST * 2 ** failures);
  return (longest * (1 + chance)) / 2;
}

/**
 * Connect, and connect again whenever the connection is lost.
 * @param {string} address of the socket
 * @param {(state: "connecting" | "open" | "reconnecting" | "closed", why: string) => void} onState
 * @param {(text: string) => void} onMessage
 */
export function stayConnected(address, onState, onMessage) {
  let socket, waiting, opened;
  let failures = 0;

  function connect() {
    waiting = clearTimeout(waiting);
    opened = Infinity;
    socket = new WebSocket(address);
    socket.onopen = () => {
      opened = Date.now();
      onState("open", "");
    };
    socket.onmessage = (event) => onMessage(event.data);
    socket.onclose = (event) => {
      if (Date.now() - opened > STEADY) failures = 0;
      if (WORTH_A_TRY.includes(event.code)) {
        onState("reconnecting", "");
        waiting = setTimeout(connect, pause(failures));
        failures += 1;
      } else {
        onState("closed", event.reason);
      }
    };
  }

  /** Connect for the first time, or after the end. */
  function join() {
    failures = 0;
    onState("connecting", "");
    connect();
  }

  /** Say goodbye with code 1000, and do not come back. */
  function leave() {
    waiting = clearTimeout(waiting);
    socket.onclose = null;
    socket.close(1000);
    onState("closed", "");
  }

  /** Send, if the connection is open; say whether it was. */
  function send(text) {
    if (socket.readyState !== WebSocket.OPEN) return false;
    socket.send(text);
    return true;
  }

  // The network is back: there is nothing to wait for.
  addEventListener("online", () => waiting && connect());

  join();
  return { join, leave, send };
}
