"""Wrong on purpose: the test is right, and the echo that it tests is not."""

from starlette.testclient import TestClient

from tutorial_code.ch08_testing.wrong_while_true import api


def test_echo():
    with TestClient(api).websocket_connect("/ws") as ws:
        ws.send_text("hello")
        assert ws.receive_text() == "Echo: hello"
