"""What pages say of themselves to search engines and to whoever shows a link to them."""

import re
from xml.etree import ElementTree

import pytest

from live.pages import meta
from tests.live.test_extension import Docs, docs  # noqa: F401

ADDRESS = "html_baseurl = 'https://tutorial.example/en/'"


def properties(html: str) -> dict[str, str]:
    """The description, the OpenGraph properties and the like of a page."""
    found = re.findall(r'<meta (?:name|property)="([\w:]+)" content="(.*?)"\s*/?>', html)
    own = [pair for pair in found if pair[0] not in {"viewport", "generator"}]
    assert len(own) == len(dict(own))
    return dict(own)


def test_a_page_is_described_by_how_it_begins(docs):  # noqa: F811
    docs.settings("project = 'A tutorial'")
    docs.write("page", 'Sockets & "frames".\n\nMore of it.')
    docs.build_well()
    said = "Sockets &amp; “frames”."
    assert properties(docs.html("page")) == {
        "description": said,
        "og:title": "Title",
        "og:type": "article",
        "og:site_name": "A tutorial",
        "og:description": said,
    }


def test_the_first_page_is_the_site_and_pages_without_words_say_what_the_site_is(docs):  # noqa: F811
    docs.settings("project = 'A tutorial'")
    docs.write("index", "What it is.\n\n.. toctree::\n\n   page")
    docs.write("page", ".. rubric:: Nothing")
    docs.build_well()
    first = properties(docs.html("index"))
    assert (first["og:title"], first["og:type"]) == ("A tutorial", "website")
    for page in ("index", "page", "search"):
        assert properties(docs.html(page))["description"] == "What it is."
    docs.write("index", ".. toctree::\n\n   page")
    docs.build_well()
    assert properties(docs.html("index"))["description"] == "A tutorial"


@pytest.mark.parametrize(
    ("text", "described"),
    [
        (".. rst-class:: subtitle\n\nUnder it.\n\nWhat it is.", "What it is."),
        ("Below\n-----\n\nWhat it is.", "What it is."),
        (".. note:: Mind this.\n\nWhat it is.", "What it is."),
        ("What it is, see :doc:`index`.", "What it is, see Title."),
    ],
)
def test_only_the_text_itself_describes_a_page(docs, text, described):  # noqa: F811
    docs.write("page", text)
    docs.build_well()
    assert properties(docs.html("page"))["description"] == described


def test_a_description_is_of_whole_sentences():
    half = "a" * 99 + "."
    assert meta.shorten(f"{half} {half[1:]}") == f"{half} {half[1:]}"
    assert meta.shorten(f"{half} {half}") == half
    assert meta.shorten(f"{half} {half} No.") == half
    assert meta.shorten("word " * 60) == ("word " * 60).strip()
    assert meta.shorten("One!  Two?\nThree.") == "One! Two? Three."


def test_a_site_that_knows_no_address_says_none(docs):  # noqa: F811
    docs.write("page", "Words.")
    docs.build_well()
    assert "canonical" not in docs.html("page")
    assert docs.read("robots.txt") == "User-agent: *\nAllow: /\n"
    assert not (docs.folder / "html" / "sitemap.xml").exists()


def test_a_site_that_knows_its_address_says_it_everywhere(docs):  # noqa: F811
    docs.settings(ADDRESS)
    docs.settings("project = 'A tutorial'")
    docs.write("page", "Words.")
    docs.build_well()
    for page, address in (("index", ""), ("page", "page.html")):
        url = f"https://tutorial.example/en/{address}"
        html = docs.html(page)
        assert re.findall(r'<link rel="canonical" href="(.*?)"', html) == [url]
        said = properties(html)
        assert said["og:url"] == url
        assert said["og:image"] == "https://tutorial.example/en/_static/card.png"
        assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
        assert said["og:image:alt"] == "A tutorial"
        assert said["twitter:card"] == "summary_large_image"
    robots = "User-agent: *\nAllow: /\nSitemap: https://tutorial.example/en/sitemap.xml\n"
    assert docs.read("robots.txt") == robots
    listed = ElementTree.fromstring(docs.read("sitemap.xml"))
    name = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    assert listed.tag == f"{name}urlset"
    assert [place.text for place in listed.iterfind(f"{name}url/{name}loc")] == [
        "https://tutorial.example/en/",
        "https://tutorial.example/en/page.html",
    ]


def test_a_build_that_broke_off_writes_no_map():
    class App:
        class builder:
            name = "html"

    meta.write_map(App(), RuntimeError())  # type: ignore[arg-type]  # it looks no further
