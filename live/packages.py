"""Make sure that programs are there: ``python3 live/packages.py curl mawk|gawk``.

What is missing is installed with apt, as root or by sudo; elsewhere one line says what to install.
Of ``one|another`` the first is installed, and the other will do where that cannot be.
Runs before anything is installed, so it needs only the standard library.
"""

import importlib.util
import os
import shutil
import subprocess
import sys


def is_there(package: str) -> bool:
    """Whether a Debian package's program can be run, or its module be imported."""
    if package == "python3-venv":
        return importlib.util.find_spec("ensurepip") is not None
    # A server's program may lie where only root looks.
    return shutil.which(package, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin") is not None


def apt() -> "list[str] | None":
    """How apt-get is run here, or None."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return ["apt-get"]
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True).returncode == 0:
        return [sudo, "-n", "apt-get"]
    return None


def main(packages: "list[str]") -> int:
    """Install the packages that are missing; the exit status."""
    if sys.version_info < (3, 11):  # noqa: UP036  # an older Python must say so, too
        print("Python 3.11 or newer is needed; this is", sys.version.split()[0])
        print("Name another: make PYTHON=python3.12", file=sys.stderr)
        return 1
    missing = [package for package in packages if not is_there(package.split("|")[0])]
    command = apt() if missing else None
    for choice in (0, 1):
        names = [package.split("|")[choice] for package in missing if package.count("|") >= choice]
        if command and names:
            print("Installing", *names)
            env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            for words in (["update"], ["install", "-y", *names]):
                subprocess.run([*command, "-qq", *words], env=env, stdout=subprocess.DEVNULL)
        missing = [each for each in missing if not any(map(is_there, each.split("|")))]
    if missing:
        wanted = " ".join(package.split("|")[0] for package in missing)
        print(f"Missing: {wanted}. Install with: sudo apt-get install {wanted}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
