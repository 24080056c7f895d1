"""Each page as text beside it, and the lists of them."""

from live.pages import text
from tests.live.test_exercise_html import SHOUT
from tests.live.test_extension import Docs, docs  # noqa: F401
from tests.live.test_panel_html import ECHO


def test_a_page_has_its_text_beside_it_and_says_so(docs):  # noqa: F811
    docs.write("page", f"Say something.\n\n{ECHO}\n   :pyobject: echo")
    docs.build_well()
    said = docs.read("page.txt")
    assert said.startswith("Title\n*****\n\nSay something.\n\nch02_echo/step1_echo.py:\n\n   @api.")
    assert "\nWhat crossed the wire:\n\n   A → GET /ws\n   A ← 101 Switching Protocols\n" in said
    assert said.endswith("   A ← close 1000\n")
    link = '<link rel="alternate" type="text/plain" href="page.txt" title="As plain text">'
    assert link in docs.html("page")
    assert "text/plain" not in docs.html("search")


def test_a_figure_keeps_its_caption_and_a_file_its_name(docs):  # noqa: F811
    (docs.folder / "docs" / "box.svg").write_text("<svg/>", "utf-8")
    docs.write("page", f".. figure:: box.svg\n\n   A box.\n\n{ECHO}")
    docs.build_well()
    lines = docs.read("page.txt").splitlines()
    assert "ch02_echo/step1_echo.py:" in lines
    assert "   [image]A box." in lines


def test_the_page_itself_keeps_its_panel(docs):  # noqa: F811
    docs.write("page", f"{SHOUT}\n\n{ECHO}")
    docs.build_well()
    assert docs.html("page").count('<section class="live"') == 2
    assert "Answers, hints" not in docs.html("page")
    assert "Answers, hints and solutions\n====" in docs.read("page.txt")


def test_sections_have_no_numbers_in_the_text(docs):  # noqa: F811
    docs.write("index", ".. toctree::\n   :numbered:\n\n   page")
    docs.write("page", "Words.\n\nBelow\n-----\n\nMore.")
    docs.build_well()
    assert docs.read("page.txt") == "Title\n*****\n\nWords.\n\n\nBelow\n=====\n\nMore.\n"


def test_the_lists_follow_the_first_page(docs):  # noqa: F811
    docs.settings("project = 'A tutorial'")
    docs.write(
        "index",
        "What it is.\n\n"
        ".. toctree::\n   :caption: First\n\n   page\n   Away <https://example.org>\n\n"
        ".. toctree::\n\n   other",
    )
    docs.write("page", "A page. It says more.")
    docs.write("other", "Another page.")
    docs.build_well()
    assert docs.read("llms.txt") == (
        "# A tutorial\n\n> What it is.\n\n"
        "## First\n\n- [Title](page.txt): A page. It says more.\n\n"
        "## Pages\n\n- [Title](other.txt): Another page.\n"
    )
    assert docs.read("llms-full.txt") == docs.read("page.txt") + "\n\n" + docs.read("other.txt")


def test_where_the_site_knows_its_address_the_list_says_it(docs):  # noqa: F811
    docs.settings("html_baseurl = 'https://tutorial.example/en'")
    docs.write("page", "A page.")
    docs.build_well()
    assert "- [Title](https://tutorial.example/en/page.txt): A page." in docs.read("llms.txt")


def test_a_build_that_broke_off_writes_no_list():
    class App:
        class builder:
            name = "html"

    text.write_lists(App(), RuntimeError())  # type: ignore[arg-type]  # it looks no further
