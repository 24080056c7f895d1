"""Wrong on purpose: it takes a missing header for a foreign page.

The check says: Browsers send an `Origin` with every socket: who sends none is a program
"""

import responder

from tutorial_code.ch07_lifecycle.closing_time.solution import (
    SETTINGS,
    chat,
    find_name,
    turn_away,
)

ORIGINS = "https://chat.example, http://127.0.0.1:5042"


async def check_origin(ws):
    allowed = {origin.strip() for origin in ORIGINS.split(",")}
    if ws.headers.get("Origin") not in allowed:
        await ws.close()


HOOKS = check_origin, find_name, turn_away
api = responder.API(sessions=False)
for hook in HOOKS:
    api.before_request(websocket=True)(hook)
api.add_route("/chat/{name}", chat, websocket=True)


if __name__ == "__main__":
    print("Talk: websocat ws://127.0.0.1:5042/chat/blue -H='Authorization: Bearer s3cret-of-ann'")
    api.run(address="127.0.0.1", **SETTINGS)
