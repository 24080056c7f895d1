"""Give uvicorn the settings that a chat needs, in place of those that are right for everybody."""

import responder

from tutorial_code.ch09_slow_clients.listening import serve
from tutorial_code.ch09_slow_clients.step3_speaker import chat

SETTINGS = {
    "ws_max_size": 64 * 1024,  # bytes that a message may have
    "ws_per_message_deflate": False,  # no compression, which takes 30 KiB for each member
    "ws_ping_interval": 20,  # seconds between two questions whether somebody is still there
    "ws_ping_timeout": 20,  # seconds in which the answer must come
    "timeout_graceful_shutdown": 1,  # seconds that a stop waits for those who do not go
}
api = responder.API(sessions=False)
api.add_route("/chat", chat, websocket=True)


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    serve(api, **SETTINGS)
