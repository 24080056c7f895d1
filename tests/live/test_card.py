"""The picture beside a link to the site shows its present name and mark."""

import runpy
import shutil
import struct
import sys
import zlib

import pytest

from live.pages import card, runtime
from tests.processes import ROOT


def chunks(png: bytes) -> dict[str, bytes]:
    """The chunks of a picture by their kind, each with its check sum looked at."""
    found, rest = {}, png.removeprefix(b"\x89PNG\r\n\x1a\n")
    assert rest != png
    while rest:
        (length,) = struct.unpack(">I", rest[:4])
        chunk, check = rest[4 : 8 + length], rest[8 + length : 12 + length]
        assert struct.pack(">I", zlib.crc32(chunk)) == check
        found[chunk[:4].decode()] = chunk[4:]
        rest = rest[12 + length :]
    return found


def looks_like_a_card(png: bytes) -> None:
    found = chunks(png)
    assert struct.unpack(">II", found["IHDR"][:8]) == (1200, 630)
    assert list(found)[-1] == "IEND"
    assert len(png) < 60_000
    source = found["tEXt"].removeprefix(b"Source\0")
    assert source == card.made_of(card.page()), "take it again: .venv/bin/python -m live.pages.card"


def test_the_card_is_of_the_present_name_and_mark():
    looks_like_a_card(card.CARD.read_bytes())


@pytest.mark.real
@pytest.mark.parametrize("programs", [["chromium-headless-shell"], ["chromium"]])
def test_the_card_can_be_taken_again(tmp_path, monkeypatch, programs):
    """With the Chromium that is there, by whichever of its names."""
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    monkeypatch.setattr(shutil, "which", lambda name: path if name in programs else None)
    monkeypatch.setattr(runtime, "ROOT", tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])  # to which the settings add their folder
    (tmp_path / "docs" / "_static").mkdir(parents=True)
    for file in ("conf.py", "docs/_static/mark.svg"):
        shutil.copy(ROOT / file, tmp_path / file)
    runpy.run_path(card.__file__, run_name="__main__")
    looks_like_a_card((tmp_path / "docs" / "_static" / "card.png").read_bytes())
