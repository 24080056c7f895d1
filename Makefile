# Three commands matter: `make live` to read, `make learn` to practise, `make test` to prove.
PYTHON ?= python3
export DOCS_PORT ?= 8000
export LIVE_PORT ?= 5043
export EXERCISES ?= exercises
BIN := .venv/bin
# Tests mostly wait, so there are more workers than a small machine has cores.
PYTEST := pytest -q -n 4
# A file's tests share what it starts; those of the browser, which take longest, come first.
BY_FILE := --dist loadfile --no-loadscope-reorder
# A site in another language, as in `make docs SITE_LANGUAGE=de`, stands below the English one.
SITE := build/html$(SITE_LANGUAGE:%=/%)
# What one builder has read, the others need not read again: reading holds every conversation.
SPHINX := $(BIN)/sphinx-build -n -W --keep-going -q -j auto -c . -d build/doctrees$(SITE_LANGUAGE:%=-%) docs
# Two builds of one commit give the same files.
export SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || date +%s)

SCHEMA := $(BIN)/check-jsonschema -q --builtin-schema vendor

.PHONY: help live learn room test check proof coverage mutants soak bench audit report runtime docs catalogues site links lint lock clean tools
.DEFAULT_GOAL := help

help: ## Show this help
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

live: .venv/installed ## Serve the pages and every step's server, reloading on save
	@exec $(BIN)/python -m live

learn: .venv/installed ## Check the exercises that you solve in your own editor
	@exec $(BIN)/python -m live.learn $(EXERCISE)

room: .venv/installed ## Start the room that the chapters end with, on port 5042
	@exec $(BIN)/python -m tutorial_code.ch13_deploy.step6_room

test: tools lint docs ## Prove everything, with the long runs in short form
	$(BIN)/$(PYTEST) $(BY_FILE) -n 6 --built  # short forms wait most

check: .venv/installed lint ## The quick part: lint, types, chapters, in-process tests
	$(BIN)/$(PYTEST) --dist worksteal -m "not real and not browser and not proof"

proof: tools ## The long runs at full figures, at most 25 minutes
	@$(PYTHON) live/packages.py epubcheck
	$(SPHINX) -b doctest build/doctest
	$(BIN)/$(PYTEST) $(BY_FILE) -m proof --full

coverage: tools docs ## See that a test runs every line and branch, in whatever process
	@rm -rf build/coverage
	$(BIN)/coverage run -m $(PYTEST) $(BY_FILE)
	@$(BIN)/coverage combine -q
	$(BIN)/coverage report
	@$(BIN)/coverage json -q -o build/coverage.json

mutants: tools ## Change the code in one place at a time, and see that a test notices; resumable
	@$(BIN)/python -m tests.mutants

soak: tools ## A day of the finished room in a minute: nothing may be left over
	$(BIN)/python -m benchmarks.soak

bench: tools docs ## Measure the server in the page, the room beside others, and the build, against limits
	$(BIN)/python -m benchmarks.page
	$(BIN)/python -m benchmarks.room
	$(BIN)/python -m benchmarks.build

audit: tools docs ## Open every page in Lighthouse, and a chapter in Firefox
	@$(PYTHON) live/packages.py "firefox-esr|firefox"
	@$(BIN)/python -m tests.audit

report: .venv/installed ## Show the figures of the last whole run of the tests on the site
	@$(BIN)/python -m tests.report

runtime: .venv/installed ## Build the server that runs in the page, if it has changed
	@$(BIN)/python -m live.pages.runtime

docs: .venv/installed ## Build build/html from scratch, warnings are errors
	@rm -rf $(SITE)
	$(SPHINX) -E $(SITE)

catalogues: .venv/installed ## Write what there is to translate; of SITE_LANGUAGE=de, what is missing
	SITE_LANGUAGE= $(SPHINX) -b gettext -d build/gettext/.doctrees build/gettext
	$(if $(SITE_LANGUAGE),$(BIN)/sphinx-intl update -p build/gettext -d docs/locale -l $(SITE_LANGUAGE))

site: .venv/installed ## Build all that a publisher serves: build/html, with an EPUB and a zip of it
	@$(PYTHON) live/packages.py epubcheck
	@rm -rf build/html build/epub
	$(SPHINX) -E -t site build/html
	$(SPHINX) -b epub build/epub
	@$(BIN)/python -m live.pages.site

links: .venv/installed ## Ask every other site that the pages link to
	@$(BIN)/python -m tests.links

lint: .venv/installed ## Lint and types
	$(BIN)/ruff check -q .
	$(BIN)/ruff format -q --check .
	$(BIN)/mypy --no-error-summary
	$(SCHEMA).github-workflows .github/workflows/*.yml
	$(SCHEMA).github-issue-forms $(filter-out %/config.yml,$(wildcard .github/ISSUE_TEMPLATE/*.yml))
	$(SCHEMA).github-issue-config .github/ISSUE_TEMPLATE/config.yml
	$(SCHEMA).dependabot .github/dependabot.yml
	$(SCHEMA).readthedocs .readthedocs.yaml

lock: .venv/installed ## Lock requirements.txt from requirements.in, for Python 3.11 to 3.14
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
		--no-header --no-emit-index-url requirements.in -o requirements.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
		--no-header --no-emit-index-url -c requirements.txt \
		tutorial_code/ch13_deploy/requirements.in -o tutorial_code/ch13_deploy/requirements.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
		--no-header --no-emit-index-url -c requirements.txt \
		benchmarks/requirements.in -o benchmarks/requirements.txt

clean: ## Delete what was built and installed
	rm -rf .venv build .*_cache live/browser/node_modules tests/audit/node_modules

tools: .venv/installed
	@$(PYTHON) live/packages.py "chromium-headless-shell|chromium" curl openssl redis-server nginx

.venv/installed: requirements.txt
	@$(PYTHON) live/packages.py python3-venv
	@echo "Installing the requirements into .venv ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@
