"""Wrong on purpose: it turns away Mallory, and looks at no list.

The check says: `BANNED` changes while the program runs: look into it whenever somebody comes
"""

from tutorial_code.ch06_hooks.sign_in.solution import SETTINGS, api

BANNED = {"mallory"}


@api.before_request(websocket=True)
async def turn_away(ws):
    if ws.state.name == "mallory":
        await ws.accept()
        await ws.close(4403, "you are banned")


if __name__ == "__main__":
    print("Talk: websocat ws://127.0.0.1:5042/chat/blue -H='Authorization: Bearer s3cret-of-ann'")
    api.run(address="127.0.0.1", **SETTINGS)
