"""Serve a page that answers when it is asked, and a socket that speaks first."""

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)


@api.route("/")
async def page(req, resp):
    resp.text = "Hello"


@api.route("/ws", websocket=True)
async def socket(ws):
    await ws.accept()
    try:
        await ws.send_text("Hello")
        async for message in ws.iter_text():
            await ws.send_text(f"You said: {message}")
    except WebSocketDisconnect:
        pass  # the client left while we were speaking


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
