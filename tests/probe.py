"""A server that tells on which runtime it runs: see test_runtimes.py."""

import asyncio
import os
import sys
import threading

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)
sent = 0  # bytes, to the client of /flood
full = asyncio.Event()


@api.route("/process", websocket=True)
async def process(ws):
    await ws.accept()
    print("said by the program")
    await ws.send_json([sys.platform, os.getpid()])
    await ws.close()


@api.route("/thread", websocket=True)
async def thread(ws):
    await ws.accept()
    other = await asyncio.to_thread(threading.get_ident)
    await ws.send_json(other == threading.get_ident())
    await ws.close()


@api.route("/flood", websocket=True)
async def flood(ws):
    """Send, once the client has spoken, until it takes a second."""
    global sent
    await ws.accept()
    await ws.receive_text()
    try:
        while True:
            async with asyncio.timeout(1):
                await ws.send_bytes(bytes(16 * 1024))
            sent += 16 * 1024
    except (TimeoutError, WebSocketDisconnect):
        full.set()
        await ws.receive()


@api.route("/flooded", websocket=True)
async def flooded(ws):
    await ws.accept()
    await full.wait()
    await ws.send_json(sent)
    await ws.close()


if __name__ == "__main__":
    api.run(address="127.0.0.1")
