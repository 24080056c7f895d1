"""Write the test of an echo: say everything first, then compare all that comes."""

import asyncio

from tutorial_code.ch08_testing.echo_test.servers import api


async def answers(ws, number):
    return [await asyncio.wait_for(ws.recv(), 0.3) for _ in range(number)]


async def talk(connect):
    ws = await connect("/ws")
    await ws.send("a")
    await ws.send("b")
    if await answers(ws, 2) != ["Echo: a", "Echo: b"]:
        raise ValueError("this is no echo")
    await ws.close()


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/right/ws")
    api.run(address="127.0.0.1")
