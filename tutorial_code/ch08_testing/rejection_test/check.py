"""The reader's test passes against a door, and fails against five that are none."""

from tutorial_code.ch08_testing.echo_test.judge import judge


async def check(connect, program):
    await judge(
        connect,
        program,
        "welcomes who gives a name, and accepts strangers only to close with 4401",
        {
            "open": (
                "lets strangers in",
                "Come without a name, and expect the connection to be closed.",
            ),
            "early": (
                "closes before it accepts, so that strangers see HTTP 403 and no code",
                "Open the connection first, and only then expect its end: "
                "an error of connect is another end than the one that was promised.",
            ),
            "vague": (
                "closes with 1000, which means that all is well",
                "Not every close is a refusal: look at `close_code`.",
            ),
            "shut": (
                "turns everybody away, with or without a name",
                "A refusal has two tests: one is kept out, and another comes in.",
            ),
            "silent": (
                "lets strangers in and says nothing to them",
                "Expect the connection to be closed, under a deadline.",
            ),
        },
    )
