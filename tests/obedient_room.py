"""A room whose server does what it is told: beside each client a second connection says what.

``/room?name=a`` is the client's, ``/server?of=a`` is for the commands to its handler, and for what
the handler sees: that a client "asked", each "text" or "bytes" with its length, and that it "left".
"""

import asyncio
from contextlib import suppress

import responder
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.websockets import WebSocket, WebSocketDisconnect

api = responder.API(sessions=False)
SETTINGS = {"ws_max_size": 4096}
GONE = (WebSocketDisconnect, RuntimeError)  # what a send raises when the connection has ended


class Seat:
    """One client and the one who commands its handler; ``orders`` are for the handler itself."""

    client: WebSocket

    def __init__(self, commander):
        self.commander = commander
        self.orders: asyncio.Queue[str] = asyncio.Queue()

    async def tell(self, what):
        with suppress(*GONE):
            await self.commander.send_text(what)


seats: dict[tuple[str, str], Seat] = {}  # by room and name
rooms: dict[
    str, dict[WebSocket, Seat]
] = {}  # in each room its members, in the order in which they came


def place(ws, name):
    room = ws.query_params.get("room", "")
    return (room, ws.query_params[name]), rooms.setdefault(room, {})


@api.route("/server", websocket=True)
async def server(ws):
    key, members = place(ws, "of")
    await ws.accept()
    seats[key] = Seat(ws)
    with suppress(*GONE):
        async for command in ws.iter_text():
            await obey(seats[key], members, *command.partition(" ")[::2])


async def obey(seat, members, word, rest):
    with suppress(*GONE):
        match word:
            case "accept":
                members[seat.client] = seat
                await seat.client.accept()
            case "refuse":
                await seat.client.close()
            case "deny":
                await seat.client.send_denial_response(PlainTextResponse("no", status_code=401))
            case "send":
                await seat.client.send_text(rest)
            case "close":
                code, _, reason = rest.partition(" ")
                await seat.client.close(int(code), reason)
            case _:
                seat.orders.put_nowait(word)


@api.route("/room", websocket=True)
async def room(ws):
    key, members = place(ws, "name")
    seat = seats[key]
    seat.client = ws
    await ws.receive()  # that it asked
    await seat.tell("asked")
    order = asyncio.ensure_future(seat.orders.get())
    listening = asyncio.ensure_future(listen(ws, seat, members, key[1]))
    try:
        await asyncio.wait([order, listening], return_when=asyncio.FIRST_COMPLETED)
        if order.done():
            carry_out(order.result())
        else:
            listening.result()  # raises what was raised there
    finally:
        order.cancel()
        listening.cancel()
        members.pop(ws, None)


def carry_out(word):
    match word:
        case "raise":
            raise RuntimeError("on purpose")
        case "forbid":
            raise HTTPException(403)
        case "time":
            raise TimeoutError


async def listen(ws, seat, members, name):
    while (event := await ws.receive())["type"] == "websocket.receive":
        text, data = event.get("text"), event.get("bytes")
        if text is not None:
            await seat.tell(f"text {len(text)}")
            await tell_all(members, f"{name}: {text}")
        else:
            await seat.tell(f"bytes {len(data)}")
            await tell_all(members, name.encode() + b": " + data)
    members.pop(ws, None)
    await seat.tell(f"left {event['code']} {event.get('reason') or ''}".rstrip())


async def tell_all(members, message):
    for member in list(members):
        with suppress(*GONE):
            await (member.send_text if isinstance(message, str) else member.send_bytes)(message)


if __name__ == "__main__":
    api.run(address="127.0.0.1", **SETTINGS)
