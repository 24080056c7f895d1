"""The one file that the reader may have edited, and errors explained by its lines."""

import importlib.abc
import importlib.machinery
import linecache
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from live import conversation
from live.in_page.explain import explain


class Edited(importlib.abc.MetaPathFinder, importlib.abc.SourceLoader):  # type: ignore[misc]
    """Finds a step's module in the reader's source, and leaves its file alone."""

    def __init__(self) -> None:
        self.module = ""
        self.file = Path()
        self.source = ""

    def replace(self, step: str, source: str) -> None:
        """Let this source stand in for the file of a step, and for no other."""
        if self not in sys.meta_path:
            sys.meta_path.insert(0, self)
        self.drop()
        self.module = f"tutorial_code.{step.replace('/', '.')}"
        self.file = conversation.TUTORIAL / f"{step}.py"
        self.source = source
        # A traceback shows the lines of this source; no time of change: it is never read again.
        lines = source.splitlines(keepends=True)
        linecache.cache[str(self.file)] = (len(source), None, lines, str(self.file))

    def drop(self) -> None:
        """Let every module come from its file."""
        linecache.cache.pop(str(self.file), None)
        self.module = ""

    def explain(self, error: BaseException) -> dict[str, Any]:
        """An error for a reader: ``message``, ``line`` of this file, ``trace``."""
        return explain(error, self.file)

    # What the import system asks

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.module:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, origin=str(self.file))

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = str(self.file)
        super().exec_module(module)

    def get_filename(self, fullname: str) -> str:
        return str(self.file)

    def get_data(self, path: str) -> bytes:
        return self.source.encode("utf-8", "surrogatepass")
