"""Be refused in three ways."""

import pytest
from websockets.exceptions import InvalidStatus


async def talk(connect):
    for path, status, body in (("/close", 403, b""), ("/deny", 401, b"Who are you?")):
        with pytest.raises(InvalidStatus) as refusal:
            await connect(path)
        assert refusal.value.response.status_code == status
        assert refusal.value.response.body == body

    async with connect("/accept") as ws:
        await ws.wait_closed()
    assert (ws.close_code, ws.close_reason) == (4401, "Who are you?")
