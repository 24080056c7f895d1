"""Wrong on purpose: it knows one answer and gives it to everybody.

The check says: the answer has to be made from the
message that came.
"""

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)


@api.route("/ws", websocket=True)
async def shout(ws):
    await ws.accept()
    try:
        async for _ in ws.iter_text():
            await ws.send_text("HELLO")
    except WebSocketDisconnect:
        pass  # the client left before it had our answer


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
