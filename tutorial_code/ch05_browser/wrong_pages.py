"""Wrong on purpose: three pages with one mistake each, beside a server that has none."""

from pathlib import Path

import responder

from tutorial_code.ch03_chat.step6_limit import chat

PAGES = Path(__file__).parent / "pages"

api = responder.API(sessions=False, static_dir=PAGES, static_route="/")
api.add_route("/chat", chat, websocket=True)

if __name__ == "__main__":
    print("Open http://127.0.0.1:5042/wrong_host.html, wrong_markup.html or wrong_send.html.")
    api.run(address="127.0.0.1")
