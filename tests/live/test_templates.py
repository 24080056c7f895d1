"""The messages that Python code makes are found in it, and its data is not taken for one."""

import io

import pytest

from live.pages import templates

NO_MESSAGES = '''
"""A docstring, which is for whoever reads the file."""
WORDS = ["is anybody there?", "so long"]
PAIR = ("one thing", "another thing")

class Person:
    """A docstring of a class."""

    async def says(self, because="It was never said before."):
        """A docstring of a function."""
        await self.sends("a message of a client")
        await self.hears("what should have come", because=because)
        mistakes = {f"{self.name}: an answer": "This is a likely cause."}
        said = {"type": "said a thing", "text": "with a text"}
        request = f"GET {path} HTTP/1.1\\r\\n"
        token, page = "Bearer of a token", "<p>on a page</p>"
        both, word, path = '{"type": "in JSON"}', "word", f"{page}/{word}"
        total += one
        total -= f"{a} and {b}"
'''


def found(code: str) -> list[str]:
    return [text for _, _, text, _ in templates.extract(io.BytesIO(code.encode()))]


def test_what_is_data_or_for_developers_is_no_message():
    assert found(NO_MESSAGES) == ["It was never said before.", "This is a likely cause."]


@pytest.mark.parametrize(
    ("expression", "template"),
    [
        ('f"{self.name} left"', "{name} left"),
        ('f"{two.name} met {one.name}, and {name} met {three.name}"',
         "{name} met {name2}, and {name3} met {name4}"),
        ('f"received {shown(message)!r}"', "received {message}"),
        ('f"came in, {name.capitalize()}"', "came in, {name}"),
        ('f"the bytes {data[:8]}"', "the bytes {data}"),
        ('f"number {a + b} of {max()}"', "number {value} of {value2}"),
        ('f"no answer within {WITHIN:g} s"', "no answer within {WITHIN} s"),
        ('"{} of {} came"', "{0} of {1} came"),
        ('"A sentence, "\n"and more."', "A sentence, and more."),
        ('["The program was loaded"]', "The program was loaded"),
        ('"STOP IT"', "STOP IT"),
        ('"One\\ntwo words"', "One\ntwo words"),
        ('Like("an ack", lambda came: came)', "an ack"),
    ],
)  # fmt: skip
def test_what_is_computed_is_a_name_in_braces(expression, template):
    assert found(f"def check():\n    note({expression})") == [template]


def test_what_is_added_to_a_text_is_a_message_about_it():
    assert found('def closed():\n    words += f", with {code}"\n    words += ", at once"') == [
        "{words}, with {code}",
        "{words}, at once",
    ]


def test_the_line_of_a_message_is_told():
    [(line, _, _, comments)] = templates.extract(io.BytesIO(b'\n\nnote("It is over")'))
    assert (line, comments) == (3, [])
