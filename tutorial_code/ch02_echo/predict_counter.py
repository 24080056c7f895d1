"""Count what is said, for whom?"""

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)
number = 0


@api.route("/ws", websocket=True)
async def count(ws):
    global number
    await ws.accept()
    try:
        async for message in ws.iter_text():
            number += 1
            await ws.send_text(f"{number}: {message}")
    except WebSocketDisconnect:
        pass


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
