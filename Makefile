# Everything runs from the checkout: .venv/ for Python, frontend/node_modules/ for the front end, var/ for data.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
export CENTRALIS_HOME ?= $(CURDIR)/var
# Containers like to set this; each of the hundreds of processes that the tests start would then compile us anew.
unexport PYTHONDONTWRITEBYTECODE
WEB := src/centralis/web_dist/.vite/manifest.json
WEB_SOURCES := $(shell find frontend/src -type f 2>/dev/null) frontend/package-lock.json frontend/vite.config.ts

.PHONY: demo install test check bench clean lock
.DELETE_ON_ERROR:

install: $(BIN)/.installed $(WEB)          ## what demo and test share

$(BIN)/.installed: requirements/base.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --require-hashes -r requirements/base.txt
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

$(BIN)/.installed-dev: $(BIN)/.installed requirements/dev.txt
	$(BIN)/pip install --quiet --require-hashes -r requirements/dev.txt
	touch $@

frontend/node_modules/.installed: frontend/package-lock.json
	cd frontend && npm ci --no-audit --no-fund --silent
	touch $@

$(WEB): frontend/node_modules/.installed $(WEB_SOURCES)
	cd frontend && npm run --silent build
	touch $@

demo: install                              ## a whole demo trial on http://127.0.0.1:8000
	$(BIN)/centralis demo

test: install $(BIN)/.installed-dev        ## every test, on SQLite and on a real PostgreSQL
	tools/system-packages
	$(BIN)/python tools/criteria_coverage.py
	$(BIN)/python tools/with_postgres.py $(BIN)/pytest -n 2 --dist worksteal -m "not browser and not kill" tests/apps
	$(BIN)/pytest -n 2 --dist worksteal

check: install $(BIN)/.installed-dev       ## lint, types, import rules, migrations in step, front end
	$(BIN)/ruff check src tests benchmarks tools
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m django makemigrations --check --dry-run --settings centralis.config.settings_test
	cd frontend && npm run --silent check

$(BIN)/.installed-bench: $(BIN)/.installed-dev requirements/bench.txt
	$(BIN)/pip install --quiet --require-hashes -r requirements/bench.txt
	touch $@

bench: install $(BIN)/.installed-bench     ## us and a peer in one run, ratios into benchmarks/RESULTS.md
	tools/system-packages bench
	$(BIN)/python -m benchmarks

lock:                                      ## renew the hashed requirements after editing requirements/*.in
	uv pip compile -q --generate-hashes --no-emit-index-url --no-header --no-annotate requirements/dev.in -o requirements/dev.txt
	uv pip compile -q --generate-hashes --no-emit-index-url --no-header --no-annotate requirements/bench.in -c requirements/dev.txt -o requirements/bench.txt
	uv pip compile -q --generate-hashes --no-emit-index-url --no-header --no-annotate requirements/base.in -c requirements/dev.txt -o requirements/base.txt

clean:
	rm -rf .venv frontend/node_modules src/centralis/web_dist build
