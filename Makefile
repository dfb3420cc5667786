# `make site` and `make test` work in a fresh clone; no target needs another one to run first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/pip install --disable-pip-version-check --require-hashes
COMPILE := $(BIN)/uv pip compile --quiet $(if $(UPGRADE),--upgrade)
WEB := tests/web/node_modules
export NO_MKDOCS_2_WARNING := 1

.DEFAULT_GOAL := help
.PHONY: help site test serve check web-check lighthouse bench fuzz torture locales lint lock clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 11

site: $(VENV)/.site ## Check the content and build the site into site/
	@$(BIN)/coopnews build --verify

test: $(VENV)/.test ## Run the whole test suite
	@$(MAKE) --no-print-directory lint CHECK=1
	@$(BIN)/pytest

serve: $(VENV)/.site ## Preview the site on http://127.0.0.1:8000, or with PORT=8001 on that port
	@$(BIN)/coopnews serve $(if $(PORT),-a 127.0.0.1:$(PORT))

check: $(VENV)/.site ## List every problem in the content
	@$(BIN)/coopnews check

web-check: site $(WEB)/.ready ## Check the built site with axe, Nu, Lighthouse and a browser
	@node tests/web/check.mjs site $(if $(CI),,--performance)

lighthouse: site $(WEB)/.ready ## Check twelve pages of each edition with Lighthouse (15 minutes)
	@node tests/web/check.mjs site --only lighthouse --all --performance

bench: $(VENV)/.bench ## Compare the speed with Hugo and other generators (15 minutes)
	@$(BIN)/python -m tests.bench.run $(BENCH)

fuzz: $(VENV)/.test ## Try random texts for 30 minutes
	@$(BIN)/python -m tests.fuzz --minutes $(or $(MINUTES),30)

torture: $(VENV)/.test ## Try kills, full disks, limits and hostile files (a quarter of an hour)
	@$(BIN)/python -m tests.torture $(GROUPS) $(if $(SEED),--seed $(SEED)) $(if $(MINUTES),--minutes $(MINUTES))

locales: $(VENV)/.test ## Bring generator/locales up to date with the code (LANGUAGE=de: begin a language)
	@$(BIN)/python -m tests.locales $(LANGUAGE)

lint: $(VENV)/.test ## Format the code; check code, workflows and spelling (CHECK=1: change nothing)
	@$(BIN)/ruff format $(if $(CHECK),--check) . && $(BIN)/ruff check $(if $(CHECK),,--fix) .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/zizmor --offline --strict-collection --no-progress --quiet .github
	@$(BIN)/typos

lock: $(VENV)/.lock ## Pin each package and its hashes in requirements/ (UPGRADE=1: take newer versions)
	@$(COMPILE) pyproject.toml --extra test --group build -o requirements/test.txt
	@$(COMPILE) pyproject.toml --group build -c requirements/test.txt -o requirements/site.txt
	@$(COMPILE) pyproject.toml --extra bench -c requirements/test.txt -o requirements/bench.txt
	@for group in audit links lock; do \
	  $(COMPILE) --group $$group -c requirements/test.txt -o requirements/$$group.txt || exit 1; done

clean: ## Remove everything that was made: the site, the caches, the installed packages
	rm -rf $(VENV) site .site.* .cache $(WEB) tests/web/reports tests/example/site *.egg-info
	rm -rf .pytest_cache .hypothesis .mypy_cache .ruff_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

# `pip` is written last: an environment without it is incomplete, and is made again.
$(BIN)/pip:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed. On Debian and Ubuntu, install the packages python3 and python3-venv."; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, but this is Python %d.%d. Try: make PYTHON=python3.11 ..." % sys.version_info[:2] if sys.version_info < (3, 11) else 0)'
	@echo "Making $(VENV) ..."
	@$(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); echo "$(VENV) could not be made. On Debian and Ubuntu, install the package python3-venv; then run make again."; exit 2; }

# Every package comes from a lock and must have one of the hashes listed there. What has to be
# built is built with the packages already installed: nothing is fetched to build another.
$(VENV)/.site: pyproject.toml requirements/site.txt | $(BIN)/pip
	@echo "Installing what the site needs ..."
	@$(INSTALL) --only-binary :all: -r requirements/site.txt
	@$(BIN)/pip install --quiet --no-index --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q generator
	@touch $@

$(VENV)/.test $(VENV)/.bench: $(VENV)/.%: requirements/%.txt $(VENV)/.site
	@echo "Installing what \`make $*\` needs ..."
	@$(INSTALL) --no-build-isolation -r requirements/$*.txt
	@touch $@

$(VENV)/.lock: requirements/lock.txt | $(BIN)/pip
	@$(INSTALL) --only-binary :all: -r requirements/lock.txt
	@touch $@

$(WEB)/.ready: tests/web/package.json tests/web/package-lock.json
	@command -v npm >/dev/null || { echo "The web checks need npm. On Debian, install the packages nodejs and npm."; exit 2; }
	@echo "Installing what the web checks need ..."
	@cd tests/web && npm ci --silent --ignore-scripts
	@touch $@
