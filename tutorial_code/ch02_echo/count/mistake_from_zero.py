"""Wrong on purpose: `enumerate` counts from 0.

The check says: Programs like to count from 0, and people from 1.
"""

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)


@api.route("/ws", websocket=True)
async def count(ws):
    await ws.accept()
    number = 0
    try:
        async for message in ws.iter_text():
            await ws.send_text(f"{number}: {message}")
            number += 1
    except WebSocketDisconnect:
        pass  # the client left before it had our answer


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
