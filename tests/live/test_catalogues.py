"""What there is to translate, and how a build and its pages come by the translations."""

import json
import os
import re
from gettext import GNUTranslations
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.utils import new_document
from sphinx.locale import translators

from live import translation
from live.pages import catalogues
from live.pages.panel import BROWSER, answer_of, panel
from live.pages.path import headings
from tests.live.test_extension import Docs, docs  # noqa: F401
from tests.pseudo_language import pseudo

PANEL = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=2; plural=(n > 1);\\n"

msgid "A solution"
msgstr "Une <solution>"

#, fuzzy
msgid "Hint {number}"
msgstr "Indice {number}"

msgid "What happens"
msgstr ""

msgid "{count} more"
msgid_plural "{count} more"
msgstr[0] "{count} autre"
msgstr[1] "{count} autres"

msgid "one"
msgid_plural "many"
msgstr[0] "un"
msgstr[1] ""
"""
EXERCISE = ".. exercise:: ch02_echo/shout\n   :new: it answers\n\n   Why one wants it.\n"


@pytest.fixture
def french(tmp_path: Path) -> Any:
    """A build in French, which has a catalogue of the panel."""
    folder = tmp_path / "locale" / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "panel.po").write_text(PANEL, "utf-8")
    yield SimpleNamespace(
        srcdir=tmp_path,
        outdir=tmp_path / "html",
        config=SimpleNamespace(locale_dirs=["locale"], language="fr"),
        builder=SimpleNamespace(format="html"),
    )
    translators.pop(("general", catalogues.PANEL))


def test_all_words_of_the_panel_and_the_directives_are_found():
    found = catalogues.sources(catalogues.PANEL)
    for word in ("Run", "line {line}", "Hint {number}", "wrong on purpose", "Check"):
        assert word in found
    assert "{count} more" in found
    called = {
        text.replace("\\'", "'")
        for file in [*BROWSER.glob("*.mjs"), BROWSER / "start.js"]
        for text in re.findall(r'\bgettext\("((?:[^"\\]|\\.)*)"', file.read_text("utf-8"))
    }
    assert len(called) > 80
    assert {text.replace('\\"', '"') for text in called} <= {message.id for message in found}
    [(file, line)] = found["Run"].locations
    assert file == "live/browser/head.mjs"
    assert 'gettext("Run")' in (catalogues.ROOT / file).read_text("utf-8").splitlines()[line - 1]


def test_the_messages_of_checks_are_found_and_each_can_be_looked_for():
    found = [str(message.id) for message in catalogues.sources(catalogues.CHECKS) if message.id]
    assert "{name} should have received {expected}" in found
    assert "The check broke off with {__name__}: {error}" in found
    assert not [text for text in found if "Bearer" in text or text.startswith(('{"', "<"))]
    for text in found:
        assert translation.fits(text, text) is not None


def test_the_build_of_catalogues_writes_both_and_no_other_build_does(tmp_path):
    app: Any = SimpleNamespace(outdir=tmp_path, builder=SimpleNamespace(name="gettext"))
    catalogues.write_sources(app, None)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["checks.pot", "panel.pot"]
    told = (tmp_path / "panel.pot").read_text("utf-8")
    assert 'msgid "Run"\nmsgstr ""' in told
    assert "#, fuzzy" not in told  # or each translation of it would be left out
    app = SimpleNamespace(outdir=tmp_path / "none", builder=SimpleNamespace(name="html"))
    catalogues.write_sources(app, None)
    assert not (tmp_path / "none").exists()


def test_what_is_not_translated_or_fuzzy_is_english(french):
    catalogues.use_words(french)
    found = catalogues.words(french)
    assert found
    assert found["messages"] == {
        "A solution": "Une <solution>",
        "Hint {number}": "Hint {number}",
        "What happens": "What happens",
        "{count} more": ("{count} autre", "{count} autres"),
        "one": "one",
    }
    assert found["forms"] == "00" + 198 * "1"
    assert catalogues.gettext("A solution") == "Une <solution>"
    assert catalogues.gettext("Hint {number}") == "Hint {number}"
    numbers = [catalogues.ngettext("{count} more", "{count} more", count) for count in (0, 1, 2)]
    assert numbers == ["0 autre", "1 autre", "2 autres"]
    assert catalogues.ngettext("{count} hour", "{count} hours", 1) == "1 hour"
    assert catalogues.ngettext("{count} hour", "{count} hours", 2) == "2 hours"


def test_a_build_in_english_after_one_in_another_language_is_in_english(french):
    catalogues.use_words(french)
    french.config.language = "en"
    catalogues.use_words(french)
    assert catalogues.words(french) is None
    assert catalogues.gettext("A solution") == "A solution"


def test_an_edited_catalogue_is_read_by_the_next_build(french):
    catalogues.use_words(french)
    file = french.srcdir / "locale" / "fr" / "LC_MESSAGES" / "panel.po"
    old = file.stat()
    file.write_text(PANEL.replace("Une <solution>", "Solution"), "utf-8")
    os.utime(file, (old.st_atime, old.st_mtime + 10))
    catalogues.use_words(french)
    with file.with_suffix(".mo").open("rb") as compiled:
        assert GNUTranslations(compiled).gettext("A solution") == "Solution"


def test_the_worker_finds_the_messages_of_checks_in_a_translated_site_alone(french):
    file = french.outdir / "_static" / "live" / "checks.json"
    catalogues.use_words(french)
    catalogues.write_checks(french)
    assert json.loads(file.read_text("utf-8")) == {}  # none is translated yet
    (french.srcdir / "locale/fr/LC_MESSAGES/checks.po").write_text(
        'msgid "{name} left"\nmsgstr "{name} s’en alla"\n\nmsgid "again"\nmsgstr ""\n', "utf-8"
    )
    catalogues.write_checks(french)
    assert json.loads(file.read_text("utf-8")) == {
        "{name} left": "{name} s’en alla",
        "again": "again",
    }
    assert "s’en" in file.read_text("utf-8")
    file.unlink()
    french.builder.format = "text"
    catalogues.write_checks(french)
    french.builder.format, french.config.language = "html", "en"
    catalogues.use_words(french)
    catalogues.write_checks(french)
    assert not file.exists()


def test_a_page_in_english_carries_no_catalogue(docs):  # noqa: F811
    docs.write("page", EXERCISE)
    docs.build_well()
    assert "live-catalogue" not in docs.html("page")
    assert "checks.json" not in docs.html("page")


def test_a_picture_alone_leaves_its_description_to_translate():
    document: Any = new_document("", get_default_settings())
    picture = nodes.paragraph("", "", nodes.image())
    words = nodes.paragraph("", "Look: ", nodes.image())
    document += [picture, words]
    catalogues.Pictures(document).apply()
    assert picture["translatable"] is False
    assert "translatable" not in words


def test_the_right_answer_is_the_one_of_the_page_that_may_be_translated():
    items = [nodes.list_item("", nodes.paragraph("", word)) for word in ("le pong", "le texte")]
    answers = nodes.bullet_list("", *items)
    assert answer_of(panel("", answers, answer="the pong", right=0)) == "le pong"
    assert answer_of(panel("", answer="the pong")) == "the pong"
    assert answer_of(panel("")) == ""


def test_the_progress_finds_the_titles_of_a_page():
    link = nodes.reference("", "Exercice : crier", anchorname="#exercise-shout")
    other = nodes.reference("", "练习：计数 12: 3", anchorname="#exercise-count")
    assert headings(nodes.bullet_list("", link, other)) == {
        "#exercise-shout": "crier",
        "#exercise-count": "计数 12: 3",
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Echo server", "[Éčĥöö šééřṽééř]"),
        ("``await ws.accept()``", "``await ws.accept()``"),
        ("say ``x <y>`` to {name}::", "[šąąý ``x <y>`` ťöö {name}]::"),
        ("see `the docs <https://a.b/>`_", "[šéééé `ťĥéé đööčš <https://a.b/>`_]"),
        (":external+wire:doc:`ch01`.", ":external+wire:doc:`ch01`."),
        (":doc:`ch01` and :term:`frame`", "[:doc:`ch01` ąąñđ :term:`ƒřąąɱéé <frame>`]"),
        ("[a link](there.md)", "[[ąą łííñķ](there.md)]"),
        ('<a href="%(a)s">the codes</a>', '[<a href="%(a)s">ťĥéé čööđééš</a>]'),
        ("``:term:`a b``` is a word", "[``:term:`a b``` ííš ąą ŵööřđ]"),
        ("1000", "1000"),
    ],
)
def test_the_language_that_nobody_speaks_leaves_markup_and_code_alone(text, said):
    assert pseudo(text) == said


def test_the_name_of_a_file_is_not_translated(docs):  # noqa: F811
    docs.write("page", "Say something.\n\n.. snippet:: ch02_echo/step1_echo.py")
    assert docs.build("-q", "-b", "gettext") == (0, "")
    assert re.findall('msgid "(.+)"', docs.read("page.pot")) == ["Title", "Say something."]
