"""Wrong on purpose: it drops all typing, whoever reads.

The check says: For whom nothing waits, typing is news: drop it for others.
"""

import responder

from tutorial_code.ch09_slow_clients import step2_outbox, step3_speaker

api = responder.API(sessions=False)


class Member(step2_outbox.Member):
    def tell(self, message):
        if message != "...":
            super().tell(message)


room = step3_speaker.Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
