"""Wrong on purpose: it gives the same answer to both questions.

The check says: whoever sees that ends
the process, with all who are in it
"""

import responder

from tutorial_code.ch09_slow_clients.step3_speaker import Member, Room

MOST = 3  # members
api = responder.API(sessions=False)
room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


@api.route("/live")
async def live(req, resp):
    resp.text = "alive"
    if len(room.members) >= MOST:
        resp.status_code = 503


@api.route("/ready")
async def ready(req, resp):
    if len(room.members) < MOST:
        resp.text = "ready"
    else:
        resp.status_code, resp.text = 503, "full"


if __name__ == "__main__":
    print("Ask me: curl -i http://127.0.0.1:5042/ready")
    api.run(address="127.0.0.1")
