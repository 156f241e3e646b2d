# make demo    try it: everything in one command, nothing else to install but Python 3.11 or newer
# make test    every check and test, from nothing
# make check   the quick part of it
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup demo test check bench lock assets clean

BIN := .venv/bin
STAMP := .venv/.setup-done

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 10

setup: $(STAMP) ## make .venv with everything that is locked

# A second run does nothing unless a lock or a project file is newer than the last setup.
$(STAMP): requirements/uv.lock.txt requirements/dev.lock.txt pyproject.toml fonts/pyproject.toml tools/setup
	tools/setup
	@touch $@

demo: setup ## start with all programmes and sample data (FRESH=1 begins anew, PORT=8000)
	$(BIN)/shifan demo $(if $(FRESH),--fresh) $(if $(PORT),--port $(PORT))

test: setup ## everything: checks, tests on SQLite and PostgreSQL, browser tests
	$(BIN)/python tools/test.py

check: setup ## what is quick: format, lint, imports, types, packs, the repository's own rules
	$(BIN)/python tools/test.py check

bench: setup ## run the benchmarks one after the other
	@shopt -s nullglob; for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python "$$script" || exit 1; done

# Universal: one lock for Linux and macOS and Python 3.11 to 3.13. UPGRADE=1 moves to the newest versions allowed.
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade)
lock: ## write requirements/*.lock.txt anew from pyproject.toml
	test -x $(BIN)/uv || $(MAKE) setup
	$(COMPILE) pyproject.toml --output-file requirements/run.lock.txt
	$(COMPILE) pyproject.toml --group dev --constraints requirements/run.lock.txt --output-file requirements/dev.lock.txt
	echo uv | $(COMPILE) - --constraints requirements/dev.lock.txt --output-file requirements/uv.lock.txt

assets: ## build the pages' scripts and styles from frontend/ (needs Node 18 or newer)
	cd frontend && npm ci --ignore-scripts --no-audit --no-fund
	node frontend/build.mjs

clean: ## remove what make made, not what a demo wrote to var/
	rm -rf .venv frontend/node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
