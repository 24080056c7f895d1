"""Ben shows a picture to Ann, who does not read; then somebody asks for the numbers."""

from tutorial_code.ch13_deploy.get import get


async def talk(connect, open_connection):
    ann = await connect("/pictures", max_size=None)
    ann.transport.pause_reading()
    async with connect("/pictures", max_size=None) as ben:
        for word in ("one", "two", "three"):
            await ben.send(word)
            assert (await ben.recv()).startswith(f"{word}#")
        numbers = await read(open_connection)
        assert numbers["joined_total"] == numbers["members"] == 2
        assert numbers["messages_total"] == 3
        assert numbers["outbox_bytes"] == 8_000_000  # the third; the others are on their way
        await ben.send("four")
        assert (await ben.recv()).startswith("four#")
        await ben.send("?")
        assert await ben.recv() == "1 here"
        numbers = await read(open_connection)
        assert (numbers["members"], numbers["too_slow_total"]) == (1, 1)
    ann.transport.abort()
    await ann.wait_closed()


async def read(open_connection):
    """The numbers of the server, by name."""
    status, text = await get(open_connection, "/metrics")
    assert status == 200
    lines = [line.split() for line in text.splitlines() if not line.startswith("#")]
    return {name.removeprefix("chat_"): float(number) for name, number in lines}
