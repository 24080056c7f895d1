"""Wrong on purpose: it says full, and the status says that all is well.

The check says: who asks is a program,
and looks at the status
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


@api.route("/ready")
async def ready(req, resp):
    resp.text = "ready" if len(room.members) < MOST else "full"


if __name__ == "__main__":
    print("Ask me: curl -i http://127.0.0.1:5042/ready")
    api.run(address="127.0.0.1")
