"""The table that a benchmark prints: each figure with the limit that it must keep, and the aim."""

from dataclasses import dataclass

WIDTH = 60


@dataclass
class Row:
    """A line of the table: a ratio, or kilobytes, with the limit and the aim.

    The value may be at most as much; ``least`` says that it has to be at least as much.
    """

    name: str
    value: float
    must: float
    aim: float
    detail: str
    least: bool = False

    def keeps(self, limit: float) -> bool:
        """Whether the value is on the right side of a limit."""
        return self.value >= limit if self.least else self.value <= limit

    def __str__(self) -> str:
        verdict = "ok" if self.keeps(self.must) else "FAILS"
        if self.keeps(self.aim):
            verdict = "aim met"
        figures = f"{self.value:8.3f} {self.must:6g} {self.aim:6g}"
        return f"{self.name:{WIDTH}} {figures}  {verdict:8} {self.detail}"


def show(title: str, rows: list[Row]) -> int:
    """Print the table; 1 if a figure is on the wrong side of its limit."""
    print(f"{title:{WIDTH}} {'figure':>8} {'must':>6} {'aim':>6}")
    print(*rows, sep="\n")
    return int(not all(row.keeps(row.must) for row in rows))
