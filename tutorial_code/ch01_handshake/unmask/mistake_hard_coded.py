"""Wrong on purpose: the answer is the example of the RFC, whatever came.

The check says: The client sent another text this time. Compute the answer from the bytes that came.
"""

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)


def unmask(data):
    return b"Hello"


@api.route("/ws", websocket=True)
async def answer(ws):
    await ws.accept()
    try:
        async for data in ws.iter_bytes():
            await ws.send_text(unmask(data).decode())
    except WebSocketDisconnect:
        pass  # the client left before it had our answer


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
