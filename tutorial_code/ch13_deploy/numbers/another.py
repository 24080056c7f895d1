"""Count what happens in the room: a counter, and one place where a visit begins."""

from collections import Counter

import responder

from tutorial_code.ch09_slow_clients import step3_speaker

NAMES = ["members", "joined_total", "messages_total", "characters_total"]
api = responder.API(sessions=False)


class Room(step3_speaker.Room):
    def __init__(self):
        super().__init__()
        self.counted = Counter()

    async def messages(self, member):
        self.counted.update(members=1, joined_total=1)
        try:
            async for message in super().messages(member):
                self.counted.update(messages_total=1, characters_total=len(message))
                yield message
        finally:
            self.counted["members"] -= 1


chatters = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await chatters.serve(step3_speaker.Member(ws))


@api.route("/metrics")
async def show(req, resp):
    resp.text = "\n".join(f"{name} {chatters.counted[name]}" for name in NAMES) + "\n"


if __name__ == "__main__":
    print("Ask me: curl http://127.0.0.1:5042/metrics")
    api.run(address="127.0.0.1")
