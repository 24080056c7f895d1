"""Keep some people out, although they are known.

``BANNED`` holds names; the check adds to it, and takes out again, while the program runs.
A second hook looks there.
Who comes with a good token and a banned name is accepted and closed with 4403, unheard by the room.
A token that is missing or wrong still means 4401.
Everything else stays as it was.
"""

from tutorial_code.ch06_hooks.sign_in.solution import SETTINGS, api

BANNED = {"mallory"}


@api.before_request(websocket=True)
async def turn_away(ws):
    if ws.state.name in BANNED:
        await ws.accept()
        await ws.close(4403, "you are banned")


if __name__ == "__main__":
    print("Talk: websocat ws://127.0.0.1:5042/chat/blue -H='Authorization: Bearer s3cret-of-ann'")
    api.run(address="127.0.0.1", **SETTINGS)
