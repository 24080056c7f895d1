"""Wrong on purpose: everybody waits equally long."""

from tutorial_code.ch11_reconnect.backoff import FIRST, LONGEST


def pause(failures):
    return min(LONGEST, FIRST * 2 ** min(failures, 30))
