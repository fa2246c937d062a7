# Two commands for a fresh machine: `make demo` and `make test`. Both install what they need.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# Tests start some hundred programs: none of them is to compile again what the one before it has compiled.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help install demo network serve test lint types contracts unit suite bench mutants fuzz browser pack lock format clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(BIN)/uv:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv==0.13.9'

# Two steps: exactly what the lock names, each file by its hash; then the project itself, without dependencies.
$(STAMP): pyproject.toml requirements.lock | $(BIN)/uv
	$(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes --requirements requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

install: $(STAMP) ## make .venv with the locked dependencies

demo: $(STAMP) ## the whole story on the bundled example; prints where the report lies
	@$(BIN)/python examples/demo.py

network: $(STAMP) ## three institutions' logs and four witnesses on this machine; ends with one caught rewriting history
	@$(BIN)/python tools/network.py

serve: $(STAMP) ## a small synthetic hospital, made once below .demo/, in the browser: until Ctrl-C
	@$(BIN)/autonome serve --demo

lint: $(STAMP) ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP) ## mypy, strict
	$(BIN)/mypy

contracts: $(STAMP) ## import-linter: the arrows of docs/architecture.md
	$(BIN)/lint-imports --no-logo

unit: $(STAMP) ## the unit tests alone, a twentieth of the examples of each property: seconds
	@$(BIN)/python tools/run_unit_tests.py

browser: ## Debian's Chromium, where root and apt exist
	@tools/ensure_browser.sh

suite: $(STAMP) browser
	$(BIN)/pytest -n 2 --dist worksteal

test: lint types contracts suite ## everything

bench: $(STAMP) ## measured ratios, in one run
	@$(BIN)/python benchmarks/run.py

mutants: $(STAMP) ## break access, consent and law in every way that the tool knows, and list what no test notices: hours
	@$(BIN)/python tools/find_mutants.py

fuzz: $(STAMP) ## break inputs of every kind at random: ten minutes of genomes, ten of the rest
	@$(BIN)/python -m tests.hostile.vcf.fuzz --minutes 10
	@$(BIN)/python -m tests.hostile.fuzz --minutes 10

pack: $(STAMP) ## build the knowledge bundle from knowledge/, and the catalogues from languages/
	$(BIN)/python tools/build_knowledge.py
	$(BIN)/python tools/build_languages.py

lock: | $(BIN)/uv ## resolve the dependencies anew, for every platform, with hashes and without any index's address
	$(BIN)/uv pip compile pyproject.toml --group dev --extra pdf --extra node --universal --generate-hashes --no-emit-index-url --no-annotate \
	  --python-version 3.11 --upgrade --quiet --custom-compile-command 'make lock' --output-file requirements.lock

format: $(STAMP) ## mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## remove what the targets made
	rm -rf $(VENV) .demo .pictures build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis \
	  .benchmarks .found
	find . -name .git -prune -o -type d \( -name __pycache__ -o -name '*.egg-info' \) -prune -exec rm -rf {} +
