"""A page's style sheets are merged in their order, and stay up to date."""

import re
from pathlib import Path

import pytest

from live.pages import styles

SHEETS = {
    "theme.css": '@charset "utf-8";a{}/*# sourceMappingURL=theme.css.map */',
    "styles/deep.css": "b{background:url(x.png) url('y.png') url(data:z) url(/w) url(#v)}",
    "style.css": "c{src:url(fonts/f.woff2)}",
    "live/panel.css": "d{}",
}


@pytest.fixture
def static(tmp_path: Path) -> Path:
    """A folder _static with sheets."""
    for name, text in SHEETS.items():
        (tmp_path / "_static" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "_static" / name).write_text(text, "utf-8")
    return tmp_path / "_static"


def links(*names: str, up: str = "") -> str:
    return "".join(
        f'<link rel="stylesheet" type="text/css" href="{up}_static/{name}?v=1" />\n    '
        for name in names
    )


def hrefs(html: str) -> list[str]:
    return re.findall(r'href="([^"?]*)', html)


def test_the_theme_is_one_file_and_the_panels_another(static):
    page = f"<title>x</title>{links('theme.css', 'live/panel.css', 'style.css')}<body>"
    merged = styles.merge(page, static.parent / "page.html")
    theme, live = hrefs(merged)
    assert (static.parent / theme).read_text("utf-8") == (
        "/* theme.css style.css */\na{}\nc{src:url(fonts/f.woff2)}"
    )
    assert (static.parent / live).read_text("utf-8") == "/* live/panel.css */\nd{}"
    assert re.fullmatch(r"<title>x</title>(<link [^>]*>\n){2}<body>", merged)


def test_a_page_in_a_folder_finds_the_same_file(static):
    (static.parent / "deep").mkdir()
    above = styles.merge(links("theme.css", up="../"), static.parent / "deep" / "page.html")
    beside = styles.merge(links("theme.css"), static.parent / "page.html")
    assert hrefs(above) == [f"../{href}" for href in hrefs(beside)]


def test_an_address_in_a_sheet_of_a_folder_stays_right(static):
    text = styles.write(static / "all.css", ["styles/deep.css"])
    kept = "url(styles/x.png) url('styles/y.png') url(data:z) url(/w) url(#v)"
    assert text.endswith(f"b{{background:{kept}}}")


@pytest.mark.parametrize(
    "page",
    [
        "<p>no sheet</p>",
        '<link rel="stylesheet" media="print" href="_static/theme.css">',
        '<link rel="stylesheet" href="elsewhere/theme.css">',
    ],
)
def test_what_is_no_sheet_of_every_screen_is_left_alone(static, page):
    assert styles.merge(page, static.parent / "page.html") == page


def test_a_sheet_that_changed_is_written_again_and_has_another_version(static):
    file = static.parent / "page.html"
    before = styles.merge(links("theme.css"), file)
    (static / "theme.css").write_text("e{}", "utf-8")
    styles.write_again(static)
    merged = static.parent / hrefs(before)[0]
    assert merged.read_text("utf-8") == "/* theme.css */\ne{}"
    after = styles.merge(links("theme.css"), file)
    assert hrefs(after) == hrefs(before)
    assert after != before


def test_a_file_of_another_origin_is_not_written_again(static):
    (static / "styles-own.css").write_text("f{}", "utf-8")
    styles.write_again(static)
    assert (static / "styles-own.css").read_text("utf-8") == "f{}"
