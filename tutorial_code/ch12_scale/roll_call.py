"""Let sixty members join a room, let one of them speak, and see who hears it."""

import asyncio
from contextlib import AsyncExitStack

from websockets.asyncio.client import connect

ADDRESS = "ws://127.0.0.1:5042/chat"
MEMBERS = 60
WORD = "Is everybody here?"


async def hears(member):
    try:
        async with asyncio.timeout(2):
            while WORD not in await member.recv():
                pass
    except TimeoutError:
        return False
    return True


async def call():
    async with AsyncExitStack() as room:
        joining = [connect(f"{ADDRESS}?name=m{n}", max_queue=None) for n in range(MEMBERS)]
        members = await asyncio.gather(*map(room.enter_async_context, joining))
        await asyncio.sleep(1)  # some are still coming in
        speaker, *_ = members
        await speaker.send(WORD)
        heard = await asyncio.gather(*map(hears, members))
        print(
            len(members),
            "members, and",
            "all of them heard it" if all(heard) else "not all heard it",
        )


if __name__ == "__main__":
    asyncio.run(call())
