"""Calculate what a client asks.

At ``/ws``, a client that sends ``2 + 3`` receives ``5``.
There are whole numbers and ``+``, ``-`` and ``*``, with a space on each side of the sign.
Whatever else a client sends gets an answer that begins with ``error:``, and the connection stays.
"""

import operator

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)

SIGNS = {"+": operator.add, "-": operator.sub, "*": operator.mul}


def calculate(text):
    """What is answered to a message."""
    left, sign, right = text.split()
    # TODO: look up the sign, calculate, and answer what cannot be calculated.
    return f"{left} {sign} {right}"


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
