"""A door to test: whoever gives a name comes in, and a stranger is told why not."""

from contextlib import suppress

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)


@api.route("/members", websocket=True)
async def members(ws):
    await ws.accept()
    name = ws.query_params.get("name")
    if not name:
        await ws.close(4401, "say your name")
        return
    with suppress(WebSocketDisconnect):
        await ws.send_text(f"Welcome, {name}")
        async for message in ws.iter_text():
            await ws.send_text(f"{name} said {message}")


if __name__ == "__main__":
    print("Talk to me: python -m websockets 'ws://127.0.0.1:5042/members?name=ann'")
    api.run(address="127.0.0.1")
