"""Mallory sends markup, and it reaches Ann as it is: making text of it is the page's business."""

MARKUP = "<img src=x onerror=\"document.title = 'it ran'\">"


async def talk(connect):
    async with connect("/chat") as ann, connect("/chat") as mallory:
        await mallory.send(MARKUP)
        for ws in ann, mallory:
            assert await ws.recv() == MARKUP
