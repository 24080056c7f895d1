"""Let who comes back have what it missed, by the place in the history where it left off."""

from collections import defaultdict
from itertools import count, dropwhile

import responder

from tutorial_code.ch04_formats.picture import solution as picture
from tutorial_code.ch04_formats.picture.solution import SETTINGS

api = responder.API(sessions=False)


class Room(picture.Room):
    def __init__(self):
        super().__init__()
        self.ids = count(1)

    def said(self, member, text):
        message = {"id": next(self.ids)}
        message.update(super().said(member, text))
        return message

    def missed(self, member):
        last = member.ws.query_params.get("last", "")
        if not last.isdecimal():
            return list(self.history)
        return list(dropwhile(lambda message: message["id"] <= int(last), self.history))


rooms = defaultdict(Room)


@api.route("/chat/{name}", websocket=True)
async def chat(ws, *, name):
    await rooms[name].serve(picture.Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat/blue")
    api.run(address="127.0.0.1", **SETTINGS)
