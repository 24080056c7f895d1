"""Ann says hi, and asks in a ping frame whether anybody is there: which answer comes first?"""

import asyncio


async def talk(connect):
    async with connect("/chat") as ann:
        await ann.send("hi")
        pong = await ann.ping(b"?")
        text = asyncio.create_task(ann.recv())
        done, _ = await asyncio.wait([pong, text], return_when=asyncio.FIRST_COMPLETED)
        first = "text" if text in done else "pong"
        assert await text == "hi"
        await pong
        return f"the {first}"
