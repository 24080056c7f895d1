"""A room that numbers what is said and keeps the last five: the beginning of an exercise."""

from collections import deque

from tutorial_code.ch03_chat import room as plain
from tutorial_code.ch04_formats.step5_kinds import texts
from tutorial_code.ch09_slow_clients.step3_speaker import Isolated


class Feed(Isolated, plain.Room):
    def __init__(self):
        super().__init__()
        self.count, self.kept = 0, deque(maxlen=5)

    def messages(self, member):
        return texts(member.ws)

    async def read(self, member):
        last = member.ws.query_params.get("last", "")
        if last.isdecimal():
            self.tell_missed(member, int(last))
        self.join(member)
        await super().read(member)

    async def hear(self, member, message):
        self.count += 1
        self.kept.append({"id": self.count, "text": message})
        self.tell(self.kept[-1])
