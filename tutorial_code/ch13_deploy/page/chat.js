/** The page of the room: who you are, who is here, and what is said. */

import { Client } from "../client.js";

const MOST = 500; // lines that the log keeps

const [state, why, again, people, log, door, name, refusal, form, text] = [
  "state", "why", "again", "people", "log", "door", "name", "refusal", "form", "text",
].map((id) => document.getElementById(id));

const here = new Set();
let client;

/** A ticket for this name, if the room wants one; an error says why there is none. */
async function ticket(name) {
  const answer = await fetch("ticket", { method: "POST", body: name });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.text();
}

/** The socket's address, made anew for each attempt, since a ticket is good for one. */
async function address(name, ticketNeeded) {
  const url = new URL("chat", document.baseURI);
  url.protocol = url.protocol.replace("http", "ws");
  if (ticketNeeded) url.searchParams.set("ticket", await ticket(name));
  else if (name) url.searchParams.set("name", name);
  return url;
}

/** Come in, and stay until the room says that there is no coming back. */
function comeIn(wanted, ticketNeeded) {
  let called = wanted;
  client = new Client(() => address(called, ticketNeeded));
  client.addEventListener("open", ({ detail }) => {
    called = detail.name;
    show("open", `as ${called}`);
  });
  client.addEventListener("closed", ({ detail: { code, reason, wait } }) => {
    if (wait === null) show("closed", `(${reason || code})`);
    else show("reconnecting", "");
  });
  client.addEventListener("gap", () => add("note", "Something may be missing here."));
  client.addEventListener("message", ({ detail }) => hear(detail));
}

function hear(message) {
  if (message.type === "error") add("note", message.reason);
  if (message.type === "said") return add("message", `${message.from}: ${message.text}`);
  if (message.type === "here") here.clear();
  for (const each of message.names ?? []) here.add(each);
  if (message.type === "joined") here.add(message.name);
  if (message.type === "left") here.delete(message.name);
  people.textContent = message.count ? `${message.count} people` : [...here].sort().join(", ");
}

function show(word, reason) {
  document.body.dataset.state = state.textContent = word;
  why.textContent = reason;
  form.hidden = !["open", "reconnecting"].includes(word);
  again.hidden = word !== "closed";
  if (!again.hidden) again.focus(); // what had the focus is gone
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
  return line;
}

again.addEventListener("click", () => location.reload());

door.addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    await ticket(name.value); // is this a name? The ticket expires by itself
  } catch (error) {
    refusal.textContent = error.message;
    return;
  }
  door.hidden = true;
  comeIn(name.value, true);
});

// What waits to be sent is shown as such until the room has kept it.
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const line = add("message waiting", text.value);
  client.say(text.value).then(
    () => line.remove(),
    () => line.classList.replace("waiting", "lost"),
  );
  text.value = "";
  text.focus();
});

if ((await (await fetch("ticket")).text()) === "needed") {
  show("at the door", "");
  door.hidden = false;
  name.focus();
} else {
  comeIn("", false);
}
