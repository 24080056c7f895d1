"""Wrong on purpose: two ways to end after accept without saying goodbye."""

import responder

api = responder.API(sessions=False)


@api.route("/return", websocket=True)
async def return_without_close(ws):
    await ws.accept()


@api.route("/exception", websocket=True)
async def exception(ws):
    await ws.accept()
    raise RuntimeError("the database is away")


if __name__ == "__main__":
    print("Be dropped: python -m websockets ws://127.0.0.1:5042/return")
    api.run(address="127.0.0.1")
