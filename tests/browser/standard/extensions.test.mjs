import { equal, open, section, throws } from "./rules.mjs";

section("extensions", {
  "is empty until the connection opens, and can't be set": ({ WebSocket, base }) => {
    const ws = new WebSocket(`${base}/talk`);
    throws("TypeError", () => { ws.extensions = "x"; });
    equal(ws.extensions, "");
    ws.close();
  },
  "is empty where none was agreed": async (world) => {
    const ws = await open(world);
    equal(ws.extensions, "");
    ws.close();
  },
});
