"""Tell the browser what the page may do: run its own files, talk to its own server, no more."""

import responder

from tutorial_code.ch10_security.step1_origin import chat, check_origin
from tutorial_code.ch10_security.wrong_markup import PAGE

POLICY = (
    "default-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
api = responder.API(sessions=False, static_dir=PAGE)
api.before_request(websocket=True)(check_origin)
api.add_route("/chat", chat, websocket=True)


@api.route("/")
async def index(req, resp):
    resp.file(PAGE / "index.html")
    resp.headers["Content-Security-Policy"] = POLICY


if __name__ == "__main__":
    print("Open http://127.0.0.1:5042/")
    api.run(address="127.0.0.1")
