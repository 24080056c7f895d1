/** Wrong on purpose: it takes what others say for markup. */
const address = new URL("chat", document.baseURI);
address.protocol = address.protocol.replace("http", "ws");
new WebSocket(address).onmessage = (event) => {
  document.getElementById("log").innerHTML += `<p>${event.data}</p>`;
};
