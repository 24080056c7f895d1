"""Wrong on purpose: who is banned gets the code of who is not known.

The check says: 4401 says: I do not know you. A page that hears it asks for a login,
and tries again for ever
"""

from tutorial_code.ch06_hooks.sign_in.solution import SETTINGS, api

BANNED = {"mallory"}


@api.before_request(websocket=True)
async def turn_away(ws):
    if ws.state.name in BANNED:
        await ws.accept()
        await ws.close(4401, "you are banned")


if __name__ == "__main__":
    print("Talk: websocat ws://127.0.0.1:5042/chat/blue -H='Authorization: Bearer s3cret-of-ann'")
    api.run(address="127.0.0.1", **SETTINGS)
