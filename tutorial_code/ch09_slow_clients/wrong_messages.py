"""Wrong on purpose: a hundred messages may wait for a member, of any size."""

import responder

from tutorial_code.ch03_chat import room as plain
from tutorial_code.ch03_chat.room import Member
from tutorial_code.ch09_slow_clients.step1_pictures import picture

api = responder.API(sessions=False)


class Room(plain.Room):
    async def read(self, member):
        self.join(member)
        await super().read(member)

    async def hear(self, member, message):
        if message == "?":
            member.tell(f"{len(self.members)} here")
        else:
            self.tell(picture(message))


room = Room()


@api.route("/pictures", websocket=True)
async def pictures(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/pictures")
    api.run(address="127.0.0.1")
