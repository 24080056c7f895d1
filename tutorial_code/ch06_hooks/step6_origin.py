"""Put two hooks in a row: refuse the pages of other sites, then who brings no token."""

import hmac

import responder
from starlette.websockets import WebSocketDisconnect

TOKEN = "s3cret"
ALLOWED = {None, "http://127.0.0.1:5042", "http://localhost:5042"}  # None: not a browser
api = responder.API(sessions=False)


@api.before_request(websocket=True)
async def check_origin(ws):
    origin = ws.headers.get("Origin")
    print(f"the first hook sees the origin {origin}")
    if origin not in ALLOWED:
        await ws.close()


@api.before_request(websocket=True)
async def check_token(ws):
    print("the second hook looks for the token")
    given = ws.cookies.get("token", "")
    if not hmac.compare_digest(given.encode(), TOKEN.encode()):
        await ws.close()


@api.route("/ws", websocket=True)
async def echo(ws):
    await ws.accept()
    try:
        async for message in ws.iter_text():
            await ws.send_text(f"Echo: {message}")
    except WebSocketDisconnect:
        pass  # the client left before it had our answer


if __name__ == "__main__":
    print("Talk to me: websocat ws://127.0.0.1:5042/ws -H='Cookie: token=s3cret'")
    api.run(address="127.0.0.1")
