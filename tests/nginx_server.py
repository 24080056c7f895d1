"""nginx as a test starts it: a file of the chapter, of which only ports and paths are replaced."""

import contextlib
import os
import re
import shutil
import ssl
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from websockets.asyncio.client import connect

from tests.processes import Program, free_ports, run

PLACES = f"{os.environ['PATH']}:/usr/sbin"  # which not every user looks into
NGINX = shutil.which("nginx", path=PLACES) or "nginx"
NAME = "chat.example"
MAIN = """\
daemon off;
worker_processes 1;
error_log stderr notice;
pid {folder}/nginx.pid;
events {{ worker_connections 8192; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/chat.conf;
}}
"""


class Nginx:
    """A running nginx: ``connect`` goes through it, as to a server of ``tests.processes``."""

    def __init__(self, program: Program, ports: dict[int, int], folder: Path) -> None:
        self.program, self.ports, self.folder = program, ports, folder
        self.tls = 443 in ports

    @property
    def port(self) -> int:
        return self.ports[443 if self.tls else 80]

    @property
    def url(self) -> str:
        """Its address by the name that its certificate holds."""
        return f"wss://{NAME}:{self.port}" if self.tls else f"ws://127.0.0.1:{self.port}"

    @property
    def trust(self) -> dict[str, Any]:
        """The options with which a client of ``websockets`` finds it, and trusts it."""
        options: dict[str, Any] = {"host": "127.0.0.1", "port": self.port, "proxy": None}
        if self.tls:
            options["ssl"] = ssl.create_default_context(cafile=self.folder / "cert.pem")
        return options

    def connect(self, path: str, **options: Any) -> connect:
        return connect(f"{self.url}{path}", **(self.trust | options))

    @property
    def access_log(self) -> str:
        return (self.folder / "access.log").read_text("utf-8")


def certificate(folder: Path) -> None:
    """A key, and a certificate for it that nobody else has signed."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}",
         "-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")],
        check=True, capture_output=True,
    )  # fmt: skip


def adapted(text: str, folder: Path, ports: dict[int, int]) -> str:
    """The file with other ports and paths; AssertionError if it names one that is not known."""

    def port(match: re.Match[str]) -> str:
        return f"{match[1]}{ports[int(match[2])]}"

    text = re.sub(r"(listen +)(\d+)", r"\g<1>127.0.0.1:\2", text)
    text = re.sub(r"(127\.0\.0\.1:)(\d+)", port, text)
    text = re.sub(r"/etc/letsencrypt\S*/fullchain\.pem", f"{folder}/cert.pem", text)
    text = re.sub(r"/etc/letsencrypt\S*/privkey\.pem", f"{folder}/key.pem", text)
    text = text.replace("/var/log/nginx/chat.log", f"{folder}/access.log")
    left = [path for path in re.findall(r"(?<=\s)/[a-z]+/\S+", re.sub(r"#.*", "", text))
            if not path.startswith(str(folder))]  # fmt: skip
    assert left == [], f"paths of the machine: {left}"
    return text


@contextlib.contextmanager
def configured(
    file: Path, servers: dict[int, int], changed: dict[str, str] | None = None
) -> Iterator[tuple[Path, dict[int, int]]]:
    """A folder with nginx.conf, and the port for each port that the file listens on.

    ``servers`` gives for each port behind it the one that is served; ``changed`` replaces text.
    """
    text = file.read_text("utf-8")
    for old, new in (changed or {}).items():
        assert old in text, f"{file.name} does not hold {old!r}"
        text = text.replace(old, new)
    listens = [int(port) for port in re.findall(r"listen +(\d+)", text)]
    ports = dict(zip(listens, free_ports(len(listens)), strict=True))
    with tempfile.TemporaryDirectory(prefix="nginx-") as name:
        folder = Path(name)
        if 443 in ports:
            certificate(folder)
        (folder / "chat.conf").write_text(adapted(text, folder, ports | servers), "utf-8")
        (folder / "nginx.conf").write_text(MAIN.format(folder=folder), "utf-8")
        yield folder, ports


@contextlib.asynccontextmanager
async def nginx(
    file: Path, servers: dict[int, int], changed: dict[str, str] | None = None
) -> AsyncIterator[Nginx]:
    """Run nginx with a file of the chapter in front of servers on other ports."""
    with configured(file, servers, changed) as (folder, ports):
        command = (NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr")
        async with run(*command) as program:
            await program.says("start worker process ")
            yield Nginx(program, ports, folder)
