"""Meet each of the four calls."""

import pytest
from websockets.exceptions import InvalidStatus


async def talk(connect):
    with pytest.raises(InvalidStatus) as refusal:
        await connect("/send-first")
    assert refusal.value.response.status_code == 403
    for path, code in {"/accept-twice": 1011, "/send-last": 1000, "/receive-last": 1000}.items():
        async with connect(path) as ws:
            await ws.wait_closed()
        assert (ws.close_code, ws.close_reason) == (code, "")
