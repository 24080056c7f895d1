"""Send to a copy of the set, so that members may come and go meanwhile."""

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)
members = set()


async def broadcast(message):
    for member in list(members):
        await member.send_text(message)


@api.route("/chat", websocket=True)
async def chat(ws):
    await ws.accept()
    members.add(ws)
    try:
        while True:
            await broadcast(await ws.receive_text())
    except WebSocketDisconnect:
        pass  # this member left
    finally:
        members.discard(ws)


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
