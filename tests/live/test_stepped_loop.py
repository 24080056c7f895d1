"""The event loop of the page, which somebody else steps."""

import time

from live.in_page.stepped_loop import SteppedLoop


def test_a_timer_that_is_late_asks_for_a_step_at_once():
    asked: list[float] = []
    loop = SteppedLoop(asked.append)

    def dawdle() -> None:
        loop.call_later(0.001, lambda: None)
        time.sleep(0.01)

    loop.call_soon(dawdle)
    loop.step()
    assert asked == [0]
    loop.close()


def test_the_first_timer_asks_for_a_step_when_it_is_due():
    asked: list[float] = []
    loop = SteppedLoop(asked.append)
    for seconds in (0.5, 60, 30):
        loop.call_later(seconds, lambda: None)
    loop.step()
    assert 0 < asked[-1] <= 0.5
    loop.close()


def test_the_loop_runs_while_it_is_stepped():
    seen: list[bool] = []
    loop = SteppedLoop(lambda seconds: None)
    loop.call_soon(lambda: seen.append(loop.is_running()))
    assert not loop.is_running()
    loop.step()
    assert seen == [True]
    assert not loop.is_running()
    loop.close()
