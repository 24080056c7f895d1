"""The room of chapter 3 for users with a name and an allowance."""

from tutorial_code.ch03_chat import room
from tutorial_code.ch04_formats.step5_kinds import texts
from tutorial_code.ch10_security.audit import note
from tutorial_code.ch10_security.sessions import close


class Member(room.Member):
    """A connection of a user, which shares the user's allowance with the others of that user."""

    def __init__(self, ws, user, allowance):
        super().__init__(ws)
        self.name, self.allowance = user, allowance


class Room(room.Room):
    """What a member says reaches all, with its name; who says too much at once is put out."""

    async def read(self, member):
        self.join(member)
        await super().read(member)

    async def messages(self, member):
        async for text in texts(member.ws):
            if not member.allowance.take():
                note("too many messages", member.ws, member.name)
                await close(member.ws, 4429, "too many messages")
                break
            yield text

    async def hear(self, member, message):
        self.tell(f"{member.name}: {message}")
