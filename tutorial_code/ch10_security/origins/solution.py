"""Let in the pages that the operator names, and no other.

``ORIGINS`` is a text, as it comes from the environment of a server: one origin or several, with
commas between them, and perhaps spaces.
A page of one of these origins comes in, if its user has a token; the page of any other origin is
refused with HTTP 403, whatever token it brings.
If ``ORIGINS`` is empty, no page comes in.
A program that sends no ``Origin`` still does.
The check changes ``ORIGINS`` while the program runs.
Everything else stays as it was.
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
    if ws.headers.get("Origin") not in {None, *filter(None, allowed)}:
        await ws.close()


HOOKS = check_origin, find_name, turn_away
api = responder.API(sessions=False)
for hook in HOOKS:
    api.before_request(websocket=True)(hook)
api.add_route("/chat/{name}", chat, websocket=True)


if __name__ == "__main__":
    print("Talk: websocat ws://127.0.0.1:5042/chat/blue -H='Authorization: Bearer s3cret-of-ann'")
    api.run(address="127.0.0.1", **SETTINGS)
