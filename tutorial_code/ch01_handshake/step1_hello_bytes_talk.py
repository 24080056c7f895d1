"""Speak to the server in bytes: the handshake with the RFC's key, then frames of each kind."""

import asyncio

from tutorial_code.ch01_handshake.handshake import accept_key

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
REQUEST = [
    "GET /ws HTTP/1.1",
    "Host: 127.0.0.1",
    "Upgrade: websocket",
    "Connection: Upgrade",
    f"Sec-WebSocket-Key: {KEY}",
    "Sec-WebSocket-Version: 13",
    "",
]
FRAMES = """
← 81 05 48 65 6c 6c 6f
→ 81 85 37 fa 21 3d 7f 9f 4d 51 58
← 81 0f 59 6f 75 20 73 61 69 64 3a 20 48 65 6c 6c 6f
→ 01 83 37 fa 21 3d 7f 9f 4d
→ 89 82 37 fa 21 3d 5f 93
← 8a 02 68 69
→ 80 82 37 fa 21 3d 5b 95
← 81 0f 59 6f 75 20 73 61 69 64 3a 20 48 65 6c 6c 6f
→ 88 82 37 fa 21 3d 34 12
← 88 02 03 e8
"""


async def talk(open_connection):
    reader, writer = await open_connection()
    async with asyncio.timeout(5):
        for line in REQUEST:
            writer.write(f"{line}\r\n".encode())
            print(f"→ {line}".rstrip())

        answer = (await reader.readuntil(b"\r\n\r\n")).decode()
        for line in answer.removesuffix("\r\n").split("\r\n"):
            print("← date: (the time)" if line.startswith("date: ") else f"← {line}".rstrip())
        assert f"\r\nSec-WebSocket-Accept: {accept_key(KEY)}\r\n" in answer

        for line in FRAMES.strip().splitlines():
            frame = bytes.fromhex(line[2:])
            if line.startswith("→"):
                writer.write(frame)
            else:
                came = await reader.readexactly(len(frame))
                assert came == frame, f"expected {frame.hex(' ')}, got {came.hex(' ')}"
            print(line)

        assert await reader.read() == b""  # the server hangs up
    writer.close()
