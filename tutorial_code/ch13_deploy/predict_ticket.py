"""Two processes of one room, each with its own tickets; here each is a path."""

import responder

from tutorial_code.ch10_security.tickets import Tickets

api = responder.API(sessions=False)
tickets = {"one": Tickets(), "two": Tickets()}


@api.route("/{process}/ticket", methods=["POST"])
async def sell_ticket(req, resp, *, process):
    resp.text = tickets[process].sell("ann")


@api.route("/{process}/chat", websocket=True)
async def chat(ws, *, process):
    user = tickets[process].spend(ws.query_params.get("ticket"))
    if user:
        await ws.accept()
        await ws.send_text(f"Hello, {user}.")
    await ws.close()


if __name__ == "__main__":
    print("First: T=$(curl -sX POST 127.0.0.1:5042/one/ticket)")
    print("Talk to me: websocat ws://127.0.0.1:5042/two/chat?ticket=$T")
    api.run(address="127.0.0.1")
