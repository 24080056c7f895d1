"""The reader's test passes against an echo, and fails against four that are none."""

from tutorial_code.ch08_testing.echo_test.judge import judge


async def check(connect, program):
    await judge(
        connect,
        program,
        "answers each message once, with 'Echo: ' and the message",
        {
            "bare": (
                "leaves out 'Echo: '",
                "To receive an answer is not enough: assert that it is the right one.",
            ),
            "twice": (
                "answers each message twice",
                "Nobody can wait for what should not come. Say something else and look at "
                "what comes next: an answer too many stands in its place.",
            ),
            "stuck": (
                "repeats its first answer for ever",
                "One message can't tell an answer from a fixed text: send two that differ.",
            ),
            "silent": ("answers nothing", "Receive the answer, under a deadline."),
        },
    )
