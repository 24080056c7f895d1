"""The server in the page, in Chromium: boots from a static host and serves what a step says."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import psutil
import pytest

from live import conversation
from live.pages import page_packages, runtime
from tests.browser.static_site import serve_folder
from tests.processes import ROOT

pytestmark = pytest.mark.browser

STEP = "ch02_echo/step1_echo"
HEAD = "import asyncio, responder\napi = responder.API(sessions=False)\n"
ROUTE = '@api.route("/ws", websocket=True)\nasync def serve(ws):\n'

HELPERS = """
async base => {
  const { startRuntime } = await import(`${base}/runtime.mjs`);
  const told = [], changed = new EventTarget();
  window.told = told;
  window.start = () => {
    window.runtime = startRuntime({ onMessage: (message) => {
      told.push(message);
      changed.dispatchEvent(new Event("told"));
    } });
    return runtime.ready;
  };
  // The first message of which all this is true; it may yet have to come.
  window.until = async (test) => {
    for (;;) {
      const found = told.find(test);
      if (found) return found;
      await new Promise((resolve) => changed.addEventListener("told", resolve, { once: true }));
    }
  };
  window.once = (target, type) => new Promise((resolve) => {
    target.addEventListener(type, resolve, { once: true });
  });
  window.socket = (path = "/ws", lane = "A", protocols = []) => {
    const PageSocket = runtime.socketClass(lane, { base: "http://127.0.0.1:5042/" });
    const ws = new PageSocket(path, protocols);
    ws.binaryType = "arraybuffer";
    return ws;
  };
  window.opened = async (...options) => {
    const ws = socket(...options);
    await once(ws, "open");
    return ws;
  };
}
"""


def program(*lines: str, before: str = HEAD) -> str:
    """A server whose handler of ``/ws`` has these lines."""
    return before + ROUTE + "".join(f"    {line}\n" for line in lines)


ECHO = program("await ws.accept()", "async for m in ws.iter_text():", "    await ws.send_text(m)")


def source_of(step: str) -> str:
    return (conversation.TUTORIAL / f"{step}.py").read_text("utf-8")


@pytest.fixture(scope="session")
def base() -> Iterator[str]:
    """Where the runtime's files are."""
    runtime.main()
    with serve_folder(runtime.TARGET) as address:
        yield address


@pytest.fixture
async def blank(page: Any, base: str) -> AsyncIterator[Any]:
    """A page with nothing but the helpers; whatever stands on its console fails the test."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    await page.goto(f"{base}/blank")
    await page.evaluate(HELPERS, base)
    yield page
    assert said == []


@pytest.fixture
async def booted(blank: Any) -> Any:
    """A page in which the interpreter is there."""
    await blank.evaluate("start()")
    return blank


async def run(page: Any, source: str, step: str = STEP) -> Any:
    return await page.evaluate("([step, source]) => runtime.run(step, source)", [step, source])


# Booting


async def test_it_boots_from_its_own_site_and_tells_how_far_it_is(blank, base):
    requests: list[Any] = []
    blank.context.on("request", lambda request: requests.append(request))
    await blank.evaluate("start()")
    assert await run(blank, source_of(STEP)) == {"ok": True}
    progress = await blank.evaluate('told.filter((message) => message.type === "progress")')
    done = [message["done"] for message in progress]
    total = progress[0]["total"]
    assert done == sorted(done)
    assert done[-1] == total
    assert {message["total"] for message in progress} == {total}
    assert len({message["done"] for message in progress}) > 5
    assert requests
    for request in requests:
        assert request.url.startswith(f"{base}/")
        assert request.post_data is None
    names = [re.sub(r".*/|-\w+(?=\.json)", "", request.url) for request in requests]
    assert sorted(set(names)) == [
        "empty.zip", "pyodide.asm.mjs", "pyodide.asm.wasm", "pyodide.mjs", "snapshot.gz",
        "tutorial.json", "worker.mjs", "worker_files.mjs",
    ]  # fmt: skip
    sizes = {
        file.name: file.stat().st_size
        for file in runtime.TARGET.rglob("*")
        if file.name in ("snapshot.gz", "pyodide.asm.mjs", "pyodide.asm.wasm")
    }
    assert total == sum(sizes.values())


async def test_what_is_asked_while_it_boots_waits_for_it(blank):
    got = await blank.evaluate(
        """async (source) => {
          start();
          const ran = await runtime.run("ch02_echo/step1_echo", source);
          const ws = await opened();
          ws.send("hello");
          return [ran, (await once(ws, "message")).data];
        }""",
        source_of(STEP),
    )
    assert got == [{"ok": True}, "Echo: hello"]


async def test_what_the_server_lacks_is_said_in_words(blank, base):
    await blank.route("**/snapshot.gz", lambda route: route.fulfill(status=404))
    said = await blank.evaluate("start().catch((error) => error.message)")
    assert "snapshot.gz should be there, but the answer is 404" in said
    assert (await blank.evaluate("told.at(-1)"))["type"] == "broken"


def test_the_page_runs_the_versions_that_the_tests_run(base):
    text = (runtime.TARGET / "about.mjs").read_text("utf-8")
    about = json.loads(text[text.index("{\n") : text.rindex(";")])
    versions = about["versions"]
    modules = json.loads((runtime.BROWSER / "package-lock.json").read_text("utf-8"))["packages"]
    assert versions.pop("pyodide") == modules["node_modules/pyodide"]["version"]
    locked = page_packages.locked()
    assert versions == {name: locked.get(name) for name in versions}
    assert {"responder", "starlette", "uvicorn", "websockets", "pydantic-core"} <= versions.keys()


def test_another_version_than_the_locked_one_is_refused(monkeypatch):
    locked = page_packages.locked()
    monkeypatch.setattr(page_packages, "locked", lambda: locked | {"starlette": "0.1"})
    with pytest.raises(SystemExit, match="locks starlette"):
        page_packages.closure("3.14.2")


def test_no_file_names_this_machine(base):
    import gzip

    for file in runtime.TARGET.rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            data = gzip.decompress(data) if file.suffix == ".gz" else data
            assert str(ROOT).encode() not in data, file


# Conversations


@pytest.mark.proof
async def test_every_step_holds_its_own_conversation(booted, full):
    """With the client in the page, too; the short form takes every sixth.

    With the client outside the page, all are in test_conversations.py.
    """
    differ = {}
    for step in conversation.steps()[:: 1 if full else 6]:
        ran = await run(booted, source_of(step), step)
        assert ran == {"ok": True}, step
        talked = await booted.evaluate("(step) => runtime.talk(step)", step)
        raw = conversation.is_raw(conversation.load_talk(step))
        expected = await conversation.hold_in_process(step)
        if not talked["ok"] or (talked["text"] != expected.as_text() and not raw):
            differ[step] = talked
    assert not differ


async def test_a_message_comes_back_as_it_was(booted):
    await run(
        booted,
        program(
            "await ws.accept(subprotocol='b')", "while True:", "    m = await ws.receive()",
            "    if m['type'] == 'websocket.disconnect': break",
            "    if m.get('text') is not None: await ws.send_text(m['text'])",
            "    else: await ws.send_bytes(m['bytes'])",
        ),
    )  # fmt: skip
    got = await booted.evaluate("""async () => {
      const ws = await opened("/ws", "A", ["a", "b"]);
      const got = [ws.protocol];
      const bytes = new Uint8Array(1_000_000).map((_, index) => index % 251);
      for (const data of ["grüß 🐍 \\0", "", bytes, bytes.buffer, new Blob([bytes])]) {
        ws.send(data);
        const back = (await once(ws, "message")).data;
        if (typeof back === "string") got.push(back);
        else if (new Uint8Array(back).some((byte, n) => byte !== bytes[n])) got.push("changed");
        else got.push(back.byteLength);
      }
      ws.send(new Uint8Array());
      got.push((await once(ws, "message")).data.byteLength, ws.bufferedAmount);
      ws.close(3000, "bye");
      const { code, reason, wasClean } = await once(ws, "close");
      return [...got, code, reason, wasClean];
    }""")
    assert got == ["b", "grüß 🐍 \0", "", 1000000, 1000000, 1000000, 0, 0, 3000, "bye", True]


async def test_the_server_waits_for_a_frozen_client_and_one_that_vanishes_is_gone(booted):
    await run(
        booted,
        program(
            "await ws.accept()",
            "await ws.receive_text()",
            "for n in range(60): await ws.send_text('x' * 20_000)",
            "print('all sent')",
            "print((await ws.receive())['code'])",
        ),
    )
    got = await booted.evaluate("""async () => {
      const ws = await opened();
      let messages = 0;
      ws.onmessage = () => messages++;
      runtime.freeze("A", true);
      ws.send("go");
      const full = await until(({ event }) => event?.kind === "waiting" && event.size > 300_000);
      const seen = [messages, told.some(({ text }) => text === "all sent\\n")];
      runtime.freeze("A", false);
      await until(({ text }) => text === "all sent\\n");
      runtime.drop("A");
      const { code, wasClean } = await once(ws, "close");
      await until(({ type, text }) => type === "print" && /^100[56]\\n$/.test(text));
      return [full.event.lane, ...seen, code, wasClean];
    }""")
    assert got == ["A", 0, False, 1006, False]


async def test_files_come_over_http(booted):
    step = "ch05_browser/step2_static"
    await run(booted, source_of(step), step)
    got = await booted.evaluate("""async () => {
      const index = await runtime.fetch("/");
      const script = await runtime.fetch("/static/chat.js?a=ä b");
      const moved = await runtime.fetch("/static/index.html");
      return [index.type, new TextDecoder().decode(script.body), moved.status, moved.location];
    }""")
    assert got[0].startswith("text/html")
    assert got[1] == (conversation.TUTORIAL / "ch05_browser/static/chat.js").read_text("utf-8")
    assert (got[2] // 100, got[3]) == (3, "..")


# What needs a word


@pytest.mark.parametrize(
    ("source", "message", "line"),
    [
        (HEAD + "def\n", "SyntaxError: invalid syntax", 3),
        (HEAD + "1 / 0\n", "ZeroDivisionError: division by zero", 3),
        ("x = 1\n", "This file has no `api`. A server begins with: api = responder.API()", None),
        ("import numpy\n", "ModuleNotFoundError: No module named 'numpy'. In the page there", 1),
        (HEAD + "raise SystemExit(3)\n", "SystemExit: 3. The file ended the program", 3),
        (
            "import threading\n" + HEAD + "threading.Thread(target=print).start()\n",
            "RuntimeError: can't start new thread. A page has no threads: use asyncio, or run",
            4,
        ),
    ],
)
async def test_a_program_that_does_not_run_says_why_and_where(booted, source, message, line):
    told = await run(booted, source)
    assert told["message"].startswith(message)
    assert (told["ok"], told["line"]) == (False, line)
    assert await run(booted, source_of(STEP)) == {"ok": True}


async def test_a_thread_in_a_handler_is_missed_in_words(booted):
    await run(
        booted,
        program("await ws.accept()", "import threading", "threading.Thread(target=print).start()"),
    )
    got = await booted.evaluate("""async () => {
      const ws = socket();
      const { code } = await once(ws, "close");
      return [code, await until(({ level }) => level === "ERROR")];
    }""")
    assert got[0] == 1011
    assert "A page has no threads" in got[1]["message"]
    assert got[1]["line"] == 7


async def test_what_would_go_to_a_thread_runs_all_the_same(booted):
    hook = "@api.before_request(websocket=True)\ndef hook(ws):\n    print('hooked')\n"
    lines = ["await ws.accept()", "await ws.send_text(await asyncio.to_thread(lambda: 'done'))"]
    await run(booted, program(*lines, before=HEAD + hook))
    assert await booted.evaluate('once(socket(), "message").then(({ data }) => data)') == "done"
    assert await booted.evaluate("told.some(({ text }) => text === 'hooked\\n')")


LIBRARIES = """
import colorsys, pydantic, sqlite3
import msgpack
class Room(pydantic.BaseModel):
    size: int
async def answer(ws):
    room = Room.model_validate_json('{"size": "3"}')
    return f'{room.size} {msgpack.unpackb(msgpack.packb([1]))} {colorsys.rgb_to_hls(1, 0, 0)[1]}'
"""


async def test_the_rest_of_the_libraries_comes_when_it_is_imported(booted):
    ran = await run(booted, program("await ws.accept()", "await ws.send_text(await answer(ws))",
                                    before=HEAD + LIBRARIES.replace(", sqlite3", "")))  # fmt: skip
    assert ran == {"ok": True}
    assert (
        await booted.evaluate('once(socket(), "message").then(({ data }) => data)') == "3 [1] 0.5"
    )
    assert await booted.evaluate("told.some(({ what }) => what === 'rest.zip')")


async def test_a_typed_parameter_brings_pydantic(booted):
    typed = '@api.route("/ws/{room}", websocket=True)\nasync def serve(ws, *, room: int):\n'
    source = HEAD + typed + "    await ws.accept()\n    await ws.send_text(repr(room))\n"
    await run(booted, source)
    data = 'once(socket("/ws/7"), "message").then(({ data }) => data)'
    assert await booted.evaluate(data) in ("7", "'7'")


async def test_a_program_that_ends_itself_later_is_stopped_and_said(booted):
    await run(booted, program("await ws.accept()", "asyncio.get_running_loop().call_soon(exit, 3)",
                              "await ws.receive()"))  # fmt: skip
    told = await booted.evaluate("""async () => {
      await once(socket(), "close");
      return until(({ level }) => level === "CRITICAL");
    }""")
    assert told["message"].startswith("SystemExit: 3")
    assert await run(booted, source_of(STEP)) == {"ok": True}


# Ending


@pytest.mark.parametrize(
    "line",
    [
        "while True: pass",
        "while True: print('more')",
        "x = []\n    while True: x.append(bytearray(10_000_000))",
        "while True: await asyncio.sleep(0)",
        "while True: await ws.send_text('flood' * 100)",
    ],
)
async def test_whatever_the_server_does_the_page_ends_it_at_once(booted, line):
    await run(booted, program("await ws.accept()", "print('here')", line))
    asked = await booted.evaluate("""async () => {
      socket();
      await until(({ text }) => text?.startsWith("here"));
      const asked = runtime.fetch("/").then(() => "answered", (error) => error.message);
      const before = performance.now();
      runtime.terminate();
      if (performance.now() - before > 100) throw new Error("it took long to end");
      return asked;
    }""")
    assert asked == "The runtime was stopped."
    await booted.evaluate("start()")
    assert await run(booted, source_of(STEP)) == {"ok": True}


async def test_a_program_that_prints_without_end_does_not_drown_the_page(booted):
    source = HEAD + "for n in range(50_000): print(n)\n"
    assert await run(booted, source) == {"ok": True}
    printed = await booted.evaluate(
        "told.filter(({ type }) => type === 'print').map((m) => m.text)"
    )
    assert len(printed) <= 10_000
    assert printed[-1] == "... and more, which is not shown\n"


async def test_the_server_waits_for_a_page_that_is_slow_to_hear(booted):
    """What the page has not heard of yet is bounded, however much the server says."""
    await run(booted, program("await ws.accept()", "while True: await ws.send_text('x')"))
    most = await booted.evaluate("""async () => {
      const ws = await opened();
      const steps = [];
      for (let round = 0; round < 3; round++) {
        const end = performance.now() + 300;
        while (performance.now() < end); // the page is busy
        const before = told.length;
        await once(ws, "message");
        await until(() => true);
        await new Promise((resolve) => setTimeout(resolve));
        steps.push(told.length - before);
      }
      return Math.max(...steps);
    }""")
    assert most < 20_000


@pytest.mark.proof
async def test_booting_and_stopping_leaves_nothing_behind(blank, full):
    """The memory of the process that draws the page, after the second boot and after the last.

    A stopped worker's memory goes back to the system a little later, so there is time for it.
    """
    mine = await renderer(blank)
    memory: list[int] = []
    for _ in range(20 if full else 6):
        await blank.evaluate("start()")
        await run(blank, source_of(STEP))
        await blank.evaluate("opened().then(() => runtime.terminate())")
        memory.append(await settled(mine, memory[1] * 1.1 if len(memory) > 1 else None))
    assert memory[-1] < memory[1] * 1.1


async def renderer(page: Any) -> psutil.Process:
    """The process that draws a page: the one that works when it is made to."""
    session = await page.context.browser.new_browser_cdp_session()
    info = await session.send("SystemInfo.getProcessInfo")
    before = {each["id"]: each["cpuTime"] for each in info["processInfo"]}
    await page.evaluate("for (const end = performance.now() + 300; performance.now() < end;);")
    info = await session.send("SystemInfo.getProcessInfo")
    await session.detach()
    worked = {
        each["id"]: each["cpuTime"] - before.get(each["id"], 0)
        for each in info["processInfo"]
        if each["type"] == "renderer"
    }
    return psutil.Process(max(worked, key=lambda pid: worked[pid]))


async def settled(process: psutil.Process, limit: float | None) -> int:
    """The resident memory of a process: once it is below the limit, or after ten seconds."""
    for _ in range(100):
        if limit is None or process.memory_info().rss < limit:
            break
        await asyncio.sleep(0.1)
    return int(process.memory_info().rss)
