"""Two rooms, as in two processes, that follow one log."""

import responder

from tutorial_code.ch12_scale.step1_one_log import alive, chat_in_the_first, chat_in_the_second

api = responder.API(sessions=False, lifespan=alive)
api.add_route("/1/chat", chat_in_the_first, websocket=True)
api.add_route("/2/chat", chat_in_the_second, websocket=True)

if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/1/chat?name=ann")
    api.run(address="127.0.0.1")
