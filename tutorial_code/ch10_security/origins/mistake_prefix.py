"""Wrong on purpose: it looks how the origin begins.

The check says: Anybody can register a name that begins
like yours, or ends like it: compare whole origins.
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
    origin = ws.headers.get("Origin")
    allowed = tuple(part.strip() for part in ORIGINS.split(",") if part.strip())
    if origin is not None and not origin.startswith(allowed):
        await ws.close()


HOOKS = check_origin, find_name, turn_away
api = responder.API(sessions=False)
for hook in HOOKS:
    api.before_request(websocket=True)(hook)
api.add_route("/chat/{name}", chat, websocket=True)


if __name__ == "__main__":
    print("Talk: websocat ws://127.0.0.1:5042/chat/blue -H='Authorization: Bearer s3cret-of-ann'")
    api.run(address="127.0.0.1", **SETTINGS)
