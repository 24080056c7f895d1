"""A deadline for each receive of TestClient."""

from concurrent.futures import ThreadPoolExecutor


def receive_within(ws, seconds=2):
    """Return the next text message, or raise TimeoutError when none has come in time."""
    waiting = ThreadPoolExecutor(1)
    try:
        return waiting.submit(ws.receive_text).result(seconds)
    except TimeoutError:
        raise TimeoutError(f"no message within {seconds} s") from None
    finally:
        waiting.shutdown(wait=False)
