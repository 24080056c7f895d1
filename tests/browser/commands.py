"""A server that does what its clients tell it, and remembers what it saw of each of them."""

import json

import responder
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse

api = responder.API(sessions=False)
SETTINGS = {"ws_max_size": 4096, "ws_per_message_deflate": False}

seen: dict[str | None, list[str]] = {}
"""What the server saw of each client that has a name (``?name=``), in order."""


def bytes_of(size):
    return bytes(index % 256 for index in range(size))


@api.route("/talk", websocket=True)
async def talk(ws):
    saw = seen.setdefault(ws.query_params.get("name"), [])
    try:
        await converse(ws, saw)
    finally:
        saw.append("over")


async def converse(ws, saw):
    query = ws.query_params
    await ws.accept(subprotocol=query.get("subprotocol"))
    for number in range(int(query.get("greet", 0))):
        await ws.send_text(f"welcome {number}")
    if "close" in query:
        await ws.close(int(query["close"]), query.get("reason"))
    while (message := await ws.receive())["type"] == "websocket.receive":
        text, data = message.get("text"), message.get("bytes")
        saw.append(text[:80] if text is not None else data[:20].hex())
        if text is None:
            await ws.send_bytes(data)
        elif await obey(ws, *text.partition(" ")[::2]):
            return
    saw.append(f"left with {message['code']} {message.get('reason') or ''}".rstrip())


async def obey(ws, word, rest):
    """Do what a message says; True if the handler is to return."""
    match word:
        case "echo":
            await ws.send_text(rest)
        case "text":
            await ws.send_text("x" * int(rest))
        case "bytes":
            await ws.send_bytes(bytes_of(int(rest)))
        case "count":
            for number in range(int(rest)):
                await ws.send_text(str(number))
        case "headers":
            offered = ws.scope["subprotocols"]
            await ws.send_text(json.dumps([ws.headers.get("origin"), offered, ws.url.query]))
        case "close":
            code, _, reason = rest.partition(" ")
            await ws.close(int(code), reason)
        case "return":
            return True
        case "raise":
            raise RuntimeError("on purpose")
        case "forbid":
            raise HTTPException(403)
        case "time":
            raise TimeoutError
        case "accept":
            await ws.accept()
        case "seen":
            await ws.send_text(json.dumps(seen))


@api.route("/refuse/close", websocket=True)
async def refuse_close(ws):
    await ws.close(4401)


@api.route("/refuse/deny", websocket=True)
async def refuse_deny(ws):
    await ws.send_denial_response(PlainTextResponse("Who are you?", status_code=401))


@api.route("/refuse/http", websocket=True)
async def refuse_http(ws):
    raise HTTPException(401)


@api.route("/refuse/raise", websocket=True)
async def refuse_raise(ws):
    raise RuntimeError("on purpose")


@api.route("/refuse/return", websocket=True)
async def refuse_return(ws):
    pass


@api.route("/never", websocket=True)
async def never(ws):
    """Neither accept nor refuse."""
    await ws.receive()  # the connect
    await ws.receive()  # the disconnect


@api.route("/")
def blank(req, resp):
    resp.html = "<!doctype html><title>A page</title>"


if __name__ == "__main__":
    api.run(address="127.0.0.1", **SETTINGS)
