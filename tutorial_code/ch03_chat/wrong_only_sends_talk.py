"""One visitor of three leaves; it is counted until something cannot be sent to it."""


async def talk(connect):
    async with connect("/count") as stays:
        assert await stays.recv() == "1 here"
        async with connect("/count") as leaves:
            for visitor in (stays, leaves):
                assert await visitor.recv() == "2 here"
        async with connect("/count") as comes:
            for visitor in (stays, comes):
                assert await visitor.recv() == "3 here"
                assert await visitor.recv() == "2 here"
