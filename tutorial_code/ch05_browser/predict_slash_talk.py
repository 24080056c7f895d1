"""Do what the page does when it is opened at /rooms/blue, without the slash at the end."""

from urllib.parse import urljoin

from websockets.exceptions import InvalidStatus


async def talk(connect):
    address = urljoin("/rooms/blue", "chat")
    try:
        async with connect(address):
            return "101"
    except InvalidStatus as error:
        return str(error.response.status_code)
