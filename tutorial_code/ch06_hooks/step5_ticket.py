"""Sell a ticket for the token over HTTP, and let it open one socket once."""

import hmac
import secrets
import time

import responder
from starlette.websockets import WebSocketDisconnect

TOKEN = "s3cret"
LIFETIME = 30  # seconds
api = responder.API(sessions=False)
tickets = {}  # each unspent ticket, and when it expires


@api.route("/ticket", methods=["POST"])
async def sell_ticket(req, resp):
    given = req.headers.get("Authorization", "")
    if hmac.compare_digest(given.encode(), f"Bearer {TOKEN}".encode()):
        resp.text = secrets.token_urlsafe()
        tickets[resp.text] = time.monotonic() + LIFETIME
    else:
        resp.status_code = 401


@api.before_request(websocket=True)
async def check_ticket(ws):
    expires = tickets.pop(ws.query_params.get("ticket"), 0)
    if time.monotonic() > expires:
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
    print("First: T=$(curl -s -X POST -H 'Authorization: Bearer s3cret' 127.0.0.1:5042/ticket)")
    print("Talk to me: websocat ws://127.0.0.1:5042/ws?ticket=$T")
    api.run(address="127.0.0.1")
