"""Let there be many rooms, in a plain dictionary to which each name is added when it is needed."""

import responder

from tutorial_code.ch04_formats.picture.solution import SETTINGS, Member, Room

api = responder.API(sessions=False)
ROOMS: dict[str, Room] = {}


def room_at(path: str) -> Room:
    if path not in ROOMS:
        ROOMS[path] = Room()
    return ROOMS[path]


@api.route("/chat/{name}", websocket=True)
async def enter(ws):
    await room_at(ws.url.path).serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat/blue")
    api.run(address="127.0.0.1", **SETTINGS)
