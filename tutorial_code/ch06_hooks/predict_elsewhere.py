"""A hook that turns everybody away, and a route."""

import responder

api = responder.API(sessions=False)


@api.before_request(websocket=True)
async def turn_away(ws):
    await ws.accept()
    await ws.close(4401, "nobody comes in here")


@api.route("/ws", websocket=True)
async def greet(ws):
    await ws.accept()
    await ws.send_text("You are in.")
    await ws.close()


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
