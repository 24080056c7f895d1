"""A hook that says no."""

import responder

api = responder.API(sessions=False)


@api.before_request(websocket=True)
async def check_token(ws):
    return ws.headers.get("Authorization") == "Bearer s3cret"


@api.route("/ws", websocket=True)
async def greet(ws):
    await ws.accept()
    await ws.send_text("You are in.")
    await ws.close()


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
