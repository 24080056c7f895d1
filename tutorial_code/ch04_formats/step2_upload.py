"""Take a name, a description and a file over one connection, each in the format that suits it."""

from contextlib import suppress

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)


@api.route("/upload", websocket=True)
async def upload(ws):
    await ws.accept()
    with suppress(WebSocketDisconnect):
        name = await ws.receive_text()
        about = await ws.receive_json()
        data = await ws.receive_bytes()
        await ws.send_json({"name": name, "about": about, "size": len(data)})
        await ws.close()


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/upload")
    api.run(address="127.0.0.1")
