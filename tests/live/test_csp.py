"""A page's policy names the inline scripts that run in it, and stands in the page once."""

import html

import pytest

from live.pages.csp import policy, protect, source_hash

HEAD = '<html><head><meta charset="utf-8"/>'


def test_an_inline_script_is_named_by_its_hash():
    assert source_hash("run()") in policy("<script>run()</script>", "5043", "8000")


@pytest.mark.parametrize("attributes", ['src="run.js"', 'type="application/json"'])
def test_what_is_no_inline_program_is_not_named(attributes):
    page = f"<script {attributes}>run()</script>"
    assert policy(page, "5043", "8000") == policy("", "5043", "8000")


def test_it_stands_once_behind_the_charset_and_is_quoted():
    said = html.escape(policy(HEAD, "5043", "8000"))
    meta = f'<meta http-equiv="Content-Security-Policy" content="{said}">'
    assert protect(HEAD, "5043", "8000") == HEAD + meta
    shown = f"{HEAD}<pre>{HEAD}</pre>"  # a page may have such a line in it
    assert protect(shown, "5043", "8000") == f"{HEAD}{meta}<pre>{HEAD}</pre>"
