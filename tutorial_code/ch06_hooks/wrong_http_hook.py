"""Wrong on purpose: a hook for HTTP, which no WebSocket ever meets."""

import hmac

import responder

TOKEN = "s3cret"
api = responder.API(sessions=False)


@api.before_request()
async def check_token(req, resp):
    given = req.headers.get("Authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {TOKEN}".encode()):
        resp.status_code = 401


@api.route("/ws", websocket=True)
async def echo(ws):
    await ws.accept()
    async for message in ws.iter_text():
        await ws.send_text(f"Echo: {message}")


@api.route("/")
async def home(req, resp):
    resp.text = "You are in."


if __name__ == "__main__":
    print("Talk to me: websocat ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
