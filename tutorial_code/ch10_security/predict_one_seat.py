"""One connection at a time: a hook counts them, and the handler counts back."""

import responder

api = responder.API(sessions=False)
seats = {"taken": 0}


@api.before_request(websocket=True)
async def take_seat(ws):
    seats["taken"] += 1
    if seats["taken"] > 1:
        await ws.close()


@api.route("/ws", websocket=True)
async def greet(ws):
    await ws.accept()
    try:
        await ws.send_text("You are in.")
        await ws.receive()  # nothing but the goodbye
    finally:
        seats["taken"] -= 1


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
