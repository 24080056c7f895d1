"""Pictures that are drawn and not recorded."""

import pytest

from tests.live.test_extension import Docs, docs  # noqa: F401

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">{}</svg>\n'
TOLD = "<title>A dot</title><desc>It is small.</desc>"
DRAWING = "Here it is.\n\n.. drawing:: dot.svg\n\n   It *is*\n   a dot.\n"


def drawn(docs: Docs, svg: str, text: str = DRAWING) -> tuple[int, str]:  # noqa: F811
    (docs.folder / "docs" / "dot.svg").write_text(svg, "utf-8")
    docs.write("page", text)
    return docs.build()


def test_a_drawing_stands_in_the_page_with_its_caption(docs):  # noqa: F811
    assert drawn(docs, SVG.format(TOLD)) == (0, "")
    html = docs.html("page")
    figure = html.partition("<figure")[2].partition("</figure>")[0]
    assert 'class="drawn align-default"' in figure
    assert figure.count(SVG.format(TOLD)) == 1
    assert "It <em>is</em> a dot." in figure
    assert "A dot. It is small." not in html


def test_a_drawing_needs_no_caption(docs):  # noqa: F811
    assert drawn(docs, SVG.format(TOLD), ".. drawing:: dot.svg") == (0, "")
    assert "<svg" in docs.html("page")
    assert "<figcaption" not in docs.html("page")


def test_a_page_as_text_says_what_the_drawing_shows(docs):  # noqa: F811
    drawn(docs, SVG.format(TOLD))
    text = (docs.folder / "html" / "page.txt").read_text("utf-8")
    assert "A dot. It is small." in text
    assert "It *is* a dot.\n" in text


def test_a_page_is_built_again_when_its_drawing_has_changed(docs):  # noqa: F811
    drawn(docs, SVG.format(TOLD))
    (docs.folder / "docs" / "dot.svg").write_text(SVG.format(f"{TOLD}<g/>"), "utf-8")
    docs.build_well()
    assert "<g/></svg>" in docs.html("page")


@pytest.mark.parametrize(
    ("svg", "said"),
    [
        (SVG.format("<title>A dot</title>"), "dot.svg should have a title and a desc"),
        (SVG.format("<desc>Small</desc>"), "dot.svg should have a title and a desc"),
        ("<svg>", "dot.svg should be a picture: no element found"),
    ],
)
def test_a_picture_that_not_everyone_can_read_is_named(docs, svg, said):  # noqa: F811
    status, err = drawn(docs, svg)
    assert status == 1
    assert "page.rst:6" in err
    assert said in err


def test_a_picture_that_is_missing_is_named(docs):  # noqa: F811
    docs.write("page", DRAWING)
    status, err = docs.build()
    assert status == 1
    assert "dot.svg should be a picture: [Errno 2]" in err
