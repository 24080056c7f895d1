"""Close a socket as soon as its session ends: by signing out, or after half an hour."""

import responder

from tutorial_code.ch10_security.sessions import Sessions, while_it_lasts
from tutorial_code.ch10_security.step1_origin import check_origin
from tutorial_code.ch10_security.users import bearer, serve

LIFETIME = 30 * 60  # seconds
api = responder.API(sessions=False)
api.before_request(websocket=True)(check_origin)
sessions = Sessions(LIFETIME)


@api.route("/login", methods=["POST"])
async def login(req, resp):
    if user := bearer(req):
        resp.set_cookie("session", sessions.start(user), httponly=True, samesite="strict")
    else:
        resp.status_code = 401


@api.route("/logout", methods=["POST"])
async def logout(req, resp):
    sessions.end(req.cookies.get("session"), "signed out")


@api.before_request(websocket=True)
async def check_session(ws):
    ws.state.session = sessions.find(ws.cookies.get("session"))
    if ws.state.session is None:
        await ws.close()


@api.route("/ws", websocket=True)
async def greet(ws):
    await ws.accept()
    session = ws.state.session
    await while_it_lasts(session, ws, serve(ws, session.user))


if __name__ == "__main__":
    print("First: curl -si -X POST -H 'Authorization: Bearer s3cret-of-ann' 127.0.0.1:5042/login")
    print("Talk to me: websocat ws://127.0.0.1:5042/ws -H='Cookie: session=...'")
    api.run(address="127.0.0.1")
