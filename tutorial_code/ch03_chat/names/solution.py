"""Give every member a name.

At ``/chat``, the first message of a client is its name, and nobody else hears it.
Each later message reaches everybody who has a name, the speaker too, with the name before it:
when the client that is called ``ann`` says ``hi``, all receive ``ann: hi``.
"""

import responder

from tutorial_code.ch03_chat import room as plain
from tutorial_code.ch03_chat.room import Member

api = responder.API(sessions=False)


class Room(plain.Room):
    async def hear(self, member, message):
        if member.name is None:
            member.name = message
            self.join(member)
        else:
            self.say(member, message)

    def say(self, member, text):
        self.tell(self.said(member, text))

    def said(self, member, text):
        return f"{member.name}: {text}"


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
