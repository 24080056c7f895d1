"""Serve on a socket whose connections do not wait for ever for somebody who does not read."""

import logging
import os
import socket
from contextlib import suppress

import uvicorn

DEADLINE = 10  # seconds that what was sent may wait to be taken


def listen(host, port, deadline=DEADLINE):
    """A listening socket; each connection that it accepts inherits the deadline, on Linux."""
    listener = socket.create_server((host, port))
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        milliseconds = int(deadline * 1000)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)
    return listener


def listener(deadline=DEADLINE):
    """The socket that HOST and PORT name, or one line that says why there is none."""
    host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "5042"))
    try:
        return listen(host, port, deadline)
    except OSError as error:
        raise SystemExit(f"cannot listen on {host}:{port}: {error}; set PORT to another") from None


def serve(api, deadline=DEADLINE, server=uvicorn.Server, **settings):
    """Do what ``api.run`` does, on a socket of our own."""
    with listener(deadline) as own, suppress(KeyboardInterrupt):
        config = uvicorn.Config(api, **settings)
        address = "http://{}:{}".format(*own.getsockname())
        log = logging.getLogger("uvicorn.error")  # whose makers leave this line to us
        log.info("Uvicorn running on %s (Press CTRL+C to quit)", address)
        server(config).run(sockets=[own])
