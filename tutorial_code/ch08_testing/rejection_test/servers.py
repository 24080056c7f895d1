"""Six doors at /<name>/members, of which only /right/members keeps its promise."""

from contextlib import suppress

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)


@api.route("/{door}/members", websocket=True)
async def members(ws, *, door):
    name = ws.query_params.get("name")
    stranger = not name or door == "shut"
    if stranger and door == "early":
        await ws.close(4401)  # before there is a connection that could carry it
        return
    await ws.accept()
    if stranger and door not in ("open", "silent"):
        await ws.close(1000 if door == "vague" else 4401)
        return
    with suppress(WebSocketDisconnect):
        if not (stranger and door == "silent"):
            await ws.send_text(f"Welcome, {name}")
        async for message in ws.iter_text():
            await ws.send_text(f"{name} said {message}")


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/right/members?name=ann")
    api.run(address="127.0.0.1")
