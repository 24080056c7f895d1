"""Let in the pages that the operator names: look for one that is the same, to the last letter."""

import responder

from tutorial_code.ch07_lifecycle.closing_time.solution import (
    SETTINGS,
    chat,
    find_name,
    turn_away,
)

ORIGINS = "https://chat.example, http://127.0.0.1:5042"


def is_ours(page):
    return any(page == named.strip() for named in ORIGINS.split(",") if named.strip())


async def check_origin(ws):
    if "origin" in ws.headers and not is_ours(ws.headers["origin"]):
        await ws.close()


HOOKS = check_origin, find_name, turn_away
api = responder.API(sessions=False)
for hook in HOOKS:
    api.before_request(websocket=True)(hook)
api.add_route("/chat/{name}", chat, websocket=True)


if __name__ == "__main__":
    print("Talk: websocat ws://127.0.0.1:5042/chat/blue -H='Authorization: Bearer s3cret-of-ann'")
    api.run(address="127.0.0.1", **SETTINGS)
