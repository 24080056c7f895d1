"""Believe a process only for a while: each beat starts an alarm that takes the process out."""

import asyncio
from contextlib import suppress
from itertools import chain

import responder
from starlette.websockets import WebSocketDisconnect

LEASE = 3.0
api = responder.API(sessions=False)
alive, alarms = {}, {}


@api.route("/beat/{number}", websocket=True)
async def hear(ws, *, number):
    await ws.accept()
    with suppress(WebSocketDisconnect):  # it left before it had our answer
        async for text in ws.iter_text():
            alive[number] = set(text.split(", "))
            if number in alarms:
                alarms[number].cancel()
            alarms[number] = asyncio.get_running_loop().call_later(LEASE, alive.pop, number, None)
            await ws.send_text(", ".join(sorted(set(chain(*alive.values())))))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/beat/7")
    api.run(address="127.0.0.1")
