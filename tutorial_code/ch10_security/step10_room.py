"""Put it all together: behind the door, a room with limits that writes down who is there."""

from tutorial_code.ch10_security.audit import note, noted
from tutorial_code.ch10_security.limits import Limits
from tutorial_code.ch10_security.room import Member, Room
from tutorial_code.ch10_security.sessions import close, while_it_lasts
from tutorial_code.ch10_security.step9_door import api

SETTINGS = {"ws_max_size": 64 * 1024, "ws_per_message_deflate": False}
limits, room = Limits(connections=3, rate=5, burst=20), Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    session = ws.state.session
    with noted(ws, session.user), limits.seat(session.user) as allowance:
        if allowance:
            member = Member(ws, session.user, allowance)
            await while_it_lasts(session, ws, room.serve(member))
        else:
            note("too many connections", ws, session.user)
            await ws.accept()
            await close(ws, 4429, "too many connections")


if __name__ == "__main__":
    print("First: curl -si -X POST -H 'Authorization: Bearer s3cret-of-ann' 127.0.0.1:5042/login")
    api.run(address="127.0.0.1", **SETTINGS)
