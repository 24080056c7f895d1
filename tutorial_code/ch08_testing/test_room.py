"""Several clients in one room, on one event loop, and each receive has a deadline."""

import pytest
from starlette.testclient import TestClient

from tutorial_code.ch08_testing.deadline import receive_within
from tutorial_code.ch08_testing.step3_room import api


@pytest.fixture
def client():
    with TestClient(api) as client:
        yield client


def test_everyone_hears_it(client):
    with (
        client.websocket_connect("/chat") as ann,
        client.websocket_connect("/chat") as bob,
        client.websocket_connect("/chat") as carl,
    ):
        bob.send_text("hello")
        for member in (ann, bob, carl):
            assert receive_within(member) == "hello"


def test_each_message_comes_once(client):
    with (
        client.websocket_connect("/chat") as ann,
        client.websocket_connect("/chat") as bob,
    ):
        bob.send_text("one")
        bob.send_text("two")
        assert [receive_within(ann) for _ in range(2)] == ["one", "two"]


def test_the_room_goes_on_when_one_leaves(client):
    with client.websocket_connect("/chat") as ann:
        with client.websocket_connect("/chat"):
            pass
        ann.send_text("still here")
        assert receive_within(ann) == "still here"
