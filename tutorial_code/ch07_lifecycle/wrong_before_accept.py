"""Wrong on purpose: three ways to end before accept that do not say what was meant."""

import responder
from starlette.exceptions import HTTPException

api = responder.API(sessions=False)


@api.route("/http-exception", websocket=True)
async def http_exception(ws):
    raise HTTPException(401)


@api.route("/exception", websocket=True)
async def exception(ws):
    raise RuntimeError("the database is away")


@api.route("/return", websocket=True)
async def return_at_once(ws):
    return


if __name__ == "__main__":
    print("Be refused: python -m websockets ws://127.0.0.1:5042/return")
    api.run(address="127.0.0.1")
