"""Wrong on purpose: whoever ended the connection, the handler closes it once more."""

import responder

api = responder.API(sessions=False)


@api.route("/ws", websocket=True)
async def echo(ws):
    await ws.accept()
    try:
        async for message in ws.iter_text():
            if message == "bye":
                await ws.close(1000, "goodbye")
                return
            await ws.send_text(f"Echo: {message}")
    finally:
        await ws.close()


if __name__ == "__main__":
    print("Talk to me, and say bye: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
