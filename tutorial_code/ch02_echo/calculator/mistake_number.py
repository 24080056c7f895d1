"""Wrong on purpose: it sends a number where a text is wanted.

The check says: `send_text` wants a text: `str(...)` makes one of a number.
"""

import operator

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)

SIGNS = {"+": operator.add, "-": operator.sub, "*": operator.mul}


def calculate(text):
    try:
        left, sign, right = text.split()
        return SIGNS[sign](int(left), int(right))
    except (ValueError, KeyError):
        return "error: expected two whole numbers and a sign, such as 2 + 3"


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
