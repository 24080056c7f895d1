"""Take the token from the list of subprotocols, and choose another one of that list."""

import responder

from tutorial_code.ch10_security.users import find_user, serve

PREFIX = "token."
api = responder.API(sessions=False)


@api.before_request(websocket=True)
async def check_token(ws):
    offered = ws.scope["subprotocols"]
    tokens = (name.removeprefix(PREFIX) for name in offered if name.startswith(PREFIX))
    ws.state.user = find_user(next(tokens, ""))
    if ws.state.user is None or "chat" not in offered:
        await ws.close()


@api.route("/ws", websocket=True)
async def greet(ws):
    await ws.accept(subprotocol="chat")
    await serve(ws, ws.state.user)


if __name__ == "__main__":
    print("Talk: websocat ws://127.0.0.1:5042/ws --protocol 'chat, token.s3cret-of-ann'")
    api.run(address="127.0.0.1")
