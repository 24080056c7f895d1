"""``websockets.broadcast``, as its chapter "Broadcasting" ends, on the event loop of the others."""

import os

import uvloop
from websockets.asyncio.server import broadcast, serve

CONNECTIONS = set()


async def handler(websocket):
    CONNECTIONS.add(websocket)
    try:
        async for message in websocket:
            broadcast(CONNECTIONS, message)
    finally:
        CONNECTIONS.remove(websocket)


async def main():
    async with serve(handler, "127.0.0.1", int(os.environ["PORT"])) as server:
        print(f"running on 127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
        await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main())
