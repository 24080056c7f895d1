"""Wrong on purpose: what it does not understand ends the connection with an exception.

The check says: A client that mistypes has raised an exception in your program:
catch it, and answer.
"""

import operator

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)

SIGNS = {"+": operator.add, "-": operator.sub, "*": operator.mul}


def calculate(text):
    left, sign, right = text.split()
    return str(SIGNS[sign](int(left), int(right)))


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
