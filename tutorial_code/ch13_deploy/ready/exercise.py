"""Say whether the room wants one visitor more.

``GET /live`` answers 200 and ``alive``, always: the process lives.
``GET /ready`` answers 200 and ``ready`` as long as fewer than ``MOST`` members are here.
With so many it answers 503 and ``full``, and when one of them has left, it is ready again.
Nobody is refused for that: whoever asks decides where the next visitor goes.
The check changes ``MOST`` while the program runs.
At ``/chat``, what a member sends reaches everybody, the speaker too.
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
    # TODO: look at how many members there are, and at MOST
    resp.text = "ready"


if __name__ == "__main__":
    print("Ask me: curl -i http://127.0.0.1:5042/ready")
    api.run(address="127.0.0.1")
