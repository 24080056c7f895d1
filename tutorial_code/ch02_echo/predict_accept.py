"""Answer every message, without a word of welcome."""

import responder

api = responder.API(sessions=False)


@api.route("/ws", websocket=True)
async def echo(ws):
    async for message in ws.iter_text():
        await ws.send_text(f"Echo: {message}")


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
