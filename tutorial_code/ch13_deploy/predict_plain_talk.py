"""A client talks; then a request comes as a proxy passes it on that keeps two headers to itself."""

from tutorial_code.ch13_deploy.get import get


async def talk(connect, open_connection):
    async with connect("/chat") as ws:
        await ws.send("hi")
        assert await ws.recv() == "hi"
    status, _ = await get(open_connection, "/chat")
    return f"HTTP {status}"
