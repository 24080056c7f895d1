"""A room that takes nobody out: it catches who leaves, and forgets to forget them."""

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)
members = []


@api.route("/chat", websocket=True)
async def chat(ws):
    await ws.accept()
    members.append(ws)
    try:
        while True:
            message = await ws.receive_text()
            for member in members:
                await member.send_text(message)
    except WebSocketDisconnect:
        pass


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
