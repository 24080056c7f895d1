"""Ben says goodbye and leaves, Ann answers and stays: with which code does her connection end?"""


async def talk(connect):
    async with connect("/chat") as ann:
        async with connect("/chat") as ben:
            await ben.send("bye, Ann")
            assert await ann.recv() == await ben.recv() == "bye, Ann"
        await ann.send("bye, Ben")
        assert await ann.recv() == "bye, Ben"
        await ann.wait_closed()
        return str(ann.close_code)
