"""Call the echo without asyncio, with the websocket-client package."""

from websocket import create_connection

ws = create_connection("ws://127.0.0.1:5042/ws")
ws.send("hello")
print(ws.recv())
ws.close()
