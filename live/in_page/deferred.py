"""What the memory snapshot leaves out is fetched when something imports it.

The snapshot holds what every step needs, and no file. pydantic can't be in it, for its core is
compiled: Responder takes two names from it and calls them only for typed parameters, so in the
snapshot they are stand-ins. A call of one, or the import of any module that the snapshot lacks,
fetches the rest of the packages first and makes way for the real thing.
"""

import importlib
import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

NAMES = {"pydantic": ["Field", "TypeAdapter"]}


class Deferred:
    """A callable of a module that is imported when it is first called."""

    def __init__(self, module: str, name: str) -> None:
        self.module, self.name = module, name

    def __call__(self, *args: Any, **named: Any) -> Any:
        """Call the real one."""
        rest.make_way()
        return getattr(importlib.import_module(self.module), self.name)(*args, **named)


class StandIn(ModuleType):
    """A module of which only deferred names are there; any other name brings the real module."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__ = []  # so that a submodule is looked for, by Rest

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        rest.make_way()
        return getattr(importlib.import_module(self.__name__), name)


class Rest:
    """The last finder of modules: it fetches the rest of the packages, once, and looks again."""

    def __init__(self) -> None:
        self.fetch: Callable[[], Any] | None = None

    def install(self, fetch: Callable[[], Any]) -> None:
        """Find with ``fetch``, which puts the packages' files in place at once."""
        self.fetch = fetch
        sys.meta_path.append(self)

    def make_way(self) -> None:
        """From now on every import finds the real thing."""
        if self.fetch:
            fetch, self.fetch = self.fetch, None
            fetch()
            for name in NAMES:
                sys.modules.pop(name, None)
            importlib.invalidate_caches()

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The protocol of ``sys.meta_path``."""
        if not self.fetch or name.startswith("tutorial_code"):
            return None
        self.make_way()
        parent = name.rpartition(".")[0]
        if parent in NAMES:
            path = importlib.import_module(parent).__path__
        return PathFinder.find_spec(name, path, target)


rest = Rest()


def stand_in() -> None:
    """Put the stand-ins in place."""
    for module, names in NAMES.items():
        sys.modules[module] = StandIn(module)
        for name in names:
            setattr(sys.modules[module], name, Deferred(module, name))
