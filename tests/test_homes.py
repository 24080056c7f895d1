"""What the project's homes run is what it has: its targets of make, and each Python it is for."""

import json
import re
import tomllib
from collections.abc import Iterator

import yaml

from tests.processes import ROOT

HOMES = [
    *sorted((ROOT / ".github" / "workflows").glob("*.yml")),
    ROOT / ".readthedocs.yaml",
    ROOT / ".devcontainer" / "devcontainer.json",
]


def strings(value: object) -> Iterator[str]:
    """All strings in what a file of YAML or JSON holds."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from strings(each)


def made(text: str) -> list[str]:
    """The targets that a command makes."""
    return [target for line in re.findall(r"\bmake ([^&|;:]+)", text) for target in line.split()]


def test_each_target_that_a_home_makes_is_in_the_makefile():
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    commands = [text for home in HOMES for text in strings(yaml.safe_load(home.read_text("utf-8")))]
    wanted = {target for text in commands for target in made(text)}
    assert {"test", "site", "links", "docs"} <= wanted
    assert wanted - set(targets) == set()


def test_it_is_tested_on_each_python_that_it_is_for():
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "test.yml").read_text("utf-8"))
    tested = workflow["jobs"]["test"]["strategy"]["matrix"]["python"]
    oldest = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]
    assert f"py{tested[0].replace('.', '')}" == oldest["target-version"]
    promised = re.search(r"for Python (\S+) to (\S+)", (ROOT / "Makefile").read_text("utf-8"))
    assert promised
    assert (tested[0], tested[-1]) == promised.groups()
    assert [int(python.partition(".")[2]) for python in tested] == list(
        range(int(tested[0][2:]), int(tested[-1][2:]) + 1)
    )


def test_a_container_shows_the_ports_that_the_project_uses():
    settings = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text("utf-8"))
    makefile = (ROOT / "Makefile").read_text("utf-8")
    ports = [int(port) for port in re.findall(r"_PORT \?= (\d+)", makefile)]
    assert settings["forwardPorts"] == [*ports, 5042]
