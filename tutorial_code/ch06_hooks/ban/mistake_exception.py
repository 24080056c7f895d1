"""Wrong on purpose: it raises the exception of an HTTP view, whose status is lost.

The check says: A close code travels in a close frame, and there are none before `accept()`
"""

from starlette.exceptions import HTTPException

from tutorial_code.ch06_hooks.sign_in.solution import SETTINGS, api

BANNED = {"mallory"}


@api.before_request(websocket=True)
async def turn_away(ws):
    if ws.state.name in BANNED:
        raise HTTPException(403, "you are banned")


if __name__ == "__main__":
    print("Talk: websocat ws://127.0.0.1:5042/chat/blue -H='Authorization: Bearer s3cret-of-ann'")
    api.run(address="127.0.0.1", **SETTINGS)
