"""Let the hook find out who comes, and the handler use it."""

import hmac

import responder
from starlette.websockets import WebSocketDisconnect

USERS = {"s3cret-of-ada": "ada", "s3cret-of-bob": "bob"}
api = responder.API(sessions=False)


@api.before_request(websocket=True)
async def find_user(ws):
    given = ws.headers.get("Authorization", "")
    for token, user in USERS.items():
        if hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
            ws.state.user = user
            return
    await ws.close()


@api.route("/ws", websocket=True)
async def greet(ws):
    await ws.accept()
    await ws.send_text(f"Hello, {ws.state.user}.")
    try:
        async for message in ws.iter_text():
            await ws.send_text(f"{ws.state.user} said: {message}")
    except WebSocketDisconnect:
        pass  # the client left before it had our answer


if __name__ == "__main__":
    print("Talk to me: websocat ws://127.0.0.1:5042/ws -H='Authorization: Bearer s3cret-of-ada'")
    api.run(address="127.0.0.1")
