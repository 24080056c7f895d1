"""A real Redis for a test: started, killed and started again with what it wrote to its disk."""

import contextlib
import signal
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

from tests.processes import Program, run


class RedisServer:
    """A redis-server that writes each command to a file (AOF); ``url`` leads to it.

    It listens on a socket in its folder, so it never meets another's port. What is killed and
    started again has read its file before ``start`` returns.
    """

    program: Program

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = folder / "redis.sock"
        self.url = f"unix://{self.socket}"
        self.running = AsyncExitStack()

    async def start(self, **settings: str) -> None:
        """Start it; ``settings`` are those of its configuration, with _ for -."""
        wanted = {
            "port": "0",
            "unixsocket": str(self.socket),
            "dir": str(self.folder),
            "appendonly": "yes",
            "save": "",
            "set-proc-title": "no",  # which would overwrite what says that a test started it
        } | {name.replace("_", "-"): value for name, value in settings.items()}
        words = [word for name, value in wanted.items() for word in (f"--{name}", value)]
        self.program = await self.running.enter_async_context(run("redis-server", *words))
        await self.program.says("now ready to accept connections|Ready to accept connections")

    async def kill(self) -> None:
        """Kill it, as ``kill -9`` does."""
        await self.program.stop(signal.SIGKILL)


@contextlib.asynccontextmanager
async def redis_server(**settings: str) -> AsyncIterator[RedisServer]:
    """A running Redis in a folder of its own; at the end both are gone."""
    with tempfile.TemporaryDirectory(prefix="redis-") as folder:
        server = RedisServer(Path(folder))
        async with server.running:
            await server.start(**settings)
            yield server
