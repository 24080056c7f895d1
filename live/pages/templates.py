"""The messages that Python code makes, as templates: ``f"{self.name} left"`` is "{name} left".

Code that readers read stays as it is: nothing marks its messages. A text counts as one if words
follow one another in it, unless it is a docstring, a key, or what a client sends or receives.
"""

import ast
import itertools
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

WORDS = re.compile(
    r"""(?! \{" | < | Bearer | .*[\r\\] )   # JSON, a page, a token, a request, an expression
    ( .*[a-z)},.:'`][ ][a-z(`] | .*[a-z][ ]\{ | ,?[ ][a-z] )""",
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
SAID = {"sends", "hears", "encode", "partition", "choice", "sample", "load"}
"""What these are called with is data."""


def extract(file: BinaryIO, *_: Any, **__: Any) -> Iterator[tuple[int, str, str, list[str]]]:
    """The templates of a file, as one of Babel's extractors: line, function, message, comments."""
    tree = ast.parse(file.read())
    skipped = {id(node) for parent in ast.walk(tree) for node in no_messages(parent)}
    for node in ast.walk(tree):
        if isinstance(node, ast.expr | ast.AugAssign) and id(node) not in skipped:
            text = template(node)
            if WORDS.match(text):
                yield node.lineno, "", text, []


def no_messages(parent: ast.AST) -> Iterator[ast.AST]:
    """The parts of a node that are no messages by themselves."""
    match parent:
        case ast.Expr(value=ast.Constant() as docstring):
            yield docstring
        case ast.JoinedStr():
            yield from (node for node in ast.walk(parent) if node is not parent)
        case ast.AugAssign():
            yield from ast.walk(parent.value)
        case ast.Dict():
            yield from (node for key in parent.keys if key for node in ast.walk(key))
            names = {key.value for key in parent.keys if isinstance(key, ast.Constant)}
            if "type" in names:  # a message of the chat
                yield from (node for value in parent.values for node in ast.walk(value))
        case ast.Call(func=ast.Attribute(attr=method), args=[first, *_]) if method in SAID:
            yield from ast.walk(first)
        case ast.Assign(value=ast.List() | ast.Tuple() as value) if parent.col_offset == 0:
            yield from ast.walk(value)


def template(node: ast.AST) -> str:
    """The text that an expression makes, "" if it makes none; what is computed is a name."""
    match node:
        case ast.Constant(value=str(text)):
            number = itertools.count()  # of what `format` fills
            return re.sub(r"\{\}", lambda _: f"{{{next(number)}}}", text)
        case ast.JoinedStr():
            names: list[str] = []
            return "".join(
                f"{{{hole(part, names)}}}"
                if isinstance(part, ast.FormattedValue)
                else template(part)
                for part in node.values
            )
        case ast.AugAssign(target=ast.Name(id=before), op=ast.Add()) if added := template(
            node.value
        ):
            return f"{{{before}}}{added}"
    return ""


def hole(part: ast.FormattedValue, names: list[str]) -> str:
    """The name of a hole, which no other hole of its template has; ``names`` are those so far."""
    name = word(part.value)
    names.append(name)
    return name if names.count(name) == 1 else f"{name}{names.count(name)}"


def word(node: ast.expr) -> str:
    """A word for what an expression computes."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(args=[first, *_]):
            return word(first)
        case ast.Call(func=ast.Attribute(value=inner)) | ast.Subscript(value=inner):
            return word(inner)
    return "value"
