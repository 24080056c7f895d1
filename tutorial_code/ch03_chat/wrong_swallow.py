"""Wrong on purpose: it catches every exception, so a bug in the room makes no sound."""

import responder

api = responder.API(sessions=False)
members = set()


async def broadcast(message):
    for member in members:
        await member.send_text(message)


@api.route("/chat", websocket=True)
async def chat(ws):
    await ws.accept()
    members.add(ws)
    try:
        while True:
            await broadcast(await ws.receive_text())
    except Exception:
        pass  # this member left
    finally:
        members.discard(ws)


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
