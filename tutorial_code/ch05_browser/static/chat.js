/** The chat page: joins the connection to what stands in index.html. */

import { addressOf, stayConnected } from "./connection.js";

const MOST = 500; // lines that the log keeps

const [state, why, log, form, text, notice, button] = [
  "state", "why", "log", "form", "text", "notice", "button",
].map((id) => document.getElementById(id));

const connection = stayConnected(addressOf("chat"), showState, (message) => add("message", message));

/** Say how the connection is, and after a gap that there was one. */
function showState(word, reason) {
  if (word === "open" && state.textContent === "reconnecting") {
    add("note", "Connected again. What was said meanwhile is not shown here.");
  }
  if (word === "open") notice.textContent = "";
  if (word !== state.textContent) state.textContent = word;
  document.body.dataset.state = word;
  why.textContent = reason && `: ${reason}`;
  button.textContent = word === "closed" ? "Join" : "Leave";
}

/** Add a line to the log. It is text: markup in it is shown and does nothing. */
function add(kind, words) {
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 50;
  const line = document.createElement("p");
  line.className = kind;
  line.dir = "auto";
  line.textContent = words;
  log.append(line);
  if (log.children.length > MOST) log.firstElementChild.remove();
  if (atEnd) log.scrollTop = log.scrollHeight;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (connection.send(text.value)) {
    text.value = "";
  } else {
    notice.textContent = "Not sent: the connection is not open. Your message is still here.";
  }
  text.focus();
});

button.addEventListener("click", () => {
  if (state.textContent === "closed") connection.join();
  else connection.leave();
});
