"""Wrong on purpose: a stranger gets no answer at all, neither yes nor no."""

import responder

api = responder.API(sessions=False)


@api.route("/members", websocket=True)
async def members(ws):
    name = ws.query_params.get("name")
    if not name:
        return
    await ws.accept()
    await ws.send_text(f"Welcome, {name}")
    async for message in ws.iter_text():
        await ws.send_text(f"{name} said {message}")


if __name__ == "__main__":
    print("Talk to me: python -m websockets 'ws://127.0.0.1:5042/members?name=ann'")
    api.run(address="127.0.0.1")
