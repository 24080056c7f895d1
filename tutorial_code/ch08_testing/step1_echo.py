"""An echo to test, which also says goodbye."""

from contextlib import suppress

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)


@api.route("/ws", websocket=True)
async def echo(ws):
    await ws.accept()
    with suppress(WebSocketDisconnect):
        async for message in ws.iter_text():
            if message == "bye":
                await ws.close(1000, "see you")
                return
            await ws.send_text(f"Echo: {message}")


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
