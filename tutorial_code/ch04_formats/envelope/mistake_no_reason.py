"""Wrong on purpose: its errors do not say what is wrong.

The check says: with a text for its reason, but received {"type": "error"}.
"""

import responder

from tutorial_code.ch04_formats import objects
from tutorial_code.ch04_formats.envelope import solution as right

api = responder.API(sessions=False)


class Member(objects.Member):
    def tell(self, message):
        message.pop("reason", None)
        super().tell(message)


room = right.Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
