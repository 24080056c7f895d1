"""Wrong on purpose: the hook returns what it thinks, and turns nobody away.

The check says: A hook that only returns lets everybody in, whatever it returns
"""

from collections import defaultdict

import responder

from tutorial_code.ch05_browser.resume import solution as resume
from tutorial_code.ch05_browser.resume.solution import SETTINGS, Member

TOKENS = {f"s3cret-of-{name}": name for name in ("ann", "ben", "cleo", "dora", "mallory")}
api = responder.API(sessions=False)


@api.before_request(websocket=True)
async def find_name(ws):
    ws.state.name = TOKENS.get(ws.headers.get("Authorization", "").removeprefix("Bearer "))
    return ws.state.name is not None


class Room(resume.Room):
    async def read(self, member):
        member.name = member.ws.state.name or "somebody"
        self.join(member)
        await super().read(member)


rooms = defaultdict(Room)


@api.route("/chat/{name}", websocket=True)
async def chat(ws, *, name):
    await rooms[name].serve(Member(ws))


if __name__ == "__main__":
    print("Talk: websocat ws://127.0.0.1:5042/chat/blue -H='Authorization: Bearer s3cret-of-ann'")
    api.run(address="127.0.0.1", **SETTINGS)
