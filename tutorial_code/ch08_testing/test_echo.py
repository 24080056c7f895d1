"""What comes back from the echo, and how it says goodbye."""

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from tutorial_code.ch08_testing.step1_echo import api


def test_echo():
    with TestClient(api).websocket_connect("/ws") as ws:
        ws.send_text("hello")
        assert ws.receive_text() == "Echo: hello"


def test_bye_ends_the_conversation():
    with TestClient(api).websocket_connect("/ws") as ws:
        ws.send_text("bye")
        with pytest.raises(WebSocketDisconnect) as end:
            ws.receive_text()
    assert (end.value.code, end.value.reason) == (1000, "see you")
