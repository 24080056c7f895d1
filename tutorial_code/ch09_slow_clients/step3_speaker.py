"""Slow down who speaks faster than it reads itself, or than others do, and nobody else."""

import asyncio
from contextlib import suppress

import responder

from tutorial_code.ch09_slow_clients import step2_outbox
from tutorial_code.ch09_slow_clients.outbox import encoded, size
from tutorial_code.ch09_slow_clients.step2_outbox import Member

PACE = 1024 * 1024  # bytes a second that one may say while somebody is behind
api = responder.API(sessions=False)


class Isolated(step2_outbox.Prompt):
    async def messages(self, member):
        async for message in super().messages(member):
            await member.queue.relief.wait()
            yield message
            others = [other for other in self.members if other is not member]
            behind = [other for other in others if not other.queue.relief.is_set()]
            if behind:  # what it says next has to wait
                await self.slow_down(size(encoded(message)) / PACE, behind)

    async def slow_down(self, seconds, behind):
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                for other in behind:
                    await other.queue.relief.wait()


class Room(Isolated, step2_outbox.Room):
    async def hear(self, member, message):
        self.tell(message)


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
