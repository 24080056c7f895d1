"""Wrong on purpose: the number belongs to the module, so all clients count together.

The check says: All clients share one number:
a variable of the function belongs to its connection alone.
"""

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)


number = 0


@api.route("/ws", websocket=True)
async def count(ws):
    await ws.accept()
    global number
    try:
        async for message in ws.iter_text():
            number += 1
            await ws.send_text(f"{number}: {message}")
    except WebSocketDisconnect:
        pass  # the client left before it had our answer


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
