"""Ann offers to compress, which is declined; 64 KiB come back to her, and a byte more does not."""

from websockets.exceptions import ConnectionClosed


async def talk(connect):
    async with connect("/chat", compression="deflate") as ann:
        assert ann.protocol.extensions == []
        longest = "x" * 65_536
        await ann.send(longest)
        assert await ann.recv() == longest
        await ann.send(longest + "x")
        try:
            raise AssertionError(f"it was heard: {await ann.recv()}")
        except ConnectionClosed as end:
            assert end.rcvd.code == 1009
