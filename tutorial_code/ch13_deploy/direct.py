"""A short way to a member: what all hear is framed once, and written at once where it can be."""

from functools import lru_cache

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import OPEN

HELD = 64 * 1024  # bytes that a connection may hold back when it gets more


@lru_cache(maxsize=1)  # one member after the other gets the same text
def frame(text):
    return Frame(Opcode.TEXT, text.encode()).serialize(mask=False)


class Protocol(WebSocketsSansIOProtocol):
    """uvicorn's side of a connection, which offers its application a way around the writer."""

    async def run_asgi(self):
        if not self.conn.extensions:  # with compression, no two members get the same frame
            self.scope["extensions"]["at_once"] = {"write": self.write_at_once}
        await super().run_asgi()

    def write_at_once(self, text):
        """Write a text, unless it would have to wait or the connection ends; gives if it did."""
        ends = self.conn.state is not OPEN or self.transport.is_closing()
        if ends or self.transport.get_write_buffer_size() > HELD:
            return False
        self.transport.write(frame(text))
        return True


class Direct:
    """A part of a member: its outbox and its writer are for what cannot be written at once."""

    def __init__(self, ws, *more):
        super().__init__(ws, *more)
        offer = ws.scope.get("extensions", {}).get("at_once")
        self.write_at_once = offer["write"] if offer else lambda text: False

    def tell(self, message):
        queues = self.writer or self.too_slow.is_set() or not isinstance(message, str)
        if queues or not self.write_at_once(message):
            super().tell(message)
