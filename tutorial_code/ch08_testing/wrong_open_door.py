"""Wrong on purpose: nobody asks for a name, so strangers come in too."""

import responder

api = responder.API(sessions=False)


@api.route("/members", websocket=True)
async def members(ws):
    await ws.accept()
    await ws.send_text("Welcome, whoever you are")
    while True:
        message = await ws.receive_text()
        await ws.send_text(f"Somebody said {message}")


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/members")
    api.run(address="127.0.0.1")
