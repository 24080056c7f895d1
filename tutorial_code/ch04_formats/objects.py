"""The room of chapter 3, with a JSON object for each of its messages, for the exercises."""

import json
from contextlib import suppress

from tutorial_code.ch03_chat import room
from tutorial_code.ch03_chat.history import solution as history
from tutorial_code.ch04_formats.step5_kinds import texts


def parsed(text):
    """What JSON says, or None if it says nothing."""
    with suppress(ValueError, RecursionError):
        return json.loads(text)


def error(reason):
    return {"type": "error", "reason": reason}


class Member(room.Member):
    async def send(self, message):
        await self.ws.send_text(json.dumps(message))


class Room(history.Room):
    def said(self, member, text):
        return {"type": "said", "from": member.name, "text": text}

    def here(self):
        return {"type": "here", "names": sorted(member.name for member in self.members)}

    def joined(self, member):
        return {"type": "joined", "name": member.name}

    def left(self, member):
        return {"type": "left", "name": member.name}

    async def messages(self, member):
        async for text in texts(member.ws):
            yield parsed(text)
