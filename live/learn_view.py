"""What ``make learn`` shows: in colour on a terminal, plain if it is piped or NO_COLOR is set."""

import re
import textwrap
from pathlib import Path

from rich.console import Console
from rich.text import Text

from live import exercises
from live.exercises import Verdict
from live.workbook import Workbook

BAR = 24
"""Characters of the bar of progress."""


class Pipe(Console):
    """A console whose reader may go before the end, as ``head`` does."""

    def on_broken_pipe(self) -> None:
        """Raise BrokenPipeError; SystemExit is no exception for a task to raise."""
        try:
            super().on_broken_pipe()
        except SystemExit:
            raise BrokenPipeError from None


class View:
    """Words on the terminal."""

    def __init__(self) -> None:
        self.console = Pipe(highlight=False)

    def task(self, name: str, book: Workbook) -> None:
        """An exercise, with all that is needed to begin."""
        number = book.names.index(name) + 1
        self.console.print()
        self.console.rule(f"[bold]Exercise {number} of {len(book.names)}: {name}", align="left")
        self.console.print()
        self.console.print(marked(exercises.docstring(exercises.folder(name) / "exercise.py")))
        self.console.print()
        file = book.file(name)
        self.console.print(Text("Edit  "), Text(str(file), "bold"), sep="", soft_wrap=True)
        self.console.print(Text("Run   "), Text(command(file), "bold"), sep="", soft_wrap=True)

    def verdict(self, found: Verdict, book: Workbook) -> None:
        """What a check found."""
        if found.passed:
            self.console.print(Text("Solved.", "bold green"), Text(bar(book)))
            return
        self.console.print()
        words = f"{found.expected}, but {found.came}." if found.expected else found.message
        self.console.print(Text.assemble(("Not yet. ", "bold red"), marked(words)))
        if found.because:
            self.console.print(marked(found.because))
        self.details("What happened before", "\n".join(f"{step}." for step in found.story))
        self.details("What crossed the wire", found.wire)
        self.details("What the program said", found.trace)

    def details(self, title: str, text: str) -> None:
        """A part that not everybody reads."""
        if text:
            self.console.print()
            self.console.print(Text(title, "dim"))
            self.console.print(Text(textwrap.indent(text.rstrip(), "  ")), soft_wrap=True)

    def hint(self, hints: list[str], number: int, name: str) -> None:
        """A hint, or where the solution is when there are no more."""
        self.console.print()
        if number < len(hints):
            title = (f"Hint {number + 1} of {len(hints)}. ", "bold yellow")
            self.console.print(Text.assemble(title, marked(hints[number])))
        else:
            self.say(f"That was the last hint. A solution: tutorial_code/{name}/solution.py")

    def keys(self) -> None:
        """What the reader can do now."""
        self.console.print()
        self.say("Save the file to check it again. Keys: h hint, n next, q quit.")

    def say(self, text: str) -> None:
        """A line."""
        self.console.print(Text(text, "dim"), soft_wrap=True)


def marked(text: str) -> Text:
    """A text in which ``code`` stands out; its paragraphs fit the terminal, whatever they were."""
    joined = re.sub(r"(?<!\n)\n(?![\n *-])", " ", text)
    told = Text(re.sub(r"``(.+?)``", r"`\1`", joined, flags=re.DOTALL))
    told.highlight_regex(r"`.+?`", "cyan")
    return told


def bar(book: Workbook) -> str:
    """How much is solved."""
    done, of = len(book.names) - len(book.unsolved()), len(book.names)
    full = BAR * done // max(1, of)
    return f"[{'#' * full}{'.' * (BAR - full)}] {done} of {of}"


def command(file: Path) -> str:
    """How a program is run by itself, from the folder of this tutorial."""
    if file.is_absolute():
        return f"PYTHONPATH=. .venv/bin/python {file}"
    return f".venv/bin/python -m {'.'.join(file.with_suffix('').parts)}"
