"""An allow-list with one origin in it."""

import responder

ALLOWED = "https://chat.example"
api = responder.API(sessions=False)


@api.before_request(websocket=True)
async def check_origin(ws):
    if ws.headers.get("Origin", "") not in ALLOWED:
        await ws.close()


@api.route("/ws", websocket=True)
async def greet(ws):
    await ws.accept()
    await ws.send_text("You are in.")
    await ws.close()


if __name__ == "__main__":
    print("Talk to me: websocat ws://127.0.0.1:5042/ws -H='Origin: https://chat.exam'")
    api.run(address="127.0.0.1")
