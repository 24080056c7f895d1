"""Give every member a name, with the name in the handler and the members in a dictionary."""

import asyncio
from contextlib import suppress

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)
names = {}


@api.route("/chat", websocket=True)
async def chat(ws):
    await ws.accept()
    with suppress(WebSocketDisconnect):
        names[ws] = await ws.receive_text()
        while True:
            line = f"{names[ws]}: {await ws.receive_text()}"
            sends = [other.send_text(line) for other in names]
            await asyncio.gather(*sends, return_exceptions=True)
    names.pop(ws, None)


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
