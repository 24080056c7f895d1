"""Wrong on purpose: it answers one message, and its return ends the connection.

The check says: the handler is the connection, and when it returns, the connection is over.
"""

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)


@api.route("/ws", websocket=True)
async def shout(ws):
    await ws.accept()
    try:
        message = await ws.receive_text()
        await ws.send_text(message.upper())
    except WebSocketDisconnect:
        pass  # the client left before it had our answer


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
