"""Wrong on purpose: any end of a connection counts as a refusal."""

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from tutorial_code.ch08_testing.wrong_open_door import api


def test_a_stranger_is_refused():
    client = TestClient(api)
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/members"):
        pass


def test_an_unknown_path_is_refused():
    client = TestClient(api)
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/nonexistent"):
        pass
