"""A route for each thing that TestClient and a real socket show differently."""

import asyncio
import threading
from queue import SimpleQueue

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)
told = SimpleQueue()  # what a handler saw that its client can't see
started = threading.Event()


@api.on_event("startup")
async def startup():
    started.set()


@api.route("/early_close", websocket=True)
async def early_close(ws):
    await ws.close(4401)


@api.route("/forgotten_accept", websocket=True)
async def forgotten_accept(ws):
    return


@api.route("/forgotten_close", websocket=True)
async def forgotten_close(ws):
    await ws.accept()


@api.route("/failure", websocket=True)
async def failure(ws):
    await ws.accept()
    raise ValueError("a bug")


@api.route("/size", websocket=True)
async def size(ws):
    await ws.accept()
    async for message in ws.iter_text():
        await ws.send_text(f"{len(message):,} characters")


@api.route("/subprotocol", websocket=True)
async def subprotocol(ws):
    await ws.accept(subprotocol="chat.v2")
    await ws.send_text("accepted")


@api.route("/bytes_as_text", websocket=True)
async def bytes_as_text(ws):
    await ws.accept()
    await ws.send_text(b"x")


@api.route("/reserved_code", websocket=True)
async def reserved_code(ws):
    await ws.accept()
    await ws.close(1005)


@api.route("/long_reason", websocket=True)
async def long_reason(ws):
    await ws.accept()
    await ws.close(1000, "x" * 200)


@api.route("/late_send", websocket=True)
async def late_send(ws):
    await ws.accept()
    await ws.receive()  # the client leaves
    try:
        await ws.send_text("too late")
        told.put("nothing")
    except WebSocketDisconnect as left:
        told.put(f"WebSocketDisconnect({left.code})")


@api.route("/cleanup", websocket=True)
async def cleanup(ws):
    await ws.accept()
    ending = "is cancelled"
    try:
        await ws.receive()  # the client leaves
    finally:
        try:
            await asyncio.sleep(0.1)
            ending = "runs to its end"
        finally:
            told.put(ending)


@api.route("/flood", websocket=True)
async def flood(ws):
    await ws.accept()
    try:
        for _ in range(64):
            async with asyncio.timeout(1):
                await ws.send_bytes(bytes(1024 * 1024))
        told.put("all 64 MiB are sent")
    except TimeoutError:
        told.put("the send waits")


@api.route("/silence", websocket=True)
async def silence(ws):
    await ws.accept()
    await ws.receive()


@api.route("/origin", websocket=True)
async def origin(ws):
    await ws.accept()
    await ws.send_text(ws.headers.get("origin", "no Origin"))


@api.route("/startup", websocket=True)
async def has_started(ws):
    await ws.accept()
    await ws.send_text("has run" if started.is_set() else "has not run")


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/size")
    api.run(address="127.0.0.1")
