"""The room of prices, which keeps the latest message of each name for somebody who is behind."""

import responder

from tutorial_code.ch09_slow_clients.step5_latest import prices

api = responder.API(sessions=False)
api.add_route("/prices", prices, websocket=True)

if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/prices")
    api.run(address="127.0.0.1")
