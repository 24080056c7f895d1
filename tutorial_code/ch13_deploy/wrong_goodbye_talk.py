"""Ann does not read; Ben hears that the server goes only after she is lost."""

import asyncio

from tutorial_code.ch10_security.post import post
from tutorial_code.ch13_deploy.step2_goodbye_talk import told


async def talk(connect, open_connection):
    ann = await connect("/pictures", max_size=None)
    ann.transport.pause_reading()
    ben = await connect("/pictures", max_size=None)
    for word in ("one", "two"):
        await ben.send(word)
        assert (await ben.recv()).startswith(f"{word}#")
    drained = asyncio.create_task(post(open_connection, "/drain"))
    await (await ben.ping(b"hi"))  # the server lives, and Ben has heard of nothing
    ann.transport.abort()
    await told(ben)
    await drained
