"""Take text and nothing else; write one line about a connection that ended for a broken rule."""

import logging
from contextlib import suppress

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)
log = logging.getLogger("uvicorn.error")  # the server writes its own lines there
GONE = (WebSocketDisconnect, RuntimeError)  # what a send raises when the connection has ended


async def texts(ws):
    """Yield each text message until the connection ends."""
    while True:
        event = await ws.receive()
        if event["type"] == "websocket.disconnect":
            break
        if event.get("text") is None:
            event = {"code": 1003, "reason": "text only"}
            with suppress(*GONE):
                await ws.close(**event)
            break
        yield event["text"]
    if event["code"] in {1002, 1003, 1007, 1009}:  # somebody broke a rule
        peer = getattr(ws.client, "host", "someone")
        log.warning("%s ended with %d %r", peer, event["code"], event.get("reason"))


async def say(ws, text):
    with suppress(*GONE):
        await ws.send_text(text)


@api.route("/ws", websocket=True)
async def echo(ws):
    await ws.accept()
    async for text in texts(ws):
        await say(ws, text)


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
