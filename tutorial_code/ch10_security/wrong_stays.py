"""Wrong on purpose: it looks at the session when a socket opens, and never again."""

import responder

from tutorial_code.ch10_security.step2_cookie import (
    check_origin,
    check_session,
    greet,
    login,
    users,
)

api = responder.API(sessions=False)
api.before_request(websocket=True)(check_origin)
api.before_request(websocket=True)(check_session)
api.add_route("/login", login, methods=["POST"])
api.add_route("/ws", greet, websocket=True)


@api.route("/logout", methods=["POST"])
async def logout(req, resp):
    users.pop(req.cookies.get("session"), None)


if __name__ == "__main__":
    print("First: curl -si -X POST -H 'Authorization: Bearer s3cret-of-ann' 127.0.0.1:5042/login")
    print("Talk to me: websocat ws://127.0.0.1:5042/ws -H='Cookie: session=...'")
    api.run(address="127.0.0.1")
