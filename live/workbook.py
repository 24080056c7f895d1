"""The reader's own folder: a copy of each starter, and what is solved; no file of ours changes."""

import json
import shutil
from pathlib import Path

from live import exercises


class Workbook:
    """A folder with a file ``<chapter>/<exercise>.py`` for each exercise.

    ``progress.json`` in it says which are solved, as the file does that a page exports.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names = exercises.exercises()
        self.note = folder / "progress.json"
        self.solved: list[str] = []
        self.last = ""

    def open(self) -> None:
        """Copy each starter that is not there, and read what is solved.

        ValueError if ``progress.json`` is not what Export or this class wrote.
        """
        for name in self.names:
            file = self.file(name)
            if not file.exists():
                file.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(exercises.folder(name) / "exercise.py", file)
        if self.note.exists():
            try:
                told = json.loads(self.note.read_text("utf-8"))
                self.solved, self.last = list(map(str, told["solved"])), str(told.get("last", ""))
            except (ValueError, KeyError, TypeError, AttributeError):
                raise ValueError(
                    f'{self.note} should hold {{"solved": [...], "last": "..."}}: '
                    "mend it, or delete it to begin anew"
                ) from None

    def file(self, name: str) -> Path:
        """The reader's program for an exercise."""
        return self.folder / f"{name}.py"

    def remember(self, name: str, passed: bool) -> None:
        """Take note that an exercise was tried."""
        self.last = name
        if passed and name not in self.solved:
            self.solved.append(name)
        told = {"solved": self.solved, "last": self.last}
        self.note.write_text(json.dumps(told, indent=1) + "\n", "utf-8")

    def unsolved(self) -> list[str]:
        """What is left, in order."""
        return [name for name in self.names if name not in self.solved]

    def following(self, name: str) -> str:
        """The next unsolved exercise after this one, from the beginning at the end; "" if none."""
        place = self.names.index(name) + 1 if name in self.names else 0
        left = set(self.unsolved())
        return next((each for each in self.names[place:] + self.names[:place] if each in left), "")

    def current(self) -> str:
        """Where the reader stopped: what was tried last, or else the next that is not solved."""
        return self.last if self.last in self.unsolved() else self.following(self.last)
