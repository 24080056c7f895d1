"""Say whether the room wants one visitor more: the answer is made first, and then given."""

import responder

from tutorial_code.ch09_slow_clients import step3_speaker

MOST = 3  # members
ANSWERS = {True: (200, "ready"), False: (503, "full")}
api = responder.API(sessions=False)


class Room(step3_speaker.Room):
    @property
    def free(self):
        return MOST - len(self.members)


chatters = Room()


async def health(req, resp):
    wanted = req.url.path == "/live" or chatters.free > 0
    resp.status_code, resp.text = ANSWERS[wanted]
    if req.url.path == "/live":
        resp.text = "alive"


@api.route("/chat", websocket=True)
async def chat(ws):
    await chatters.serve(step3_speaker.Member(ws))


for path in ("/live", "/ready"):
    api.add_route(path, health)


if __name__ == "__main__":
    print("Ask me: curl -i http://127.0.0.1:5042/ready")
    api.run(address="127.0.0.1")
