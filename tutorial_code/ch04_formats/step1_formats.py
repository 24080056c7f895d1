"""Echo text, JSON and bytes, each with its own pair of methods."""

from contextlib import suppress

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)


@api.route("/text", websocket=True)
async def echo_text(ws):
    await ws.accept()
    with suppress(WebSocketDisconnect):
        async for message in ws.iter_text():
            await ws.send_text(message)


@api.route("/json", websocket=True)
async def echo_json(ws):
    await ws.accept()
    with suppress(WebSocketDisconnect):
        async for message in ws.iter_json():
            await ws.send_json(message)


@api.route("/bytes", websocket=True)
async def echo_bytes(ws):
    await ws.accept()
    with suppress(WebSocketDisconnect):
        async for message in ws.iter_bytes():
            await ws.send_bytes(message)


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/text")
    api.run(address="127.0.0.1")
