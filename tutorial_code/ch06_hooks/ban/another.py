"""Keep some people out, with one hook of its own that asks both questions."""

from collections import defaultdict

import responder

from tutorial_code.ch05_browser.resume.solution import SETTINGS, Member
from tutorial_code.ch06_hooks.sign_in.solution import TOKENS, Room

BANNED = {"mallory"}
api = responder.API(sessions=False)
rooms = defaultdict(Room)


async def refuse(ws, code):
    await ws.accept()
    await ws.close(code)


@api.before_request(websocket=True)
async def guard(ws):
    ws.state.name = TOKENS.get(ws.headers.get("authorization", "none").removeprefix("Bearer "))
    if ws.state.name is None:
        await refuse(ws, 4401)
    elif not BANNED.isdisjoint({ws.state.name}):
        await refuse(ws, 4403)


@api.route("/chat/{name}", websocket=True)
async def chat(ws, *, name):
    await rooms[name].serve(Member(ws))


if __name__ == "__main__":
    print("Talk: websocat ws://127.0.0.1:5042/chat/blue -H='Authorization: Bearer s3cret-of-ann'")
    api.run(address="127.0.0.1", **SETTINGS)
