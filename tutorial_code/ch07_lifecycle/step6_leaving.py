"""Say how each client left; ping each of them every second."""

import responder
from starlette.websockets import WebSocketDisconnect

SETTINGS = {"ws_ping_interval": 1, "ws_ping_timeout": 1}

api = responder.API(sessions=False)


@api.route("/ws", websocket=True)
async def wait(ws):
    await ws.accept()
    try:
        while True:
            await ws.receive_text()
    except WebSocketDisconnect as gone:
        print(f"left: {type(gone).__name__}, code {gone.code}, reason {gone.reason!r}")


if __name__ == "__main__":
    print("Leave me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1", **SETTINGS)
