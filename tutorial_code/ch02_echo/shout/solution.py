"""Answer in capital letters.

At ``/ws``, a client that sends ``hello`` receives ``HELLO``, and nothing else.
Every message gets its answer, for as long as the client stays.
"""

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)


@api.route("/ws", websocket=True)
async def shout(ws):
    await ws.accept()
    try:
        async for message in ws.iter_text():
            await ws.send_text(message.upper())
    except WebSocketDisconnect:
        pass  # the client left before it had our answer


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
