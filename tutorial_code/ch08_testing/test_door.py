"""Who comes in, and what the others are told."""

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from tutorial_code.ch08_testing.step2_door import api


def test_a_name_comes_in():
    with TestClient(api).websocket_connect("/members?name=ann") as ann:
        assert ann.receive_text() == "Welcome, ann"
        ann.send_text("hello")
        assert ann.receive_text() == "ann said hello"


def test_a_stranger_is_told_4401():
    client = TestClient(api)
    with (
        client.websocket_connect("/members") as stranger,
        pytest.raises(WebSocketDisconnect) as end,
    ):
        stranger.receive_text()
    assert (end.value.code, end.value.reason) == (4401, "say your name")
