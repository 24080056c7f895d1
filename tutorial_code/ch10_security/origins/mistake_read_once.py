"""Wrong on purpose: it reads the list when the program starts, and never again.

The check says: which the check has changed: look at it for
each handshake.
"""

import responder

from tutorial_code.ch07_lifecycle.closing_time.solution import (
    SETTINGS,
    chat,
    find_name,
    turn_away,
)

ORIGINS = "https://chat.example, http://127.0.0.1:5042"


ALLOWED = {None, *(origin.strip() for origin in ORIGINS.split(","))}


async def check_origin(ws):
    if ws.headers.get("Origin") not in ALLOWED:
        await ws.close()


HOOKS = check_origin, find_name, turn_away
api = responder.API(sessions=False)
for hook in HOOKS:
    api.before_request(websocket=True)(hook)
api.add_route("/chat/{name}", chat, websocket=True)


if __name__ == "__main__":
    print("Talk: websocat ws://127.0.0.1:5042/chat/blue -H='Authorization: Bearer s3cret-of-ann'")
    api.run(address="127.0.0.1", **SETTINGS)
