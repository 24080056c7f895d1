"""Wrong on purpose: its page runs what others send, and nothing forbids it."""

from pathlib import Path

import responder

from tutorial_code.ch03_chat.step6_limit import chat

PAGE = Path(__file__).parent / "markup"
api = responder.API(sessions=False, static_dir=PAGE)
api.add_route("/chat", chat, websocket=True)


@api.route("/")
async def index(req, resp):
    resp.file(PAGE / "index.html")


if __name__ == "__main__":
    print("Open http://127.0.0.1:5042/")
    api.run(address="127.0.0.1")
