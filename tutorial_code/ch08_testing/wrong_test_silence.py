"""Wrong on purpose: it waits for an answer, and it would wait for ever."""

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from tutorial_code.ch08_testing.wrong_return import api


def test_a_stranger_is_told_4401():
    client = TestClient(api)
    with (
        client.websocket_connect("/members") as stranger,
        pytest.raises(WebSocketDisconnect) as end,
    ):
        stranger.receive_text()
    assert (end.value.code, end.value.reason) == (4401, "say your name")
