"""Wrong on purpose: it knows two tokens, and takes their names from no list.

The check says: This token stands in `TOKENS`, and was taken for a wrong one
"""

from collections import defaultdict

import responder

from tutorial_code.ch05_browser.resume import solution as resume
from tutorial_code.ch05_browser.resume.solution import SETTINGS, Member

TOKENS = {f"s3cret-of-{name}": name for name in ("ann", "ben", "cleo", "dora", "mallory")}
api = responder.API(sessions=False)


@api.before_request(websocket=True)
async def find_name(ws):
    given = ws.headers.get("Authorization", "")
    for name in ("ann", "ben"):
        if given == f"Bearer s3cret-of-{name}":
            ws.state.name = name
            return
    await ws.accept()
    await ws.close(4401, "token missing or wrong")


class Room(resume.Room):
    async def read(self, member):
        member.name = member.ws.state.name
        self.join(member)
        await super().read(member)


rooms = defaultdict(Room)


@api.route("/chat/{name}", websocket=True)
async def chat(ws, *, name):
    await rooms[name].serve(Member(ws))


if __name__ == "__main__":
    print("Talk: websocat ws://127.0.0.1:5042/chat/blue -H='Authorization: Bearer s3cret-of-ann'")
    api.run(address="127.0.0.1", **SETTINGS)
