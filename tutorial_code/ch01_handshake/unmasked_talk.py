"""Forget the mask: the server says what is wrong, and closes."""

import asyncio

from tutorial_code.ch01_handshake.step1_hello_bytes_talk import REQUEST


async def talk(open_connection):
    reader, writer = await open_connection()
    async with asyncio.timeout(5):
        writer.write("\r\n".join([*REQUEST, ""]).encode())
        await reader.readuntil(b"\x81\x05Hello")

        unmasked = b"\x81\x05Hello"
        writer.write(unmasked)
        print("→", unmasked.hex(" "))

        answer = await reader.read()  # all that comes before the server hangs up
        print("←", answer.hex(" "))
        assert answer == b"\x88\x13\x03\xeaincorrect masking"
    writer.close()
