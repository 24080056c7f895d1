"""What the server says, posted to the page: what it prints, and what it logs."""

import io
import logging
from collections.abc import Callable
from typing import Any

from live.in_page.edited import Edited

Post = Callable[[dict[str, Any]], Any]


class Printed(io.TextIOBase):
    """A text stream that posts what is printed, line by line."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, post: Post) -> None:
        self.post = post
        self.line = ""

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, text: str) -> int:
        """Post all whole lines."""
        self.line += text
        if "\n" in text:
            self.flush()
        return len(text)

    def flush(self) -> None:
        """Post what there is."""
        if self.line:
            text, self.line = self.line, ""
            self.post({"type": "print", "text": text})


class Log(logging.Handler):
    """A handler that posts what the server logs."""

    def __init__(self, post: Post, edited: Edited) -> None:
        super().__init__()
        self.post = post
        self.edited = edited

    def emit(self, record: logging.LogRecord) -> None:
        """Post a line, with the error that it tells of."""
        told = {"type": "log", "level": record.levelname, "text": record.getMessage().rstrip()}
        if record.exc_info and (error := record.exc_info[1]):
            told |= self.edited.explain(error)
        self.post(told)
