"""Wrong on purpose: it makes a number of whatever stands in the query.

The check says: be ready for what is none.
"""

from collections import defaultdict

import responder

from tutorial_code.ch04_formats.picture import solution as picture
from tutorial_code.ch04_formats.picture.solution import SETTINGS
from tutorial_code.ch05_browser.resume import solution as right

api = responder.API(sessions=False)


class Member(picture.Member):
    def __init__(self, ws):
        super().__init__(ws)
        self.last = int(ws.query_params.get("last", 0))


class Room(right.Room):
    pass


rooms = defaultdict(Room)


@api.route("/chat/{name}", websocket=True)
async def chat(ws, *, name):
    await rooms[name].serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat/blue")
    api.run(address="127.0.0.1", **SETTINGS)
