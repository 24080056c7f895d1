"""Take the socket, too, from somebody who does not read: after ten seconds the kernel gives up."""

import responder

from tutorial_code.ch09_slow_clients.listening import serve
from tutorial_code.ch09_slow_clients.step3_speaker import chat

api = responder.API(sessions=False)
api.add_route("/chat", chat, websocket=True)


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    serve(api)
