# make run    installs, migrates and starts the bot; without BOT_TOKEN the playground
# make setup  builds .venv with the zhibu command
# make test   lint, types, import rules, audit of the pins and tests on SQLite and PostgreSQL (at most 8 minutes on 2 cores)
# make prove  the long proofs; make bench: the measurements
# make docs   the generated parts of the documents (ONLY=an. presses only what is new and what begins so)
# make pictures makes the pictures of the documents anew, in a browser
# make lock   pins the dependencies anew (UPGRADE=1: their newest versions)

VENV ?= .venv
BIN := $(VENV)/bin
PINS := requirements/run.txt requirements/dev.txt requirements/uv.txt pyproject.toml deploy/install.sh
export VENV
# Compiled modules are kept, also where the environment says otherwise: every process a test starts would compile a
# thousand of them anew.
unexport PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX := $(abspath $(VENV))/pycache

.PHONY: help run setup setup-dev test lint types imports audit tests prove bench docs pictures lock clean

help:
	@sed -n 's/^# make/make/p' Makefile

setup: $(VENV)/.ready-run
	@:

setup-dev: $(VENV)/.ready-dev
	@:

$(VENV)/.ready-run: $(PINS)
	@deploy/install.sh run
	@touch $@

# Everything of the smaller set is in it, so it counts for both.
$(VENV)/.ready-dev: $(PINS)
	@deploy/install.sh dev
	@touch $@ $(VENV)/.ready-run

run: setup
	@exec $(BIN)/zhibu start

test: lint types imports audit tests

# ruff's cache does not notice that a module has come to exist, which changes how imports are sorted.
lint: setup-dev
	@echo "== ruff"
	@$(BIN)/ruff check -q --no-cache .
	@$(BIN)/ruff format -q --check .

types: setup-dev
	@echo "== mypy"
	@$(BIN)/mypy --no-error-summary

imports: setup-dev
	@echo "== import rules"
	@$(BIN)/lint-imports --no-logo > $(VENV)/imports.log 2>&1 || { cat $(VENV)/imports.log; exit 1; }

# Where the advisories cannot be reached it says so and goes on.
audit: setup-dev
	@echo "== known vulnerabilities"
	@$(BIN)/python .ci/audit.py $(VENV)

tests: setup-dev
	@echo "== tests"
	@$(BIN)/python -m pytest -q -n 3 --dist worksteal --durations 40

prove: setup-dev
	@$(BIN)/python -m tests.proofs

bench: setup-dev
	@$(BIN)/python -m benchmarks

pictures: setup-dev
	@$(BIN)/python -m tests.pictures

docs: setup-dev
	@$(BIN)/python -m tests.doc_tables
	@$(BIN)/python -m tests.access_table $(ONLY)

LOCK := $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)

lock: setup-dev
	@$(LOCK) requirements/uv.in -o requirements/uv.txt
	@$(LOCK) requirements/audit.in -o requirements/audit.txt
	@$(LOCK) pyproject.toml -o requirements/run.txt
	@$(LOCK) pyproject.toml --extra distributed -c requirements/run.txt -o requirements/distributed.txt
	@$(LOCK) pyproject.toml --extra dev -c requirements/run.txt -o requirements/dev.txt

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -prune -exec rm -rf {} +
