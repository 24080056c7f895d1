"""Be refused in three ways, none of which says why."""

import pytest
from websockets.exceptions import InvalidStatus


async def talk(connect):
    for path, status in {"/http-exception": 403, "/exception": 403, "/return": 500}.items():
        with pytest.raises(InvalidStatus) as refusal:
            await connect(path)
        assert refusal.value.response.status_code == status
