"""Let a token say who comes.

Nobody says its name any more: a client brings the header ``Authorization: Bearer`` with a token.
``TOKENS`` says whose token it is; the check adds some of its own.
Who brings none, or one that is not there, is accepted and closed with 4401, unheard by the room.
Everybody else is in the room at once, under the name that belongs to the token.
A message of the type ``name`` is answered with an ``error``.
Everything else stays as it was.
"""

import hmac
from collections import defaultdict

import responder

from tutorial_code.ch05_browser.resume import solution as resume
from tutorial_code.ch05_browser.resume.solution import SETTINGS, Member

TOKENS = {f"s3cret-of-{name}": name for name in ("ann", "ben", "cleo", "dora", "mallory")}
api = responder.API(sessions=False)


@api.before_request(websocket=True)
async def find_name(ws):
    given = ws.headers.get("Authorization", "")
    for token, name in TOKENS.items():
        if hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
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
