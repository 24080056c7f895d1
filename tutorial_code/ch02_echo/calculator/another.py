"""Calculate what a client asks, with one pattern for all that is allowed."""

import re

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)


def result(left, sign, right):
    if sign == "+":
        return left + right
    return left - right if sign == "-" else left * right


@api.route("/ws", websocket=True)
async def reckon(ws):
    await ws.accept()
    while True:
        try:
            question = await ws.receive_text()
            found = re.fullmatch(r"(-?[0-9]+) ([-+*]) (-?[0-9]+)", question)
            if found:
                await ws.send_text(f"{result(int(found[1]), found[2], int(found[3]))}")
            else:
                await ws.send_text(f"error: I cannot calculate {question!r}")
        except WebSocketDisconnect:
            break


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
