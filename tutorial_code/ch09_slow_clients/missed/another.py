"""Tell a member that lost messages how many it lost, by numbering them all."""

import asyncio
from collections import deque
from contextlib import suppress

import responder
from starlette.websockets import WebSocketDisconnect

from tutorial_code.ch03_chat.side_by_side import side_by_side
from tutorial_code.ch03_chat.step3_guard import texts

api = responder.API(sessions=False)
news, last, said = asyncio.Condition(), deque(maxlen=3), 0


async def read(ws):
    global said
    async for text in texts(ws):
        async with news:
            last.append(text)
            said += 1
            news.notify_all()


async def write(ws, heard):
    while True:
        async with news:
            while heard == said:
                await news.wait()
        missed = max(0, said - len(last) - heard)
        text = last[heard + missed - said]
        heard += missed + 1
        with suppress(WebSocketDisconnect, RuntimeError):
            if missed:
                await ws.send_text(f"missed {missed}")
            await ws.send_text(text)


@api.route("/feed", websocket=True)
async def feed(ws):
    await ws.accept()
    await side_by_side(read(ws), write(ws, said))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/feed")
    api.run(address="127.0.0.1")
