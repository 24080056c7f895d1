"""Limit each user: how many connections, how many messages, how long a message."""

import responder

from tutorial_code.ch10_security.limits import Limits
from tutorial_code.ch10_security.room import Member, Room
from tutorial_code.ch10_security.sessions import close
from tutorial_code.ch10_security.step4_ticket import check_ticket, sell_ticket

SETTINGS = {"ws_max_size": 64 * 1024, "ws_per_message_deflate": False}
api = responder.API(sessions=False)
api.before_request(websocket=True)(check_ticket)
api.add_route("/ticket", sell_ticket, methods=["POST"])
limits, room = Limits(connections=2, rate=0.1, burst=5), Room()  # so low that you see them


@api.route("/chat", websocket=True)
async def chat(ws):
    with limits.seat(ws.state.user) as allowance:
        if allowance:
            await room.serve(Member(ws, ws.state.user, allowance))
        else:
            await ws.accept()
            await close(ws, 4429, "too many connections")


if __name__ == "__main__":
    print("First: T=$(curl -sX POST -H 'Authorization: Bearer s3cret-of-ann' :5042/ticket)")
    print("Talk to me: websocat ws://127.0.0.1:5042/chat?ticket=$T")
    api.run(address="127.0.0.1", **SETTINGS)
