"""Tell newcomers what was said before they came.

At ``/chat``, a member that has given its name receives first of all the last 20 messages that
members have said, the oldest first, each as it was sent: ``ann: hi``.
Only then comes who is here.
Whoever comes to a room in which nothing was said yet receives what it did before.
"""

from collections import deque

import responder

from tutorial_code.ch03_chat.presence import solution as presence
from tutorial_code.ch03_chat.room import Member

KEPT = 20  # messages
api = responder.API(sessions=False)


class Room(presence.Room):
    def __init__(self):
        super().__init__()
        self.history = deque(maxlen=KEPT)

    def say(self, member, text):
        message = self.said(member, text)
        self.history.append(message)
        self.tell(message)

    def missed(self, member):
        return self.history

    def join(self, member):
        for message in self.missed(member):
            member.tell(message)
        super().join(member)


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
