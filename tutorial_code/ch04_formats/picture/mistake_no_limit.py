"""Wrong on purpose: it has no limit, and takes whatever uvicorn takes.

The check says: uvicorn counts them for you, if it is told the limit:
`ws_max_size` in `SETTINGS`.
"""

import responder

from tutorial_code.ch04_formats.picture import solution as right
from tutorial_code.ch04_formats.picture.solution import Member

SETTINGS = {}
api = responder.API(sessions=False)


class Room(right.Room):
    pass


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1", **SETTINGS)
