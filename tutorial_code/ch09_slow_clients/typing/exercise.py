"""Throw away what is worth nothing later.

At ``/chat``, what a member sends reaches everybody, the speaker too.
The message ``...`` means that somebody is typing.
It shall reach only those for whom nothing waits in the queue; for everybody else it is dropped.
All other messages reach everybody, in the order in which they were said, as before.
"""

import responder

from tutorial_code.ch09_slow_clients import step2_outbox, step3_speaker

api = responder.API(sessions=False)


class Member(step2_outbox.Member):
    def tell(self, message):
        # TODO: this is called for each member. Drop what is not worth its waiting.
        super().tell(message)


room = step3_speaker.Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
