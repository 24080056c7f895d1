"""A room beside each page: the page at /rooms/blue/, and its socket at /rooms/blue/chat."""

import responder

from tutorial_code.ch03_chat.step6_limit import chat

api = responder.API(sessions=False)


@api.route("/rooms/{name}")
@api.route("/rooms/{name}/")
async def page(req, resp, *, name):
    resp.html = "<script>const ws = new WebSocket('chat');</script>"


@api.route("/rooms/{name}/chat", websocket=True)
async def room(ws, *, name):
    await chat(ws)


if __name__ == "__main__":
    print("Open http://127.0.0.1:5042/rooms/blue/ and look at the browser's console.")
    api.run(address="127.0.0.1")
