"""Say who is here, who comes and who goes, with the names in the handler and no classes."""

import asyncio

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)
names = {}


async def tell(line, others):
    await asyncio.gather(*(other.send_text(line) for other in others), return_exceptions=True)


@api.route("/chat", websocket=True)
async def chat(ws):
    await ws.accept()
    try:
        name = await ws.receive_text()
        await tell(f"* {name} joined", names)
        names[ws] = name
        await ws.send_text(f"here: {', '.join(sorted(names.values()))}")
        while True:
            await tell(f"{name}: {await ws.receive_text()}", names)
    except WebSocketDisconnect:
        pass
    finally:
        if names.pop(ws, None) is not None:
            await tell(f"* {name} left", names)


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
