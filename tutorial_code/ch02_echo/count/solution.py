"""Number each answer, for each client from 1.

At ``/ws``, a client that sends ``hi`` and then ``ho`` receives ``1: hi`` and then ``2: ho``.
Another client that comes meanwhile has a count of its own, which starts at 1, too.
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
            number += 1
            await ws.send_text(f"{number}: {message}")
    except WebSocketDisconnect:
        pass  # the client left before it had our answer


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
