"""Who comes in, under which name."""

import secrets

from tutorial_code.ch10_security.audit import log, note
from tutorial_code.ch10_security.sessions import close


def is_name(text):
    """Whether somebody may be called so: 1 to 40 characters that can be seen, or spaces inside."""
    return 0 < len(text) <= 40 and text.isprintable() and text == text.strip()


class Door:
    """Sells tickets and lets in whoever has one; or whoever comes, where guests may."""

    def __init__(self, tickets, settings):
        self.tickets, self.settings = tickets, settings

    async def sell(self, req, resp):
        """``GET /ticket``: is one needed? ``POST /ticket`` with a name: one for that name."""
        if req.method == "GET":
            resp.text = "not needed" if self.settings.guests else "needed"
            return
        name = (await req.text).strip()
        if not is_name(name):
            resp.status_code, resp.text = 400, "expected a name of 1 to 40 characters"
            return
        try:
            resp.text = await self.tickets.sell(name)
        except ConnectionError as error:
            log.warning("%s", error)
            resp.status_code, resp.text = 503, "try again later"

    async def check(self, ws):
        """The hook: write the name of who comes into ``ws.state``, or send it away."""
        origin, port = ws.headers.get("Origin"), ws.scope["server"][1]
        if origin is not None and origin not in self.settings.ours(port):  # None: not a page
            log.warning("refused a page of %r: it is not among the ORIGINS", origin)
            await ws.close()
        elif self.settings.guests:
            name = ws.query_params.get("name", "")
            ws.state.name = name if is_name(name) else f"guest-{secrets.token_hex(4)}"
        else:
            await self.check_ticket(ws)

    async def check_ticket(self, ws):
        try:
            ws.state.name = await self.tickets.spend(ws.query_params.get("ticket", ""))
        except ConnectionError as error:
            log.warning("%s", error)
            await ws.accept()
            await close(ws, 1013, "try again later")
            return
        if ws.state.name is None:
            note("refused, no ticket", ws)
            await ws.close()
