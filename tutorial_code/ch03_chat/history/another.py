"""Tell newcomers what was said before they came, with a list that is cut, and no classes."""

import asyncio

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)
names = {}
said = []


async def tell(line):
    sends = [other.send_text(line) for other in names]
    await asyncio.gather(*sends, return_exceptions=True)


@api.route("/chat", websocket=True)
async def chat(ws):
    await ws.accept()
    try:
        name = await ws.receive_text()
        for line in said:
            await ws.send_text(line)
        await ws.send_text(f"here: {', '.join(sorted([*names.values(), name]))}")
        await tell(f"* {name} joined")
        names[ws] = name
        while True:
            said[:] = [*said, f"{name}: {await ws.receive_text()}"][-20:]
            await tell(said[-1])
    except WebSocketDisconnect:
        pass
    finally:
        if names.pop(ws, None):
            await tell(f"* {name} left")


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
