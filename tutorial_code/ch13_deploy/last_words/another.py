"""Say goodbye before the server goes: an event, and a part of each member that waits for it."""

import asyncio

import responder

from tutorial_code.ch09_slow_clients.step3_speaker import Room
from tutorial_code.ch13_deploy.step2_goodbye import Member

GOODBYE = {"code": 1012, "reason": "restart"}
api = responder.API(sessions=False)
room, going = Room(), asyncio.Event()


async def part(member):
    await going.wait()
    member.end(**GOODBYE)


@api.route("/chat", websocket=True)
async def chat(ws):
    member = Member(ws)
    parting = asyncio.create_task(part(member))
    try:
        await room.serve(member)
    finally:
        parting.cancel()


@api.route("/drain", methods=["POST"])
async def drain(req, resp):
    going.set()


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
