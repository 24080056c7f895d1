"""The changes that no test can notice, or need notice: ``explained.json``, each with its reason."""

import json
from pathlib import Path

FILE = Path(__file__).with_suffix(".json")


def entries() -> list[dict[str, str]]:
    """Each as its ``file``, the ``change`` as ``- before`` and ``+ after``, and the ``reason``."""
    found: list[dict[str, str]] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def reasons() -> dict[tuple[str, str], str]:
    """The reason of each, by its file and its change."""
    return {(entry["file"], entry["change"]): entry["reason"] for entry in entries()}
