"""What is left out of the changes, by rules whose reasons are plain.

- annotations, which nothing evaluates, and the names of types made of ``|``;
- ``if __name__ == "__main__"``, which the shell blocks of the pages run in processes of their own;
- how long something waits (a constant whose docstring begins with "Seconds", a number whose
  comment begins so, what is given to a name with ``timeout`` in it, ``asyncio.sleep(...)``,
  ``.wait(10)``): a second more or less is a choice, and no behaviour;
- the numbers of an amount: one of many thousands (``10_000``), 1024, and a product with it. One
  more or less is a choice as well; what happens at the border is seen where something is compared
  with it;
- the numbers of a statement that calls ``random`` or ``secrets``, and those in a message that a
  check sends: any other does as well;
- ``strict=`` of ``zip`` and ``frozen=`` of a dataclass, which guard against mistakes that are not
  made;
- ``flush=``, ``indent=`` and ``ensure_ascii=``: it is said a moment later, and JSON that looks
  otherwise reads the same;
- the ``priority`` of a listener of Sphinx and of a transform: one more or less has the same place
  between Sphinx's own, which are far apart;
- ``@cache``: without it the same is found, only later;
- how much of a digest makes a name;
- the bare ``*`` of a function's parameters, which is no operator;
- an abstract method's decorator, which says what its class says already;
- a ``not`` that says what another operator says: before a ``not``, one comparison, or ``True``;
- ``except module.Error``, with which cosmic-ray itself fails.
"""

import ast
import re
from collections.abc import Iterator
from typing import Any

Span = tuple[tuple[int, int], tuple[int, int]]


class Rules:
    """The rules above, for one file."""

    def __init__(self, file: str, source: str) -> None:
        tree = ast.parse(source)
        self.lines = source.splitlines()
        self.spans = [*left_out(tree), *(sent(tree) if file.endswith("/check.py") else ())]
        self.amounts = [*amounts(tree)]

    def leave_out(self, operator: str, node: Any, place: Span) -> bool:
        """Whether they leave out what an operator of cosmic-ray would change at a node."""
        (row, column), (_, end) = place
        line = self.lines[row - 1]
        within = [*self.spans, *(self.amounts if operator == "NumberReplacer" else ())]
        return (
            any(first <= (row, column) < last for first, last in within)
            or (operator == "NumberReplacer" and bool(SECONDS.search(line)))
            or (operator == "ExceptionReplacer" and "." in line[column:end])
            or (operator == "AddNot" and is_made_otherwise(node))
            or (node.parent is not None and node.parent.type in ("parameters", "lambdef"))
        )


def left_out(tree: ast.Module) -> Iterator[Span]:
    """From where to where the rules above leave out what stands there."""
    before: ast.AST | None = None
    for node in ast.walk(tree):
        for name in ("annotation", "returns"):
            if isinstance(annotation := getattr(node, name, None), ast.expr):
                yield span(annotation)
        if isinstance(node, ast.keyword) and ("timeout" in (node.arg or "") or node.arg in NAMED):
            yield span(node.value)
        if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith(".hexdigest()"):
            yield span(node.slice)
        if isinstance(node, ast.Dict):
            both = zip(node.keys, node.values, strict=True)
            yield from (span(value) for key, value in both if key and "timeout" in ast.unparse(key))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in WAITS:
            yield from map(span, node.args)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "wait":
            yield from (span(each) for each in node.args if is_number(each))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "zip":
            yield from (span(keyword.value) for keyword in node.keywords)
        if isinstance(node, ast.Assign | ast.Expr | ast.For | ast.Return):
            value = node.iter if isinstance(node, ast.For) else node.value
            if value and is_random(value):
                yield from (span(each) for each in ast.walk(value) if is_number(each))
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "default_priority":
            yield span(node.value)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for decorator in node.decorator_list:
                if ast.unparse(decorator) in NEEDLESS:
                    yield (decorator.lineno, 0), (decorator.lineno + 1, 0)
    for node in tree.body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "__name__ == '__main__'":
            yield span(node)
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.BinOp)
            and is_type(node.value)
        ):
            yield span(node)
        if isinstance(node, ast.Expr) and ast.unparse(node)[:8].lstrip("'\"").startswith("Seconds"):
            assert before
            yield span(before)
        before = node


def sent(tree: ast.Module) -> Iterator[Span]:
    """The numbers in objects that a check sends."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            yield from (span(value) for value in node.values if is_number(value))


def amounts(tree: ast.Module) -> Iterator[Span]:
    """How much there may be of something."""
    for node in ast.walk(tree):
        match node:
            case ast.BinOp(left=left, op=ast.Mult(), right=right):
                if "1024" in (ast.unparse(left), ast.unparse(right)):
                    yield span(node)
            case ast.Constant(value=int(value)):
                if value == 1024 or (value >= 10_000 and value % 1000 == 0):
                    yield span(node)


def is_made_otherwise(node: Any) -> bool:
    """Whether a ``not`` before a condition makes what another operator makes."""
    first = node.children[2 if node.type == "test" else 1]
    while first.type in ("or_test", "and_test"):
        first = first.children[0]
    is_one = first.type == "comparison" and len(first.children) == 3
    return first.type in ("not_test", "keyword") or (
        is_one and first.children[1].get_code().split()[0] not in ("in", "not")
    )


SECONDS = re.compile(r"# (a |milli)?seconds?\b")
NAMED = {"frozen", "flush", "indent", "ensure_ascii", "priority"}
NEEDLESS = {"abc.abstractmethod", "cache", "functools.cache"}
WAITS = {"asyncio.sleep", "asyncio.timeout", "time.sleep"}
RANDOM = {"random", "secrets", "choice", "randbytes", "randrange", "sample"}


def is_random(value: ast.expr) -> bool:
    """Whether chance decides what an expression gives."""
    names = {each.id for each in ast.walk(value) if isinstance(each, ast.Name)}
    return bool(names & RANDOM)


def is_number(node: ast.AST) -> bool:
    """Whether it is a number, or an operator between numbers."""
    return isinstance(node, ast.BinOp) or (
        isinstance(node, ast.Constant) and isinstance(node.value, int | float)
    )


def is_type(value: ast.expr) -> bool:
    """Whether an expression is a type such as ``str | dict[str, int]``."""
    match value:
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return is_type(left) and is_type(right)
        case ast.Name() | ast.Attribute() | ast.Subscript() | ast.Constant(value=None):
            return True
    return False


def span(node: ast.AST) -> Span:
    """Where a node begins and ends: line and column each."""
    return (node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]
