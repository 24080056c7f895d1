"""Close with the code that the client names, and let Responder choose one."""

import asyncio

import responder
from starlette.exceptions import HTTPException

api = responder.API(sessions=False)


@api.route("/close/{code:int}", websocket=True)
async def close_with(ws, *, code):
    await ws.accept()
    await ws.close(code, "on purpose")


@api.route("/reason/{length:int}", websocket=True)
async def explain_at_length(ws, *, length):
    await ws.accept()
    await ws.close(1000, "x" * length)


@api.route("/forbidden", websocket=True)
async def forbidden(ws):
    await ws.accept()
    raise HTTPException(403)


@api.route("/too-late", websocket=True)
async def too_late(ws):
    await ws.accept()
    async with asyncio.timeout(0.01):
        async for _ in ws.iter_text():
            pass


if __name__ == "__main__":
    print("Name a code: python -m websockets ws://127.0.0.1:5042/close/4401")
    api.run(address="127.0.0.1")
