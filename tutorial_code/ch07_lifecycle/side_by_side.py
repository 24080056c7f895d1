"""Run the parts of a handler side by side."""

import asyncio
import contextlib

from starlette.websockets import WebSocketDisconnect


async def side_by_side(*parts):
    """Run the parts until the first one ends, then end the others; raise what went wrong in it.

    That the client left is nothing wrong: it is how most connections end.
    """
    tasks = [asyncio.create_task(part) for part in parts]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        with contextlib.suppress(WebSocketDisconnect):
            for task in done:
                task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
