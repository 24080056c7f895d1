"""Wrong on purpose: every key gets the answer to the key of the chapter.

The check says: This is the answer to the key in the chapter.
Each key has an answer of its own: compute it from what the client sent.
"""

import responder
from starlette.websockets import WebSocketDisconnect

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
api = responder.API(sessions=False)


def accept_key(key):
    return "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="


@api.route("/ws", websocket=True)
async def answer(ws):
    await ws.accept()
    try:
        async for key in ws.iter_text():
            await ws.send_text(accept_key(key))
    except WebSocketDisconnect:
        pass  # the client left before it had our answer


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
