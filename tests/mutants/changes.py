"""What is changed: the files, and in each the places where cosmic-ray changes one thing.

Left out, by rules whose reasons are plain:

- annotations, which nothing evaluates, and the names of types made of ``|``;
- ``if __name__ == "__main__"``, which the shell blocks of the pages run in processes of their own;
- how long something waits (a constant whose docstring begins with "Seconds" or whose comment is
  ``# seconds``, ``timeout=``, ``asyncio.sleep(...)``): a second more or less is a choice, and no
  behaviour;
- the numbers of a statement that calls ``random``, and those in a message that a check sends:
  any other does as well;
- ``strict=`` of ``zip``, which guards against a mistake that is not made;
- the bare ``*`` of a function's parameters, which is no operator;
- an abstract method's decorator, which says what its class says already.
"""

import ast
import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cosmic_ray import plugins
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import MutationVisitor

ROOT = Path(__file__).parent.parent.parent
NOT_TAUGHT = re.compile(r"wrong_|mistake_|test_|another\.|exercise\.|.*_talk\.")
"""What is wrong on purpose, unsolved, or itself a test: a talk is one, and so is ``another.py``,
which is written to be judged by a check."""

# Each operator becomes the one nearest to it, as in other tools: all 250 pairs of cosmic-ray would
# mostly make what fails at once with a TypeError.
NEXT = {
    "Binary": "Add_Sub Sub_Add Mul_Div Div_Mul FloorDiv_Mul Mod_Mul Pow_Mul RShift_LShift "
    "LShift_RShift BitOr_BitAnd BitAnd_BitOr BitXor_BitAnd",
    "Comparison": "Eq_NotEq NotEq_Eq Lt_LtE Lt_GtE LtE_Lt LtE_Gt Gt_GtE Gt_LtE GtE_Gt GtE_Lt "
    "Is_IsNot IsNot_Is",
    "Unary": "USub_UAdd",
}
NAMES = [
    *(f"Replace{kind}Operator_{pair}" for kind, pairs in NEXT.items() for pair in pairs.split()),
    "ReplaceUnaryOperator_Delete_Not", "AddNot", "ReplaceTrueWithFalse", "ReplaceFalseWithTrue",
    "ReplaceAndWithOr", "ReplaceOrWithAnd", "ReplaceBreakWithContinue", "ReplaceContinueWithBreak",
    "ExceptionReplacer", "NumberReplacer", "RemoveDecorator", "ZeroIterationForLoop",
]  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One change of a file: the number ``occurrence`` of those that an operator makes in it."""

    file: str
    line: int
    operator: str
    occurrence: int

    @property
    def package(self) -> str:
        """What the results are counted for: a chapter, or a room of the machinery."""
        return "/".join(Path(self.file).parts[:-1][:2])


def files(*under: str) -> list[str]:
    """The files that are changed, or those whose paths begin so."""
    found = [
        *(path for path in (ROOT / "live").rglob("*.py") if "node_modules" not in path.parts),
        *(
            path
            for path in (ROOT / "tutorial_code").rglob("*.py")
            if not NOT_TAUGHT.match(path.name)
        ),
    ]
    names = sorted(path.relative_to(ROOT).as_posix() for path in found)
    return [name for name in names if not under or name.startswith(under)]


def changes(file: str) -> Iterator[Change]:
    """All changes of a file."""
    source = (ROOT / file).read_text(encoding="utf-8")
    tree = ast.parse(source)
    skipped = {*left_out(tree), *(sent(tree) if file.endswith("/check.py") else ())}
    nodes, lines = list(ast_nodes(get_ast(source))), source.splitlines()
    for name in NAMES:
        operator = plugins.get_operator(f"core/{name}")()
        places = ((node, place) for node in nodes for place in operator.mutation_positions(node))
        for occurrence, (node, (start, end)) in enumerate(places):
            is_star = node.parent is not None and node.parent.type in ("parameters", "lambdef")
            # cosmic-ray itself fails with `except module.Error`
            is_dotted = (
                name == "ExceptionReplacer" and "." in lines[start[0] - 1][start[1] : end[1]]
            )
            is_seconds = lines[start[0] - 1].endswith("# seconds")
            if not (
                is_star
                or is_dotted
                or is_seconds
                or any(begin <= start < end for begin, end in skipped)
            ):
                yield Change(file, start[0], name, occurrence)


Span = tuple[tuple[int, int], tuple[int, int]]


def left_out(tree: ast.Module) -> Iterator[Span]:
    """From where to where the rules above leave out what stands there."""
    before: ast.AST | None = None
    for node in ast.walk(tree):
        for name in ("annotation", "returns"):
            if isinstance(annotation := getattr(node, name, None), ast.expr):
                yield span(annotation)
        if isinstance(node, ast.keyword) and node.arg in ("timeout", "close_timeout"):
            yield span(node.value)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in WAITS:
            yield from map(span, node.args)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "zip":
            yield from (span(keyword.value) for keyword in node.keywords)
        if isinstance(node, ast.Assign | ast.Expr | ast.For | ast.Return):
            value = node.iter if isinstance(node, ast.For) else node.value
            if value and is_random(value):
                yield from (span(each) for each in ast.walk(value) if is_number(each))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for decorator in node.decorator_list:
                if ast.unparse(decorator) == "abc.abstractmethod":
                    yield (decorator.lineno, 0), (decorator.lineno + 1, 0)
    for node in tree.body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "__name__ == '__main__'":
            yield span(node)
        if isinstance(node, ast.Assign) and is_type(node.value):
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


WAITS = {"asyncio.sleep", "asyncio.timeout", "time.sleep"}
RANDOM = {"random", "choice", "randbytes", "randrange", "sample"}


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


def source_of(file: str) -> str:
    """What a file holds unchanged."""
    return (ROOT / file).read_text(encoding="utf-8")


def changed(change: Change, source: str | None = None) -> str:
    """What the file, of which this is the source, holds then."""
    operator = plugins.get_operator(f"core/{change.operator}")()
    before = source_of(change.file) if source is None else source
    code = MutationVisitor.mutate_code(before, operator, change.occurrence)
    assert code is not None, change
    return str(code)


def difference(change: Change) -> str:
    """The lines that it replaces, and by what: ``- before`` and ``+ after``, without numbers."""
    before, after = source_of(change.file).splitlines(), changed(change).splitlines()
    lines = list(difflib.unified_diff(before, after, n=0, lineterm=""))[2:]
    shown = [f"{line[0]} {line[1:].strip()}" for line in lines if line[:2] != "@@"]
    return "\n".join(line for line in shown if len(line) > 2)
