"""Wrong on purpose: `eval` runs whatever a stranger sends.

The check says: Never `eval` what a stranger sends: that runs any program on your machine.
"""

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)


def calculate(text):
    try:
        return str(eval(text))
    except Exception as error:
        return f"error: {error}"


@api.route("/ws", websocket=True)
async def calculator(ws):
    await ws.accept()
    try:
        async for message in ws.iter_text():
            await ws.send_text(calculate(message))
    except WebSocketDisconnect:
        pass  # the client left before it had our answer


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
