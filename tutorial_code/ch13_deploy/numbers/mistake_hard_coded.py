"""Wrong on purpose: it shows the numbers of the first example.

The check says: These are numbers
about now
"""

import responder

from tutorial_code.ch09_slow_clients import step3_speaker
from tutorial_code.ch09_slow_clients.step3_speaker import Member

api = responder.API(sessions=False)
totals = {"joined_total": 0, "messages_total": 0, "characters_total": 0}


class Room(step3_speaker.Room):
    pass


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


@api.route("/metrics")
async def metrics(req, resp):
    resp.text = "members 2\njoined_total 2\nmessages_total 1\ncharacters_total 5\n"


if __name__ == "__main__":
    print("Ask me: curl http://127.0.0.1:5042/metrics")
    api.run(address="127.0.0.1")
