"""Six rooms at /<name>/chat, of which only /right/chat keeps its promise."""

from contextlib import suppress

import responder
from starlette.websockets import WebSocketDisconnect

REACHED = {  # whom a message reaches
    "right": lambda members, speaker: list(members),
    "echo": lambda members, speaker: [speaker],
    "others": lambda members, speaker: [member for member in members if member is not speaker],
    "pair": lambda members, speaker: members[:2],
    "twice": lambda members, speaker: members * 2,
    "forgetful": lambda members, speaker: members[::-1],
}
api = responder.API(sessions=False)
rooms = {name: [] for name in REACHED}


@api.route("/{name}/chat", websocket=True)
async def chat(ws, *, name):
    await ws.accept()
    rooms[name].append(ws)
    with suppress(WebSocketDisconnect, RuntimeError):  # the speaker itself has left
        async for message in ws.iter_text():
            for member in REACHED[name](rooms[name], ws):
                try:
                    await member.send_text(message)
                except (WebSocketDisconnect, RuntimeError):  # it has left
                    if name == "forgetful":
                        await ws.close(1011)
                        return
    if name != "forgetful":
        rooms[name].remove(ws)


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/right/chat")
    api.run(address="127.0.0.1")
