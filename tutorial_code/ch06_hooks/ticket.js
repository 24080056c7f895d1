/** Buy a ticket with the token, and open a socket with the ticket. */
export async function connect(token) {
  const answer = await fetch("ticket", {
    method: "POST",
    headers: { Authorization: `Bearer ${token}` },
  });
  if (!answer.ok) throw new Error(`no ticket: HTTP ${answer.status}`);
  const url = new URL(`ws?ticket=${await answer.text()}`, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  return new WebSocket(url);
}
