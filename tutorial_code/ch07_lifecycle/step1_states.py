"""Print what a handler knows about its connection, at each turn of its life."""

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)


def show(ws, moment):
    print(f"{moment}: client {ws.client_state.name}, application {ws.application_state.name}")


@api.route("/ws", websocket=True)
async def echo(ws):
    show(ws, "asked")
    await ws.accept()
    show(ws, "accepted")
    try:
        while (message := await ws.receive_text()) != "bye":
            await ws.send_text(f"Echo: {message}")
        await ws.close(1000, "goodbye")
        show(ws, "closed it")
    except WebSocketDisconnect:
        show(ws, "client left")


if __name__ == "__main__":
    print("Talk to me, and say bye: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
