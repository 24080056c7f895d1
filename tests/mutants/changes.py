"""What is changed: the files, and in each the places where cosmic-ray changes one thing.

What is left out, and why, stands in ``left_out.py``.
"""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cosmic_ray import plugins
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import MutationVisitor

from tests.mutants.left_out import Rules

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
        """What the results are counted for."""
        return package_of(self.file)


def package_of(file: str) -> str:
    """A chapter, or a room of the machinery."""
    return "/".join(Path(file).parts[:-1][:2])


def files(*under: str) -> list[str]:
    """The files that are changed, or those whose paths begin so, in the order of these."""
    found = [
        *(path for path in (ROOT / "live").rglob("*.py") if "node_modules" not in path.parts),
        *(
            path
            for path in (ROOT / "tutorial_code").rglob("*.py")
            if not NOT_TAUGHT.match(path.name)
        ),
    ]
    names = sorted(path.relative_to(ROOT).as_posix() for path in found)
    return list(
        dict.fromkeys(name for each in under or [""] for name in names if name.startswith(each))
    )


def changes(file: str) -> Iterator[Change]:
    """All changes of a file."""
    source = (ROOT / file).read_text(encoding="utf-8")
    rules, nodes = Rules(file, source), list(ast_nodes(get_ast(source)))
    for name in NAMES:
        operator = plugins.get_operator(f"core/{name}")()
        places = ((node, place) for node in nodes for place in operator.mutation_positions(node))
        for occurrence, (node, place) in enumerate(places):
            if not rules.leave_out(name, node, place):
                yield Change(file, place[0][0], name, occurrence)


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
