"""A socket at one path, and nothing else."""

import responder

from tutorial_code.ch04_formats.step5_kinds import say, texts

api = responder.API(sessions=False)


@api.route("/chat", websocket=True)
async def chat(ws):
    await ws.accept()
    async for text in texts(ws):
        await say(ws, text)


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
