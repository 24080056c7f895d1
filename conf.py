"""Sphinx settings: ``sphinx-build -c . docs build/html``."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # so that chapters import tutorial_code and live

project = "WebSockets with Responder"
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
exclude_patterns = ["**/.*"]
highlight_language = "none"  # a block names its language, so that a test can demand its proof

html_theme = "furo"
pygments_dark_style = "a11y-high-contrast-dark"
html_static_path = ["docs/_static"]
html_css_files = ["style.css"]
html_title = project
html_favicon = "docs/_static/mark.svg"
html_baseurl = os.environ.get("SITE_URL") or os.environ.get("READTHEDOCS_CANONICAL_URL", "")
html_copy_source = False
html_show_sphinx = False
html_theme_options = {"navigation_with_keys": True}

copybutton_prompt_text = "$ "
copybutton_line_continuation_character = "\\"
copybutton_exclude = ".linenos, .gp, .go"

epub_basename = "websocket-tutorial"
epub_title = project
epub_uid = epub_identifier = epub_basename
epub_scheme = "name"
epub_cover = ("_static/mark.svg", "epub-cover.html")
epub_css_files = ["book.css"]
epub_show_urls = "no"
epub_tocdepth = 2
epub_use_index = False
epub_exclude_files = ["search.xhtml"]
for file in Path(__file__).parent.glob("docs/_static/**/*.*"):  # the site's
    if file.name not in {"book.css", "mark.svg"}:
        epub_exclude_files.append(file.relative_to(Path(__file__).parent / "docs").as_posix())
