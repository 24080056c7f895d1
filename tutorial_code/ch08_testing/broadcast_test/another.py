"""Write the test of a room: each speaks once, all records are compared, then one vanishes."""

import asyncio

from tutorial_code.ch08_testing.broadcast_test.servers import api


async def hears(member, number):
    return [await member.recv() for _ in range(number)]


async def talk(connect):
    members = [await connect("/chat") for _ in range(4)]
    async with asyncio.timeout(0.4):
        for number, member in enumerate(members):
            await member.send(str(number))
            heard = await asyncio.gather(*(hears(one, 1) for one in members))
            assert heard == [[str(number)]] * 4
        await members.pop().close()
        for member in members:
            await member.send("still here")
        assert [await hears(one, 3) for one in members] == [["still here"] * 3] * 3


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/right/chat")
    api.run(address="127.0.0.1")
