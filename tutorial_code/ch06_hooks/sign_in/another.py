"""Let a token say who comes: the room hears the name as if the client had said it."""

from collections import defaultdict

import responder

from tutorial_code.ch05_browser.resume import solution as resume
from tutorial_code.ch05_browser.resume.solution import SETTINGS, Member

TOKENS = {f"s3cret-of-{name}": name for name in ("ann", "ben", "cleo", "dora", "mallory")}
api = responder.API(sessions=False)


@api.before_request(websocket=True)
async def knock(ws):
    scheme, _, token = ws.headers.get("authorization", "").partition(" ")
    ws.state.name = TOKENS.get(token) if scheme == "Bearer" else None
    if ws.state.name is None:
        await ws.accept()
        await ws.close(4401)


class Room(resume.Room):
    async def messages(self, member):
        yield {"type": "name", "name": member.ws.state.name}
        async for message in super().messages(member):
            yield message


rooms = defaultdict(Room)


@api.route("/chat/{name}", websocket=True)
async def chat(ws, *, name):
    await rooms[name].serve(Member(ws))


if __name__ == "__main__":
    print("Talk: websocat ws://127.0.0.1:5042/chat/blue -H='Authorization: Bearer s3cret-of-ann'")
    api.run(address="127.0.0.1", **SETTINGS)
