# `make site` and `make test` do everything from a fresh clone; no target needs another first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WEB := tests/web/node_modules
export NO_MKDOCS_2_WARNING := 1

.DEFAULT_GOAL := help
.PHONY: help site test serve check web-check bench fuzz torture lint clean

help: ## Say what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 11

site: $(VENV)/.site ## Check the content and build the site into site/
	@$(BIN)/coopnews build

test: $(VENV)/.test ## Run the whole test suite
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy
	@$(BIN)/pytest

serve: $(VENV)/.site ## Preview on http://127.0.0.1:8000, reloading as you write
	@$(BIN)/coopnews serve

check: $(VENV)/.site ## Say everything that is wrong with the content
	@$(BIN)/coopnews check

web-check: site $(WEB)/.ready ## Check the built site with axe, Nu, Lighthouse and a browser
	@node tests/web/check.mjs site $(if $(CI),,--performance)

bench: $(VENV)/.bench ## Time the generator against Hugo and others, in turns (a quarter of an hour)
	@$(BIN)/python -m tests.bench.run $(BENCH)

fuzz: $(VENV)/.test ## Try texts that nobody wrote, for half an hour
	@$(BIN)/python -m tests.fuzz --minutes $(or $(MINUTES),30)

torture: $(VENV)/.test ## Try kills, full disks, limits and hostile files (a quarter of an hour)
	@$(BIN)/python -m tests.torture $(GROUPS) $(if $(SEED),--seed $(SEED)) $(if $(MINUTES),--minutes $(MINUTES))

lint: $(VENV)/.test ## Put the code's format right, and say what else is wrong with it
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix . && $(BIN)/mypy

clean: ## Remove what the other targets made
	rm -rf $(VENV) site .cache $(WEB)

$(VENV)/bin/python:
	@echo "Making $(VENV) ..."
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; this is %d.%d: make PYTHON=python3.11 ..." % sys.version_info[:2] if sys.version_info < (3, 11) else 0)'
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
	@command -v npm >/dev/null || { echo "npm is needed for the web checks: install Debian's nodejs and npm"; exit 2; }
	@echo "Installing the web checks ..."
	@cd tests/web && npm ci --silent
	@touch $@
