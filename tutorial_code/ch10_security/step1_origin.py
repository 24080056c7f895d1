"""Let in the pages of one list and no other: the whole origin, compared as it is."""

import logging

import responder

from tutorial_code.ch03_chat.step6_limit import chat

ALLOWED = {"https://chat.example", "http://localhost:5042", "http://127.0.0.1:5042"}
log = logging.getLogger("uvicorn.error")  # the server writes its own lines there
api = responder.API(sessions=False)


@api.before_request(websocket=True)
async def check_origin(ws):
    origin = ws.headers.get("Origin")
    if origin is not None and origin not in ALLOWED:  # None: a program, and not a page
        log.warning("refused a page of %r", origin)
        await ws.close()


api.add_route("/chat", chat, websocket=True)

if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
