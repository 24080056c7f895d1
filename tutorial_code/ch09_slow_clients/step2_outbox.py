"""Bound what waits for a member in bytes too, and drop whoever reaches the bound, at once."""

import asyncio

import responder

from tutorial_code.ch03_chat import room as plain
from tutorial_code.ch09_slow_clients import wrong_messages
from tutorial_code.ch09_slow_clients.outbox import Bounded, encoded

api = responder.API(sessions=False)


class Member(Bounded, plain.Member):
    pass


class Prompt:
    async def catch_up(self):
        async with self.turn:
            await asyncio.sleep(0)  # the writers' turn, and nobody is waited for

    def tell(self, message, but=None):
        super().tell(encoded(message), but)  # once, and not for each member


class Room(Prompt, wrong_messages.Room):
    pass


room = Room()


@api.route("/pictures", websocket=True)
async def pictures(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/pictures")
    api.run(address="127.0.0.1")
