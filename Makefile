# `make site` and `make test` work in a fresh clone; no target needs another one to run first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WEB := tests/web/node_modules
export NO_MKDOCS_2_WARNING := 1

.DEFAULT_GOAL := help
.PHONY: help site test serve check web-check bench fuzz lint clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 11

site: $(VENV)/.site ## Check the content and build the site into site/
	@$(BIN)/coopnews build

test: $(VENV)/.test ## Run the whole test suite
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy
	@$(BIN)/pytest

serve: $(VENV)/.site ## Preview the site on http://127.0.0.1:8000; it reloads as you write
	@$(BIN)/coopnews serve

check: $(VENV)/.site ## List every problem in the content
	@$(BIN)/coopnews check

web-check: site $(WEB)/.ready ## Check the built site with axe, Nu, Lighthouse and a browser
	@node tests/web/check.mjs site $(if $(CI),,--performance)

bench: $(VENV)/.bench ## Compare the speed with Hugo and other generators (15 minutes)
	@$(BIN)/python -m tests.bench.run $(BENCH)

fuzz: $(VENV)/.test ## Try random texts for 30 minutes
	@$(BIN)/python -m tests.fuzz --minutes $(or $(MINUTES),30)

lint: $(VENV)/.test ## Format the code, fix what can be fixed, and list the other problems
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix . && $(BIN)/mypy

clean: ## Remove the built site, the caches and the installed packages
	rm -rf $(VENV) site .cache $(WEB)

$(VENV)/bin/python:
	@echo "Making $(VENV) ..."
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, but this is Python %d.%d. Try: make PYTHON=python3.11 ..." % sys.version_info[:2] if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.site: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing what the site needs ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@$(BIN)/python -m compileall -q generator
	@touch $@

$(VENV)/.test: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing what the tests need ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	@$(BIN)/python -m compileall -q generator
	@touch $@

$(VENV)/.bench: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing what the benchmark needs ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[bench]'
	@$(BIN)/python -m compileall -q generator
	@touch $@

$(WEB)/.ready: tests/web/package.json tests/web/package-lock.json
	@command -v npm >/dev/null || { echo "The web checks need npm. On Debian, install the packages nodejs and npm."; exit 2; }
	@echo "Installing what the web checks need ..."
	@cd tests/web && npm ci --silent
	@touch $@
