"""A handler that does not wait longer than it wants to."""

import asyncio

import responder

api = responder.API(sessions=False)


@api.route("/ws", websocket=True)
async def answer_in_time(ws):
    await ws.accept()
    async with asyncio.timeout(0.1):
        message = await ws.receive_text()
        await ws.send_text(f"Echo: {message}")
    await ws.close()


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
