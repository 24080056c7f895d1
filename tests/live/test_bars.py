"""Tables with bars."""

import re

from tests.live.test_extension import Docs, docs  # noqa: F401

TABLE = ".. bars:: The speed\n   :file: speed.csv\n"


def built(docs: Docs, rows: str) -> tuple[int, str]:  # noqa: F811
    (docs.folder / "docs" / "speed.csv").write_text(f"Server,A second\n{rows}", "utf-8")
    docs.write("page", TABLE)
    return docs.build()


def test_each_number_has_a_bar_and_the_greatest_the_longest(docs):  # noqa: F811
    assert built(docs, 'a,"2,000"\nb,500\nc,0\n') == (0, "")
    html = docs.html("page")
    assert re.findall('<rect width="([0-9.]+)"', html) == ["100.0", "25.0", "0.0"]
    assert re.search(r"<td><p>2,000</p>\s*<svg aria-hidden", html)
    assert html.count('aria-hidden="true" viewBox') == 3


def test_where_all_are_nothing_no_bar_is_seen(docs):  # noqa: F811
    assert built(docs, "a,0\n") == (0, "")
    assert '<rect width="0.0"' in docs.html("page")


def test_a_table_without_rows_is_named(docs):  # noqa: F811
    status, said = built(docs, "")
    assert status
    assert "Insufficient data supplied" in said


def test_a_cell_that_is_no_number_is_named(docs):  # noqa: F811
    status, said = built(docs, "a,much\n")
    assert status
    assert "expected a number for the bar, came 'much'" in said


def test_a_file_that_is_missing_is_named(docs):  # noqa: F811
    docs.write("page", TABLE)
    status, said = docs.build()
    assert status
    assert "speed.csv" in said
