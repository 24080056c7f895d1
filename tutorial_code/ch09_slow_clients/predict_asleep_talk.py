"""Ann sleeps while Ben says a hundred short things: how many of them does she get to hear?"""

from websockets.exceptions import ConnectionClosed


async def talk(connect):
    async with connect("/chat") as ann, connect("/chat") as ben:
        ann.transport.pause_reading()
        for number in range(100):
            await ben.send(str(number))
            assert await ben.recv() == str(number)
        ann.transport.resume_reading()
        heard = 0
        try:
            while await ann.recv() != "99":
                heard += 1
        except ConnectionClosed:
            return str(heard)
        return str(heard + 1)
