"""The types that the JSDoc comments of the browser's modules state hold."""

import subprocess

import pytest

from live.pages import runtime
from live.pages.panel import node_program

pytestmark = pytest.mark.browser


def test_the_types_hold():
    runtime.install_modules()
    done = subprocess.run(
        [node_program(), "node_modules/typescript/bin/tsc", "-p", "."],
        cwd=runtime.BROWSER, capture_output=True, text=True,
    )  # fmt: skip
    assert done.stdout == ""
