"""Connect to a path, wait, and say how the connection ended."""

import sys

from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

try:
    with connect(f"ws://127.0.0.1:5042{sys.argv[1]}", proxy=None) as ws:
        ws.recv()
except InvalidStatus as refused:
    print(f"refused: HTTP {refused.response.status_code}")
except ConnectionClosed as closed:
    print(f"closed: {closed.rcvd or '1006, no close frame came'}")
