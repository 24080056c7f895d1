"""Sign in with a cookie, which the browser shows by itself, and only to pages of ours."""

import secrets

import responder

from tutorial_code.ch10_security.step1_origin import check_origin
from tutorial_code.ch10_security.users import bearer, serve

api = responder.API(sessions=False)
api.before_request(websocket=True)(check_origin)
users = {}  # whose session each key is


@api.route("/login", methods=["POST"])
async def login(req, resp):
    if user := bearer(req):
        key = secrets.token_urlsafe()
        users[key] = user
        resp.set_cookie("session", key, httponly=True, samesite="strict")
    else:
        resp.status_code = 401


@api.before_request(websocket=True)
async def check_session(ws):
    ws.state.user = users.get(ws.cookies.get("session"))
    if ws.state.user is None:
        await ws.close()


@api.route("/ws", websocket=True)
async def greet(ws):
    await ws.accept()
    await serve(ws, ws.state.user)


if __name__ == "__main__":
    print("First: curl -si -X POST -H 'Authorization: Bearer s3cret-of-ann' 127.0.0.1:5042/login")
    print("Talk to me: websocat ws://127.0.0.1:5042/ws -H='Cookie: session=...'")
    api.run(address="127.0.0.1")
