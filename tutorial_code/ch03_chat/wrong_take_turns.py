"""Wrong on purpose: one loop receives and sends by turns, so who is silent hears nothing."""

import asyncio

import responder

api = responder.API(sessions=False)
queues = set()


@api.route("/chat", websocket=True)
async def chat(ws):
    await ws.accept()
    mine = asyncio.Queue()
    queues.add(mine)
    try:
        async for message in ws.iter_text():
            for queue in queues:
                queue.put_nowait(message)
            await ws.send_text(await mine.get())
    finally:
        queues.discard(mine)


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
