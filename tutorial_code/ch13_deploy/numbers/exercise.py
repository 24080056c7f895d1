"""Count what happens in the room, for those who look after it.

``GET /metrics`` answers with four lines, in this order: a name, a space, and a number.
``members`` is how many are here now.
``joined_total`` is how many have come since the program began.
``messages_total`` is how many messages members have sent.
``characters_total`` is how many characters these had.
A total never falls, whoever leaves.
At ``/chat``, what a member sends reaches everybody, the speaker too.
"""

import responder

from tutorial_code.ch09_slow_clients import step3_speaker
from tutorial_code.ch09_slow_clients.step3_speaker import Member

api = responder.API(sessions=False)
totals = {"joined_total": 0, "messages_total": 0, "characters_total": 0}


class Room(step3_speaker.Room):
    pass  # TODO: count those who join, and what the room hears


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


@api.route("/metrics")
async def metrics(req, resp):
    numbers = {"members": len(room.members)} | totals
    resp.text = "".join(f"{name} {number}\n" for name, number in numbers.items())


if __name__ == "__main__":
    print("Ask me: curl http://127.0.0.1:5042/metrics")
    api.run(address="127.0.0.1")
