"""Sell each user a ticket for the token, and let it say who comes."""

import responder

from tutorial_code.ch10_security.tickets import Tickets
from tutorial_code.ch10_security.users import bearer, serve

api = responder.API(sessions=False)
tickets = Tickets()


@api.route("/ticket", methods=["POST"])
async def sell_ticket(req, resp):
    if user := bearer(req):
        resp.text = tickets.sell(user)
    else:
        resp.status_code = 401


@api.before_request(websocket=True)
async def check_ticket(ws):
    ws.state.user = tickets.spend(ws.query_params.get("ticket"))
    if ws.state.user is None:
        await ws.close()


@api.route("/ws", websocket=True)
async def greet(ws):
    await ws.accept()
    await serve(ws, ws.state.user)


if __name__ == "__main__":
    print("First: T=$(curl -sX POST -H 'Authorization: Bearer s3cret-of-ann' :5042/ticket)")
    print("Talk to me: websocat ws://127.0.0.1:5042/ws?ticket=$T")
    api.run(address="127.0.0.1")
