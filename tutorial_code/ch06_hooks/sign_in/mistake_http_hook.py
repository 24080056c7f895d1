"""Wrong on purpose: the hook is one for HTTP, so it never runs for a socket.

The check says: or the hook did not run, for lack of
`websocket=True`
"""

from collections import defaultdict

import responder

from tutorial_code.ch05_browser.resume import solution as resume
from tutorial_code.ch05_browser.resume.solution import SETTINGS, Member

TOKENS = {f"s3cret-of-{name}": name for name in ("ann", "ben", "cleo", "dora", "mallory")}
api = responder.API(sessions=False)


@api.before_request()
async def find_name(req, resp):
    given = req.headers.get("Authorization", "")
    resp.status_code = 200 if given.removeprefix("Bearer ") in TOKENS else 401


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
