# `make site` and `make test` do everything from a fresh clone; no target needs another first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export NO_MKDOCS_2_WARNING := 1

.DEFAULT_GOAL := help
.PHONY: help site test serve check lint clean

help: ## Say what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

site: $(VENV)/.site ## Check the content and build the site into site/
	@$(BIN)/coopnews build

test: $(VENV)/.test ## Run the whole test suite
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy
	@$(BIN)/pytest

serve: $(VENV)/.site ## Preview on http://127.0.0.1:8000, reloading as you write
	@$(BIN)/coopnews serve

check: $(VENV)/.site ## Say everything that is wrong with the content
	@$(BIN)/coopnews check

lint: $(VENV)/.test ## Put the code's format right, and say what else is wrong with it
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix . && $(BIN)/mypy

clean: ## Remove what the other targets made
	rm -rf $(VENV) site .cache

$(VENV)/bin/python:
	@echo "Making $(VENV) ..."
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; this is %d.%d: make PYTHON=python3.11 ..." % sys.version_info[:2] if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.site: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing what the site needs ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.test: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing what the tests need ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	@touch $@
