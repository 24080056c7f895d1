"""Send big pictures to one client, and see the send wait for it: that is back-pressure."""

import asyncio
from contextlib import suppress

import responder
from starlette.websockets import WebSocketDisconnect

from tutorial_code.ch03_chat.step4_count import read, side_by_side, write

api = responder.API(sessions=False)
news = asyncio.Queue()


def picture(word):
    return word.ljust(8_000_000, "#")  # more than the buffers between the two ends hold


@api.route("/pictures", websocket=True)
async def pictures(ws):
    await ws.accept()
    with suppress(WebSocketDisconnect):
        await ws.receive_text()  # the client says when
        for word in ("one", "two", "three"):
            news.put_nowait(f"sending {word}")
            await ws.send_text(picture(word))
        await ws.close()


@api.route("/news", websocket=True)
async def tell(ws):
    await ws.accept()
    await side_by_side(read(ws), write(ws, news))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/news")
    api.run(address="127.0.0.1")
