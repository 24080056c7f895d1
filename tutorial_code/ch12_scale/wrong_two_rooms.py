"""Wrong on purpose: two rooms, as two processes have them, and each keeps its members to itself."""

import responder

from tutorial_code.ch09_slow_clients.step3_speaker import Member, Room

api = responder.API(sessions=False)
first, second = Room(), Room()


@api.route("/1/chat", websocket=True)
async def chat_in_the_first(ws):
    await first.serve(Member(ws))


@api.route("/2/chat", websocket=True)
async def chat_in_the_second(ws):
    await second.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/1/chat")
    api.run(address="127.0.0.1")
