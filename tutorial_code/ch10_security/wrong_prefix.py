"""Wrong on purpose: it looks how the origin begins, and not where it ends."""

import responder

from tutorial_code.ch03_chat.step6_limit import chat

OURS = "https://chat.example"
api = responder.API(sessions=False)


@api.before_request(websocket=True)
async def check_origin(ws):
    if not ws.headers.get("Origin", OURS).startswith(OURS):
        await ws.close()


api.add_route("/chat", chat, websocket=True)

if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
