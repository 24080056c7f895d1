"""Wrong on purpose: it confirms a code that no client will ever see."""

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from tutorial_code.ch08_testing.wrong_early_close import api


def test_a_stranger_is_told_4401():
    client = TestClient(api)
    with pytest.raises(WebSocketDisconnect) as end, client.websocket_connect("/members"):
        pass
    assert (end.value.code, end.value.reason) == (4401, "say your name")
