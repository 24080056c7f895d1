"""Socket.IO: python-socketio's asynchronous server, which emits to everybody what one says."""

import os

import socketio
import uvicorn

sio = socketio.AsyncServer(async_mode="asgi")
app = socketio.ASGIApp(sio)


@sio.event
async def message(sid, data):
    await sio.emit("message", data)


if __name__ == "__main__":
    uvicorn.run(app, port=int(os.environ["PORT"]))
