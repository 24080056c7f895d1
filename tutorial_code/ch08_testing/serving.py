"""Serve an app on a real socket for as long as a test needs it."""

import contextlib
import threading

import uvicorn


class Server(uvicorn.Server):
    """A uvicorn server that says when it has started, or has failed to."""

    def __init__(self, app, **settings):
        settings = {"port": 0, "log_config": None, "timeout_graceful_shutdown": 2} | settings
        super().__init__(uvicorn.Config(app, **settings))
        self.ready = threading.Event()

    async def startup(self, sockets=None):
        try:
            await super().startup(sockets)
        finally:
            self.ready.set()

    def run(self, sockets=None):
        with contextlib.suppress(SystemExit):  # so does uvicorn end when the app did not start
            super().run(sockets)


@contextlib.contextmanager
def serving(app, **settings):
    """Give the address of a server that runs the app on a free port; settings are uvicorn's."""
    server = Server(app, **settings)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        assert server.ready.wait(10), "the app did not start within 10 s"
        assert server.started, "the app did not start: see the log"
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
