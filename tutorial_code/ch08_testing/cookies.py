"""An app that knows by a session cookie who you are, to find out which test client brings it."""

import responder


def make_api(**settings):
    api = responder.API(secret_key="a secret for tests", **settings)

    @api.route("/login")
    def login(req, resp):
        resp.session["name"] = "ann"

    @api.route("/ws", websocket=True)
    async def who_am_i(ws):
        await ws.accept()
        await ws.send_text(ws.session.get("name", "a stranger"))
        await ws.close()

    return api
