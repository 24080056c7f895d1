"""Sphinx settings: ``sphinx-build -c . docs build/html``."""

import gc
import sys
from pathlib import Path

gc.set_threshold(20_000)  # a build makes much and throws little away: a seventh of its time

sys.path.insert(0, str(Path(__file__).parent))  # so that chapters import tutorial_code and live

project = "WebSockets with Responder"
author = "the authors of this tutorial"
copyright = "%Y, " + author

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
templates_path = ["docs/_templates"]
pygments_dark_style = "a11y-high-contrast-dark"
html_static_path = ["docs/_static"]
html_css_files = ["style.css"]
html_title = project
html_favicon = "docs/_static/mark.svg"
html_copy_source = False
html_show_sphinx = False
html_theme_options = {"navigation_with_keys": True}

copybutton_prompt_text = "$ "
copybutton_line_continuation_character = "\\"
copybutton_exclude = ".linenos, .gp, .go"

linkcheck_anchors = False  # many sites make theirs with JavaScript
linkcheck_ignore = [r"\w+://(localhost|127\.0\.0\.1)"]  # the reader's own machine
linkcheck_timeout = 10
