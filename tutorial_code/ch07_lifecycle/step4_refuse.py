"""Refuse a client before it is accepted: there is only HTTP to say it with."""

import responder
from starlette.responses import PlainTextResponse

api = responder.API(sessions=False)


@api.route("/close", websocket=True)
async def close(ws):
    await ws.close(4401)


@api.route("/deny", websocket=True)
async def deny(ws):
    await ws.send_denial_response(PlainTextResponse("Who are you?", status_code=401))


@api.route("/accept", websocket=True)
async def accept_first(ws):
    await ws.accept()
    await ws.close(4401, "Who are you?")


if __name__ == "__main__":
    print("Be refused: python -m websockets ws://127.0.0.1:5042/close")
    api.run(address="127.0.0.1")
