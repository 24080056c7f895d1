"""Five echoes at /<name>/ws, of which only /right/ws keeps its promise."""

from contextlib import suppress

import responder
from starlette.websockets import WebSocketDisconnect

ANSWERS = {  # to a message, given the first one of its connection
    "right": lambda first, message: [f"Echo: {message}"],
    "bare": lambda first, message: [message],
    "twice": lambda first, message: [f"Echo: {message}"] * 2,
    "stuck": lambda first, message: [f"Echo: {first}"],
    "silent": lambda first, message: [],
}
api = responder.API(sessions=False)


@api.route("/{name}/ws", websocket=True)
async def echo(ws, *, name):
    await ws.accept()
    first = None
    with suppress(WebSocketDisconnect):
        async for message in ws.iter_text():
            first = message if first is None else first
            for answer in ANSWERS[name](first, message):
                await ws.send_text(answer)


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/right/ws")
    api.run(address="127.0.0.1")
