"""Wrong on purpose: each connection runs on an event loop of its own."""

from starlette.testclient import TestClient

from tutorial_code.ch08_testing.step3_room import api


def test_everyone_hears_it():
    client = TestClient(api)
    with (
        client.websocket_connect("/chat") as ann,
        client.websocket_connect("/chat") as bob,
    ):
        bob.send_text("hello")
        assert ann.receive_text() == "hello"
        assert bob.receive_text() == "hello"
