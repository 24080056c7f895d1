"""Answer in capital letters, with the endless loop that catches its own end."""

import responder
from starlette.websockets import WebSocket, WebSocketDisconnect

api = responder.API(sessions=False)


def in_capitals(text: str) -> str:
    return "".join(letter.upper() for letter in text)


@api.route("/ws", websocket=True)
async def loud(connection: WebSocket) -> None:
    await connection.accept()
    while True:
        try:
            await connection.send_text(in_capitals(await connection.receive_text()))
        except WebSocketDisconnect:
            return


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
