"""Coverage sees what it should: also behind an error that was caught, and in other processes."""

import json
import os
import subprocess
import sys

import pytest

from tests.processes import MEASURED, ROOT

PROGRAM = """
import asyncio, os, signal
from tests import measured
measured.see_all()

async def inner(future):
    try:
        await future
    except ValueError:
        return 1

async def outer():
    future = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(future.set_exception, ValueError())
    assert await inner(future) == 1
    seen = "behind the error"

def child():
    seen = "in a child"
    os.kill(os.getpid(), signal.SIGTERM)

os.fork() or child()
os.wait()
asyncio.run(outer())
"""
SETTINGS = """
[run]
branch = true
core = ctrace
patch = fork, subprocess, _exit
sigterm = true
"""


@pytest.mark.real
def test_every_line_that_runs_is_seen(tmp_path):
    (tmp_path / "program.py").write_text(PROGRAM, encoding="utf-8")
    (tmp_path / ".coveragerc").write_text(SETTINGS, encoding="utf-8")
    env = {name: value for name, value in os.environ.items() if name not in MEASURED}
    for words in ("run program.py", "combine -q", "json -q"):
        done = subprocess.run(
            [sys.executable, "-m", "coverage", *words.split()],
            cwd=tmp_path, env=env | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    told = json.loads((tmp_path / "coverage.json").read_text("utf-8"))
    assert told["files"]["program.py"]["missing_lines"] == []
