"""Wrong on purpose: whoever speaks sends to all, one after the other, and so waits for each."""

import responder
from starlette.websockets import WebSocketDisconnect

from tutorial_code.ch09_slow_clients.step1_pictures import picture

api = responder.API(sessions=False)
members = []


async def broadcast(message):
    for member in list(members):
        await member.send_text(message)


@api.route("/pictures", websocket=True)
async def pictures(ws):
    await ws.accept()
    members.append(ws)
    try:
        while True:
            await broadcast(picture(await ws.receive_text()))
    except WebSocketDisconnect:
        pass  # this member left
    finally:
        members.remove(ws)


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/pictures")
    api.run(address="127.0.0.1")
