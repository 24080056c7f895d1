"""``make learn``: checks the exercise that the reader works at, at each save."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from watchfiles import awatch

from live import exercises
from live.exercises import Verdict
from live.learn_view import View
from live.workbook import Workbook

FOLDER = Path(os.environ.get("EXERCISES") or "exercises").expanduser()
LONGEST = 20.0
"""Seconds that a check may take before its program is ended; a right one takes less than one."""
SAVED = "saved"


class Learner:
    """The reader's work: one exercise after the other, or only one."""

    def __init__(self, book: Workbook, view: View, only: str = "") -> None:
        self.book, self.view, self.only = book, view, only
        self.name = only or book.current()
        self.heard: asyncio.Queue[str] = asyncio.Queue()
        """What the reader does: a save, or a key."""

    async def work(self) -> None:
        """Until all is solved, or the reader quits."""
        while self.name:
            self.given = 0  # hints
            self.view.task(self.name, self.book)
            if not await self.solve() or self.only:
                return
            self.name = self.book.following(self.name)
        self.view.say("All exercises are solved. What you have built is a chat of your own.")

    async def solve(self) -> bool:
        """Work at one exercise until it is solved or skipped; False if the reader quits."""
        did = SAVED
        while True:
            if did == SAVED:
                self.view.say("Checking ...")
                found = await check(self.name, self.book.file(self.name))
                self.book.remember(self.name, found.passed)
                self.view.verdict(found, self.book)
                if found.passed:
                    return True
                self.view.keys()
            elif did == "h":
                self.hint()
            elif did == "n" and not self.only:
                return True
            elif did == "q":
                return False
            did = await self.heard.get()

    def hint(self) -> None:
        """Show the next hint."""
        hints = exercises.hints(self.name)
        self.view.hint(hints, self.given, self.name)
        self.given += 1

    async def watch(self) -> None:
        """Hear of each save of the file that the reader works at."""
        async for changes in awatch(self.book.folder):
            if self.is_mine({path for _, path in changes}):
                self.heard.put_nowait(SAVED)

    def is_mine(self, paths: set[str]) -> bool:
        """Whether the file that the reader works at is among these."""
        return os.path.realpath(self.book.file(self.name)) in map(os.path.realpath, paths)


async def check(name: str, file: Path) -> Verdict:
    """Check a file in a process of its own, which may do whatever it does."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "live.exercises", name, str(file)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,  # so that Ctrl-C reaches this process alone
    )
    try:
        async with asyncio.timeout(LONGEST):
            told, said = await child.communicate()
        return Verdict(**json.loads(told))
    except TimeoutError:
        return Verdict(
            False,
            f"The program gave no sign of life for {LONGEST:g} s. "
            "Is there a loop in it that never awaits, or a call that blocks, as time.sleep does?",
        )
    except ValueError:
        return Verdict(False, "The program ended the check.", trace=said.decode(errors="replace"))
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        await child.wait()


@contextlib.contextmanager
def keys(heard: "asyncio.Queue[str]") -> Iterator[None]:
    """Hear each key at once from a terminal, and what is piped as it comes; or nothing at all."""
    loop, stdin = asyncio.get_running_loop(), sys.stdin.fileno()

    def read() -> None:
        pressed = os.read(stdin, 1024).decode(errors="replace")
        if not pressed:
            loop.remove_reader(stdin)
        for key in pressed:
            heard.put_nowait(key.lower())

    with contextlib.ExitStack() as stack:
        if os.isatty(stdin):
            import termios
            import tty

            before = termios.tcgetattr(stdin)
            stack.callback(termios.tcsetattr, stdin, termios.TCSADRAIN, before)
            tty.setcbreak(stdin)
        try:
            loop.add_reader(stdin, read)
            stack.callback(loop.remove_reader, stdin)
        except PermissionError:
            pass  # a file or /dev/null: nobody presses anything
        yield


async def main(only: str = "") -> None:
    """Work until the end, or until Ctrl-C."""
    book, view = Workbook(FOLDER), View()
    if only and only not in book.names:
        sys.exit(f"There is no exercise {only!r}. The first is {book.names[0]}.")
    try:
        book.open()
    except (OSError, ValueError) as error:
        sys.exit(str(error))
    learner = Learner(book, view, only)
    stop = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    with keys(learner.heard):
        tasks = [asyncio.create_task(job) for job in (learner.work(), learner.watch(), stop.wait())]
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()  # what went wrong is not swallowed
    view.say(f"Your work is in {FOLDER}/.")


if __name__ == "__main__":
    try:
        asyncio.run(main(*sys.argv[1:2]))
    except BrokenPipeError:
        sys.exit(1)  # nobody reads any more
