.DEFAULT_GOAL := help
SHELL := /bin/bash

# Python 3.11 or later; name another by `make test PYTHON=/path/to/python3`.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PROCESSES ?= 2
CODE := complaints_service tests tools config.py

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

demo: .venv/.run-ready ## Show the service with an invented borough: sets everything up, prints the address
	@exec $(BIN)/complaints demo $(DEMO)

test: .venv/.test-ready ## Run every test: sets everything up first
	$(BIN)/pytest -q -n $(PROCESSES) --dist loadfile $(TESTS)

check: lint types contracts test ## Run everything that a change must pass

lint: .venv/.test-ready ## Check style and the usual mistakes
	$(BIN)/ruff check --quiet $(CODE)

types: .venv/.test-ready ## Check the types
	$(BIN)/mypy

contracts: .venv/.test-ready ## Check which part may import which
	$(BIN)/lint-imports --no-cache

bench: .venv/.test-ready ## Measure the service with many complaints
	$(BIN)/python tools/bench.py $(BENCH)

clauses: .venv/.test-ready ## Write docs/clauses.md anew: how each provision of the Codes is kept
	$(BIN)/python tools/clauses.py

screenshots: .venv/.test-ready ## Take the pictures of the README anew, from a demo
	@tools/system-deps.sh browser
	$(BIN)/python tools/screenshots.py $(SCREENSHOTS)

faults: .venv/.test-ready ## Kill, restart and starve the service, then check that nothing is lost
	$(BIN)/python tools/faults.py $(FAULTS)

letters: .venv/.test-ready ## Print 2,800 letters of random lives and read every one
	$(BIN)/python tools/letters.py $(LETTERS)

lock: ## Resolve the dependencies anew (maintainers; needs uv)
	uv pip compile $(LOCK) pyproject.toml requirements/build.in -o requirements/run.txt
	uv pip compile $(LOCK) --extra dev -c requirements/run.txt pyproject.toml requirements/build.in \
	  -o requirements/dev.txt

# No address of any server stands in a lock file: each site installs from where it always does.
LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
  --no-emit-index-url --no-emit-find-links

.venv/.created:
	@tools/system-deps.sh venv "$(PYTHON)"
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "$(PYTHON) is older than Python 3.11: install Python 3.11 or name one by PYTHON=…" >&2; exit 1; }
	[ -x $(BIN)/python ] || "$(PYTHON)" -m venv .venv
	@touch $@

.venv/.run-ready: .venv/.created requirements/run.txt pyproject.toml tools/system-deps.sh
	@tools/system-deps.sh run
	@echo "Installing what the service needs; the first time takes about a minute."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

.venv/.test-ready: .venv/.run-ready requirements/dev.txt
	@tools/system-deps.sh test
	@echo "Installing what the tests need; the first time takes about a minute."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

.PHONY: help demo test check lint types contracts bench clauses screenshots faults letters lock
