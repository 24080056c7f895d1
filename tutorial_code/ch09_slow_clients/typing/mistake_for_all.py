"""Wrong on purpose: when one member is behind, nobody hears of the typing.

The check says: Nothing waits for Ben: look at each member by itself.
"""

import responder

from tutorial_code.ch09_slow_clients import step3_speaker
from tutorial_code.ch09_slow_clients.step2_outbox import Member

api = responder.API(sessions=False)


class Room(step3_speaker.Room):
    async def hear(self, member, message):
        if message != "..." or all(other.queue.empty() for other in self.members):
            self.tell(message)


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
