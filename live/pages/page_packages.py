"""The Python packages of the page: those that are installed for the tests, in the same versions.

Their compiled parts stay behind, for they all have the same in pure Python; all but two, which come
as wheels that are built for Pyodide.
"""

import importlib.metadata
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements.txt"

ROOTS = ["responder", "uvicorn", "websockets", "pytest"]  # some talks use pytest.raises
COMPILED = ["msgpack", "pydantic-core"]
ABSENT = {"httpx2-jsfetch"}  # only for programs that fetch from a page; no step does
NAMES = ["conversation", "exercises", "failure", "in_process", "pipe", "translation", "wire"]
OURS = [
    *(ROOT / "live" / f"{name}.py" for name in NAMES),
    *sorted((ROOT / "live" / "in_page").glob("*.py")),
]
"""The files of live/ that run in the page."""
PAGE = {
    "sys_platform": "emscripten",
    "platform_system": "Emscripten",
    "platform_machine": "wasm32",
    "platform_python_implementation": "CPython",
    "implementation_name": "cpython",
    "os_name": "posix",
    "extra": "",
}


def locked() -> dict[str, str]:
    """The version that requirements.txt locks of each package."""
    text = LOCK.read_text("utf-8")
    return {match[1]: match[2] for match in re.finditer(r"^([\w-]+)==([^\s;]+)", text, re.M)}


def closure(python: str) -> dict[str, str]:
    """The version of each package that the page needs, for a version of Python.

    Ends the program if a package is missing here, or is not what requirements.txt locks.
    """
    where = PAGE | {"python_full_version": python, "python_version": python.rpartition(".")[0]}
    names, found, lock = list(ROOTS), dict[str, str](), locked()
    while names:
        name = re.sub(r"[-_.]+", "-", names.pop()).lower()
        if name in found or name in ABSENT:
            continue
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            sys.exit(f"The page needs {name}, which is not installed: add it to requirements.in")
        if found[name] != lock.get(name):
            sys.exit(
                f"requirements.txt locks {name} {lock.get(name)}, but {found[name]} is installed, "
                "and the page is built from what is installed: touch requirements.txt and run make"
            )
        for line in importlib.metadata.requires(name) or []:
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate(where):
                names.append(requirement.name)
    return dict(sorted(found.items()))


def gather(packages: Path, info: dict[str, str], run: Callable[..., None]) -> dict[str, str]:
    """Put all that the page imports into a folder; the versions.

    ``info`` is the head of Pyodide's lock file, ``run`` runs a program.
    """
    versions = closure(info["python"])
    wheels = packages.with_name("wheels")
    for name in COMPILED:
        download(name, versions[name], wheels, info, run)
    for wheel in sorted(wheels.glob("*.whl")):
        shutil.unpack_archive(wheel, packages, "zip")
    for name in versions.keys() - COMPILED:
        distribution = importlib.metadata.distribution(name)
        for file in distribution.files or []:
            if file.suffix not in {".so", ".pyc"} and not {"..", "tests"} & set(file.parts):
                copy(Path(str(distribution.locate_file(file))), packages / file)
    for ours in OURS:
        copy(ours, packages / ours.relative_to(ROOT))
    return versions


def copy(file: Path, target: Path) -> None:
    """Copy a file into a folder that may not be there yet."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, target)


def download(
    name: str, version: str, wheels: Path, info: dict[str, str], run: Callable[..., None]
) -> None:
    """Fetch a package's wheel for Pyodide, which must be one of those whose hashes are locked."""
    lock = LOCK.read_text("utf-8")
    entry = re.search(rf"^{name}=={re.escape(version)}[\s;].*?(?=^\S)", lock, re.M | re.S)
    assert entry, f"requirements.txt locks no {name} {version}"
    wheels.mkdir(exist_ok=True)
    wanted = wheels / f"{name}.txt"
    wanted.write_text(re.sub(r"^ +#.*\n", "", entry[0], flags=re.M), "utf-8")
    python = "".join(info["python"].split(".")[:2])
    run(
        *("python", "-m", "pip", "download", "--quiet", "--disable-pip-version-check"),
        *("--no-deps", "--only-binary=:all:", "--require-hashes"),
        *("--platform", f"pyemscripten_{info['abi_version']}_wasm32"),
        *("--python-version", python, "--abi", f"cp{python}"),
        *("--dest", wheels, "-r", wanted),
    )
