"""Wrong on purpose: whoever mistypes is thrown out.

The check says: Whoever mistypes once should get another chance: answer, and go on.
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
    except (ValueError, KeyError):
        await ws.close(1008, "not a calculation")
    except WebSocketDisconnect:
        pass


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
