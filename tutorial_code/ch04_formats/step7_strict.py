"""Set a limit, leave the log one line for each bad frame, and go on serving everybody else."""

import logging

import responder

from tutorial_code.ch04_formats.step5_kinds import say, texts
from tutorial_code.ch04_formats.step6_json import answer

SETTINGS = {"ws_max_size": 65536}  # bytes in one message
api = responder.API(sessions=False)


def is_news(record):
    """False for uvicorn's traceback about bad UTF-8, of which our own line says enough."""
    return record.msg != "Invalid UTF-8 sequence received from client."


logging.getLogger("uvicorn.error").addFilter(is_news)


@api.route("/ws", websocket=True)
async def echo(ws):
    await ws.accept()
    async for text in texts(ws):
        await say(ws, answer(text))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1", **SETTINGS)
