"""A member whose connection the room can end: the goodbye waits its turn, as all else does."""

from tutorial_code.ch05_browser.resume import solution as resume


class Member(resume.Member):
    def end(self, code, reason):
        """Close the connection, once the member has got all that waits for it."""
        self.tell((code, reason))

    async def send(self, message):
        match message:
            case (code, reason):
                await self.ws.close(code, reason)
            case _:
                await super().send(message)
