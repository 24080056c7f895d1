"""Wrong on purpose: it counts who came, and forgets that they leave.

The check says: Somebody has left,
and so there is a place
"""

import responder

from tutorial_code.ch09_slow_clients.step3_speaker import Member, Room

MOST = 3  # members
api = responder.API(sessions=False)
room = Room()
came = 0


@api.route("/chat", websocket=True)
async def chat(ws):
    global came
    came += 1
    await room.serve(Member(ws))


@api.route("/live")
async def live(req, resp):
    resp.text = "alive"


@api.route("/ready")
async def ready(req, resp):
    if came < MOST:
        resp.text = "ready"
    else:
        resp.status_code, resp.text = 503, "full"


if __name__ == "__main__":
    print("Ask me: curl -i http://127.0.0.1:5042/ready")
    api.run(address="127.0.0.1")
