"""Set a limit, leave the log one line for each bad frame, and go on serving everybody else."""

import logging

import responder
from websockets.exceptions import InvalidState

from tutorial_code.ch04_formats.step5_kinds import say, texts
from tutorial_code.ch04_formats.step6_json import answer

SETTINGS = {"ws_max_size": 65536}  # bytes in one message
api = responder.API(sessions=False)


def is_news(record):
    """False for uvicorn's traceback about bad UTF-8, of which our own line says enough."""
    if record.exc_info and isinstance(record.exc_info[1], InvalidState):
        record.msg, record.exc_info = "bad UTF-8 and a goodbye at once", None
    return record.msg != "Invalid UTF-8 sequence received from client."


for name in ("uvicorn.error", "asyncio"):
    logging.getLogger(name).addFilter(is_news)


@api.route("/ws", websocket=True)
async def echo(ws):
    await ws.accept()
    async for text in texts(ws):
        await say(ws, answer(text))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1", **SETTINGS)
