"""Wrong on purpose: every answer has the number 1.

The check says: Is the number always the same?
"""

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)


@api.route("/ws", websocket=True)
async def count(ws):
    await ws.accept()
    try:
        async for message in ws.iter_text():
            await ws.send_text(f"1: {message}")
    except WebSocketDisconnect:
        pass  # the client left before it had our answer


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
