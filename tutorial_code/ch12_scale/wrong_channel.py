"""Wrong on purpose: two rooms share a channel, and what is said while somebody is away is lost."""

from contextlib import asynccontextmanager

import responder

from tutorial_code.ch11_reconnect.resuming import Member
from tutorial_code.ch12_scale.channel import Channel, Room

channel = Channel()
first, second = Room(channel), Room(channel)


@asynccontextmanager
async def alive(api):
    async with first.alive(api), second.alive(api):
        yield


api = responder.API(sessions=False, lifespan=alive)


@api.route("/1/chat", websocket=True)
async def chat_in_the_first(ws):
    await first.serve(Member(ws, ws.query_params.get("name", "guest")))


@api.route("/2/chat", websocket=True)
async def chat_in_the_second(ws):
    await second.serve(Member(ws, ws.query_params.get("name", "guest")))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/1/chat?name=ann")
    api.run(address="127.0.0.1")
