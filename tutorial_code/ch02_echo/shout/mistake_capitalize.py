"""Wrong on purpose: it raises the first letter only.

The check says: `capitalize()` raises the first letter and lowers the rest;
`upper()` raises them all.
"""

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)


@api.route("/ws", websocket=True)
async def shout(ws):
    await ws.accept()
    try:
        async for message in ws.iter_text():
            await ws.send_text(message.capitalize())
    except WebSocketDisconnect:
        pass  # the client left before it had our answer


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
