"""Sphinx settings: ``sphinx-build -c . docs build/html``."""

import gc
import os
import sys
from pathlib import Path

gc.set_threshold(20_000)  # a build makes much and throws little away: a seventh of its time

sys.path.insert(0, str(Path(__file__).parent))  # so that chapters import tutorial_code and live

project = "On the Wire"
author = "the authors of this tutorial"
copyright = "%Y, " + author
version = "1.0"  # which an EPUB must name

extensions = [
    "live.pages.extension",
    "myst_parser",
    "sphinx.ext.doctest",
    "sphinx_copybutton",
]
nitpicky = True
language = os.environ.get("SITE_LANGUAGE") or "en"  # see CONTRIBUTING.md
locale_dirs = ["locale"]
exclude_patterns = ["**/.*"]
highlight_language = "none"  # a block names its language, so that a test can demand its proof

html_theme = "furo"
templates_path = [str(Path(__file__).parent / "docs" / "_templates")]  # to be found by all builders
pygments_dark_style = "a11y-high-contrast-dark"
html_static_path = ["docs/_static"]
html_css_files = ["style.css"]
html_title = project
html_context = {"subtitle": "WebSockets with Python and Responder"}
html_favicon = "docs/_static/mark.svg"
html_baseurl = os.environ.get("SITE_URL") or os.environ.get("READTHEDOCS_CANONICAL_URL", "")
html_copy_source = False
html_show_sphinx = False
html_theme_options = {
    "navigation_with_keys": True,
    "light_css_variables": {
        "color-brand-primary": "#5136d9",
        "color-brand-content": "#5136d9",
        "color-brand-visited": "#7a2a96",
        "color-foreground-primary": "#1d2430",
        "color-foreground-secondary": "#566171",
        "color-foreground-muted": "#566171",
        "color-foreground-border": "#76808d",
        "color-background-secondary": "#f7f8fb",
        "color-background-hover": "#eceef5",
        "color-background-hover--transparent": "#eceef500",
        "color-background-border": "#dfe3ea",
        "color-code-background": "#f5f6fa",
        "color-code-foreground": "#1d2430",
        "color-sidebar-link-text--top-level": "var(--color-foreground-primary)",
        "color-link-underline": "#b9aff0",
    },
    "dark_css_variables": {
        "color-brand-primary": "#a896ff",
        "color-brand-content": "#b0a0ff",
        "color-brand-visited": "#d79bf0",
        "color-foreground-primary": "#e6eaf0",
        "color-foreground-secondary": "#9aa7b8",
        "color-foreground-muted": "#9aa7b8",
        "color-foreground-border": "#7c8a9e",
        "color-background-primary": "#14181f",
        "color-background-secondary": "#191e27",
        "color-background-hover": "#242b37",
        "color-background-hover--transparent": "#242b3700",
        "color-background-border": "#303947",
        "color-code-background": "#1a202a",
        "color-code-foreground": "#e6eaf0",
        "color-sidebar-link-text--top-level": "var(--color-foreground-primary)",
        "color-link-underline": "#5c5390",
    },
}

copybutton_prompt_text = "$ "
copybutton_line_continuation_character = "\\"
copybutton_exclude = ".linenos, .gp, .go"

linkcheck_anchors = False  # many sites make theirs with JavaScript
linkcheck_ignore = [r"\w+://(localhost|127\.0\.0\.1)"]  # the reader's own machine
linkcheck_timeout = 10

epub_basename = "websocket-tutorial"
epub_title = project
epub_uid = epub_identifier = epub_basename
epub_scheme = "name"
epub_cover = ("_static/mark.svg", "epub-cover.html")
epub_css_files = ["book.css"]
epub_show_urls = "no"
epub_tocdepth = 2
epub_tocscope = "includehidden"
epub_use_index = False
epub_exclude_files = ["search.xhtml"]
for file in Path(__file__).parent.glob("docs/_static/**/*.*"):  # the site's
    if file.name not in {"book.css", "mark.svg"}:
        epub_exclude_files.append(file.relative_to(Path(__file__).parent / "docs").as_posix())
