"""The reader's test passes against a room, and fails against five that are none."""

from tutorial_code.ch08_testing.echo_test.judge import judge


async def check(connect, program):
    await judge(
        connect,
        program,
        "sends each message once to everybody, and goes on when somebody leaves",
        {
            "echo": (
                "answers the speaker alone",
                "One client can't see a broadcast: connect several, and let each of them receive.",
            ),
            "others": (
                "sends to everybody but the speaker",
                "The speaker is a member too: let it receive what it said.",
            ),
            "pair": (
                "reaches only the first two members",
                "Two members can't tell two from all: connect a third.",
            ),
            "twice": (
                "sends each message twice",
                "Nobody can wait for what should not come. Say something else and look at "
                "what comes next: a message too many stands in its place.",
            ),
            "forgetful": (
                "goes on sending to a member who left, and throws the speaker out for it",
                "Let somebody leave, and then let another one speak and be heard.",
            ),
        },
    )
