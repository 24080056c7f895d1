"""The markup still reaches Ann as it is, and her browser has been told what it may do with it."""

from tutorial_code.ch10_security.wrong_markup_talk import talk as send_markup


async def talk(connect, open_connection):
    reader, writer = await open_connection()
    writer.write(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
    page = (await reader.read()).decode()
    writer.close()
    assert "\r\ncontent-security-policy: default-src 'self';" in page.lower()
    await send_markup(connect)
