"""Answer a client that asks whether anybody is there; and ask it, too, every twenty seconds."""

import responder

from tutorial_code.ch04_formats.objects import parsed
from tutorial_code.ch04_formats.step5_kinds import say, texts

SETTINGS = {"ws_ping_interval": 20, "ws_ping_timeout": 20}  # seconds
api = responder.API(sessions=False)


@api.route("/ws", websocket=True)
async def echo(ws):
    await ws.accept()
    async for text in texts(ws):
        match parsed(text):
            case {"type": "ping"}:
                await say(ws, '{"type": "pong"}')
            case _:
                await say(ws, text)


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1", **SETTINGS)
