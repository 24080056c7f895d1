"""Other documentation links into this by name, with intersphinx and the inventory that is built."""

import zlib
from pathlib import Path

from tests.chapters import DOCS
from tests.live.test_extension import Docs, docs  # noqa: F401

SYMPTOMS = """
Messages
--------

1009, message too big
~~~~~~~~~~~~~~~~~~~~~

Both ends have a limit.
"""
LINKS = """
:external:doc:`ch02_echo`, :external:term:`frame`, :external:ref:`close-code-1006`,
:external:ref:`symptom-message-too-big`
"""


def test_another_site_links_to_a_chapter_a_word_a_code_and_a_symptom(docs, tmp_path):  # noqa: F811
    docs.write("ch02_echo", "* Begin.")
    docs.write("glossary", ".. glossary::\n\n   frame\n      The unit.")
    table = DOCS / "tables" / "close_codes.csv"
    (docs.folder / "codes.csv").write_bytes(table.read_bytes())
    docs.write(
        "close_codes",
        ".. csv-table::\n   :file: ../codes.csv\n   :header-rows: 1\n   :class: codes",
    )
    docs.write("symptoms", SYMPTOMS)
    docs.write("index", ".. toctree::\n\n   ch02_echo\n   glossary\n   close_codes\n   symptoms")
    docs.build_well()
    assert "symptom-messages" not in inventory(docs)
    assert inventory(docs).count("close-code-") == 16

    (tmp_path / "other").mkdir()
    other = Docs(tmp_path / "other")
    address = ("https://tutorial.example/", str(docs.folder / "html" / "objects.inv"))
    other.settings("extensions += ['sphinx.ext.intersphinx']")
    other.settings(f"intersphinx_mapping = {{'tutorial': {address!r}}}")
    other.write("page", LINKS)
    other.build_well()
    for link, words in {
        "ch02_echo.html": "Title",
        "glossary.html#term-frame": "frame",
        "close_codes.html#code-1006": "1006, abnormal closure",
        "symptoms.html#message-too-big": "1009, message too big",
    }.items():
        page = other.html("page")
        assert f'href="https://tutorial.example/{link}"' in page
        assert f">{words}</span>" in page


def inventory(docs: Docs) -> str:  # noqa: F811
    """The names of an inventory."""
    content = Path(docs.folder / "html" / "objects.inv").read_bytes()
    return zlib.decompress(content.split(b"\n", 4)[4]).decode()
