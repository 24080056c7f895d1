"""Wrong on purpose: the hook returns what it thinks, and turns nobody away.

The check says: A hook that only returns lets everybody in, whatever it returns
"""

from tutorial_code.ch06_hooks.sign_in.solution import SETTINGS, api

BANNED = {"mallory"}


@api.before_request(websocket=True)
async def turn_away(ws):
    return ws.state.name not in BANNED


if __name__ == "__main__":
    print("Talk: websocat ws://127.0.0.1:5042/chat/blue -H='Authorization: Bearer s3cret-of-ann'")
    api.run(address="127.0.0.1", **SETTINGS)
