"""Wrong on purpose: it works out once, at the start, whose tokens are good.

The check says: `BANNED` changes while the program runs: look into it whenever somebody comes
"""

from tutorial_code.ch06_hooks.sign_in.solution import SETTINGS, TOKENS, api

BANNED = {"mallory"}


WELCOME = set(TOKENS.values()) - BANNED


@api.before_request(websocket=True)
async def turn_away(ws):
    if ws.state.name not in WELCOME:
        await ws.accept()
        await ws.close(4403, "you are banned")


if __name__ == "__main__":
    print("Talk: websocat ws://127.0.0.1:5042/chat/blue -H='Authorization: Bearer s3cret-of-ann'")
    api.run(address="127.0.0.1", **SETTINGS)
