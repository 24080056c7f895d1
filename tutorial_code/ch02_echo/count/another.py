"""Number each answer, with an endless counter for each connection."""

import itertools

import responder
from starlette.websockets import WebSocket, WebSocketDisconnect

api = responder.API(sessions=False)


async def answers(ws: WebSocket, numbers: itertools.count) -> None:
    while True:
        text = await ws.receive_text()
        await ws.send_text(": ".join([str(next(numbers)), text]))


@api.route("/ws", websocket=True)
async def numbered(ws: WebSocket) -> None:
    await ws.accept()
    try:
        await answers(ws, itertools.count(1))
    except WebSocketDisconnect:
        return


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
