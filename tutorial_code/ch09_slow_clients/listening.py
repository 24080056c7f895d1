"""Serve on a socket whose connections do not wait for ever for somebody who does not read."""

import logging
import os
import socket
from contextlib import suppress

import uvicorn

DEADLINE = 10  # seconds that what was sent may wait to be taken


def listen(host, port, deadline=DEADLINE):
    """A listening socket; each connection that it accepts inherits the deadline, on Linux."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        milliseconds = int(deadline * 1000)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)
    return listener


def listener(deadline=DEADLINE):
    """The socket that HOST and PORT name, or one line that says why there is none."""
    host, port = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "5042"
    try:
        return listen(host, int(port), deadline)
    except (OSError, ValueError) as error:
        hint = "set HOST or PORT to another"
        raise SystemExit(f"cannot listen on {host}:{port}: {error}; {hint}") from None


def address(listener):
    """Where a browser finds it."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(api, deadline=DEADLINE, server=uvicorn.Server, **settings):
    """Do what ``api.run`` does, on a socket of our own."""
    with listener(deadline) as own, suppress(KeyboardInterrupt):
        config = uvicorn.Config(api, **settings)
        log = logging.getLogger("uvicorn.error")  # whose makers leave this line to us
        log.info("Uvicorn running on %s (Press CTRL+C to quit)", address(own))
        server(config).run(sockets=[own])
