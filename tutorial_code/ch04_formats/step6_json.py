"""Answer what is not a JSON object with an error message, and listen on."""

import json

import responder

from tutorial_code.ch04_formats.step5_kinds import say, texts

api = responder.API(sessions=False)


def answer(text):
    """The echo of an object, or an error message; always text that is JSON."""
    try:
        message = json.loads(text)
        if not isinstance(message, dict):
            return '{"error":"not an object"}'
        reply = json.dumps({"echo": message}, ensure_ascii=False, allow_nan=False)
        reply.encode()  # half of a surrogate pair fails here, not on its way out
        return reply
    except (ValueError, RecursionError):
        return '{"error":"bad JSON"}'


@api.route("/ws", websocket=True)
async def echo(ws):
    await ws.accept()
    async for text in texts(ws):
        await say(ws, answer(text))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
