"""The second visitor makes it full, a leaver makes room, and in the end the server goes."""

from tutorial_code.ch10_security.post import post
from tutorial_code.ch13_deploy.get import get
from tutorial_code.ch13_deploy.step2_goodbye_talk import told


async def talk(connect, open_connection):
    assert await get(open_connection, "/ready") == (200, "ready")
    ann = await connect("/pictures")
    async with connect("/pictures") as ben:
        await ben.send("?")
        assert await ben.recv() == "2 here"
        assert await get(open_connection, "/ready") == (503, "full")
        assert await get(open_connection, "/live") == (200, "alive")
    await ann.send("?")
    assert await ann.recv() == "1 here"
    assert await get(open_connection, "/ready") == (200, "ready")
    await post(open_connection, "/drain")
    await told(ann)
    assert await get(open_connection, "/ready") == (503, "going")
    assert await get(open_connection, "/live") == (200, "alive")
