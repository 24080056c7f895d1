"""Wrong on purpose: it knows the answer of the example.

The check says: The answer has to be calculated from the message.
"""

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)


def calculate(text):
    return "5" if "+" in text else "error: what?"


@api.route("/ws", websocket=True)
async def calculator(ws):
    await ws.accept()
    try:
        async for message in ws.iter_text():
            await ws.send_text(calculate(message))
    except WebSocketDisconnect:
        pass  # the client left before it had our answer


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
