"""Judge a reader's test by its verdicts: it passes against one server, and fails against others."""

import asyncio
import inspect
import random

from tutorial_code.story import WITHIN, NotYet


async def judge(connect, program, promise, wrong):
    """Hold ``program.talk`` with the server at ``/right``, and with each wrong one.

    ``promise`` says what the right server does. ``wrong`` maps the first part of a wrong server's
    path to what that one does, and to what helps to notice it. The talks are held side by side;
    the first wrong verdict, in the order of ``wrong``, is told.
    """
    talk = getattr(program, "talk", None)
    if not inspect.iscoroutinefunction(talk):
        raise NotYet(["The program was loaded"], "It should have a test", NONE, TALK)
    names = ["right", *wrong]
    talks = {  # in no certain order
        name: asyncio.create_task(ending(talk, below(connect, name)))
        for name in random.sample(names, len(names))
    }
    told = [f"Your test talked to {len(names)} servers"]
    try:
        if (came := await talks["right"]) != PASSED:
            because = TOO_MUCH if came == WAITS else RIGHT
            raise NotYet(told, f"It should pass where the server {promise}", came, because)
        for name, (fault, help_) in wrong.items():
            came = await talks[name]
            if came == PASSED:
                raise NotYet(told, f"It should fail where the server {fault}", came, help_)
            if came == WAITS:
                raise NotYet(told, f"It should end where the server {fault}", came, DEADLINE)
    finally:
        for task in talks.values():
            task.cancel()
        await asyncio.gather(*talks.values(), return_exceptions=True)


NONE = "there is none"
TALK = "It is called talk: `async def talk(connect)`."
PASSED = "it passed"
RIGHT = "A test that fails where all is right cries wolf: look at what it expects."
TOO_MUCH = "It waits for something that does not come, although all is right."
WAITS = f"it was still waiting after {WITHIN:g} s"
DEADLINE = (
    "A receive without a deadline is a test that can hang: "
    "put the whole conversation under `async with asyncio.timeout(1)`."
)


def below(connect, name):
    """The same ``connect``, to one server among several: the talk need not know of the others."""
    return lambda path, **options: connect(f"/{name}{path}", close_timeout=1, **options)


async def ending(talk, connect):
    """How a talk ended, in words."""
    task = asyncio.create_task(talk(connect))
    try:
        done, _ = await asyncio.wait([task], timeout=WITHIN)
    finally:
        task.cancel()
        (end,) = await asyncio.gather(task, return_exceptions=True)
    if not done:
        return WAITS
    if isinstance(end, BaseException):  # such as what pytest.fail raises
        return f"it failed with {type(end).__name__}: {end}"
    return PASSED
