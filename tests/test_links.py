"""The check of links finds what leads nowhere."""

import pytest

from tests import links

PAGE = '<p id="here"><a href="{}">there</a>'


@pytest.mark.parametrize(
    "address",
    ["other.html", "other.html#place", "#here", "#", "?q=1", "caf%C3%A9.txt", "https://x.test/no"],
)
def test_an_address_that_leads_somewhere_is_not_named(tmp_path, address):
    (tmp_path / "index.html").write_text(PAGE.format(address), "utf-8")
    (tmp_path / "other.html").write_text('<a name="place">', "utf-8")
    (tmp_path / "café.txt").touch()
    assert list(links.broken(tmp_path)) == []


@pytest.mark.parametrize("address", ["no.html", "other.html#no", "#no", "_static/no.js", "../x"])
def test_an_address_that_leads_nowhere_is_named_with_its_page(tmp_path, address):
    (tmp_path / "index.html").write_text(f'<p id="here"><script src="{address}">', "utf-8")
    (tmp_path / "other.html").touch()
    assert list(links.broken(tmp_path)) == [f"index.html: {address}"]


def link(status: str, uri: str = "https://one.test/") -> dict[str, str]:
    return {"status": status, "uri": uri, "info": "why", "filename": "index.rst", "lineno": "3"}


def test_a_site_that_does_not_answer_is_named_with_file_and_line(capsys):
    assert links.tell([link("working"), link("broken", "https://two.test/")]) == 1
    assert capsys.readouterr().out == (
        "docs/index.rst:3: https://two.test/: why\n1 of 2 addresses answered\n"
    )
    assert links.tell([link("working")]) == 0


def test_without_a_network_it_is_said_that_nothing_is_known(capsys):
    assert links.tell([link("broken"), link("timeout")]) == 1
    assert "None of 2 addresses answered" in capsys.readouterr().out
