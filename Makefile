# Everything needs only Python 3.11+ and make; the environment is made on first use.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help

help:
	@echo "make demo   audit the sample transcripts"
	@echo "make test   linters, types and tests"
	@echo "make bench  speed and memory, as ratios measured in one run"
	@echo "make evaluate  accuracy against gold dialogues, beside simpler ways"

$(STAMP): pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable . --group dev
	@touch $(STAMP)

demo: $(STAMP)
	$(BIN)/python -m servicespeech audit corpora/samples/*.txt --fail-on never

test: $(STAMP)
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

bench: $(STAMP)
	$(BIN)/python benchmarks/audit.py $(BENCH)

evaluate: $(STAMP)
	$(BIN)/python benchmarks/evaluate.py

clean:
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

.PHONY: help demo test bench evaluate clean
