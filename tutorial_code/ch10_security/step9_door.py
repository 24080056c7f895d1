"""Let the cookie buy a ticket, and only the ticket open a socket, for as long as the session."""

import responder

from tutorial_code.ch10_security.audit import note
from tutorial_code.ch10_security.sessions import while_it_lasts
from tutorial_code.ch10_security.step1_origin import check_origin
from tutorial_code.ch10_security.step6_session import login, logout, sessions
from tutorial_code.ch10_security.tickets import Tickets
from tutorial_code.ch10_security.users import serve

api = responder.API(sessions=False)
api.before_request(websocket=True)(check_origin)
api.add_route("/login", login, methods=["POST"])
api.add_route("/logout", logout, methods=["POST"])
tickets = Tickets()


@api.route("/ticket", methods=["POST"])
async def sell_ticket(req, resp):
    key = req.cookies.get("session")
    if sessions.find(key):
        resp.text = tickets.sell(key)
    else:
        resp.status_code = 401


@api.before_request(websocket=True)
async def check_ticket(ws):
    ws.state.session = sessions.find(tickets.spend(ws.query_params.get("ticket")))
    if ws.state.session is None:
        note("refused, no ticket", ws)
        await ws.close()


@api.route("/ws", websocket=True)
async def greet(ws):
    await ws.accept()
    await while_it_lasts(ws.state.session, ws, serve(ws, ws.state.session.user))


if __name__ == "__main__":
    print("First: curl -si -X POST -H 'Authorization: Bearer s3cret-of-ann' 127.0.0.1:5042/login")
    api.run(address="127.0.0.1")
