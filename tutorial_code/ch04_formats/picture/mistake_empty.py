"""Wrong on purpose: it asks whether there are bytes by their truth, and an empty message has none.

The check says: That cost the speaker its connection: an event with bytes has no text, and an empty
message has bytes too, none of them. Ask whether `event.get('bytes')` is `None`.
"""

import responder

from tutorial_code.ch04_formats.objects import parsed
from tutorial_code.ch04_formats.picture import solution as right
from tutorial_code.ch04_formats.picture.solution import SETTINGS, Member

api = responder.API(sessions=False)


class Room(right.Room):
    async def messages(self, member):
        while (event := await member.ws.receive())["type"] != "websocket.disconnect":
            yield event.get("bytes") or parsed(event["text"])


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1", **SETTINGS)
