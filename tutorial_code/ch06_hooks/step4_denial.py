"""Refuse with the HTTP answer of your choice, instead of the 403."""

import hmac

import responder
from starlette.responses import JSONResponse
from starlette.websockets import WebSocketDisconnect

TOKEN = "s3cret"
api = responder.API(sessions=False)


@api.before_request(websocket=True)
async def check_token(ws):
    given = ws.headers.get("Authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {TOKEN}".encode()):
        answer = JSONResponse(
            {"error": "token missing or wrong"},
            status_code=401,
            headers={"WWW-Authenticate": "Bearer"},
        )
        await ws.send_denial_response(answer)


@api.route("/ws", websocket=True)
async def echo(ws):
    await ws.accept()
    try:
        async for message in ws.iter_text():
            await ws.send_text(f"Echo: {message}")
    except WebSocketDisconnect:
        pass  # the client left before it had our answer


if __name__ == "__main__":
    print("Talk to me: websocat ws://127.0.0.1:5042/ws -H='Authorization: Bearer s3cret'")
    api.run(address="127.0.0.1")
