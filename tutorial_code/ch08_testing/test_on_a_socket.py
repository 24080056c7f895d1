"""The same promises on a real socket, with the client that real programs use."""

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from tutorial_code.ch08_testing.serving import serving
from tutorial_code.ch08_testing.step2_door import api


@pytest.fixture(scope="module")
def url():
    with serving(api) as address:
        yield f"ws://{address}"


def test_a_name_comes_in(url):
    with connect(f"{url}/members?name=ann") as ann:
        assert ann.recv(timeout=2) == "Welcome, ann"
        ann.send("hello")
        assert ann.recv(timeout=2) == "ann said hello"


def test_a_stranger_is_told_4401(url):
    with connect(f"{url}/members") as stranger, pytest.raises(ConnectionClosed) as end:
        stranger.recv(timeout=2)
    assert (end.value.rcvd.code, end.value.rcvd.reason) == (4401, "say your name")


def test_an_unknown_path_is_refused_with_403(url):
    with pytest.raises(InvalidStatus) as refusal:
        connect(f"{url}/nonexistent")
    assert refusal.value.response.status_code == 403
