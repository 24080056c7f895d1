"""The last room of chapter 3, in which ten messages may wait for a member."""

import responder

from tutorial_code.ch03_chat.step6_limit import chat

api = responder.API(sessions=False)
api.add_route("/chat", chat, websocket=True)

if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
