# Two commands do everything on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test setup format lint types unit e2e conformance clean

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	touch $@

setup: $(STAMP)

demo: setup
	bash demo.sh "$(CURDIR)/$(BIN)/stackc"

test: setup lint types unit e2e

format: setup
	$(BIN)/ruff format stackc tests
	$(BIN)/ruff check --fix stackc tests

lint: setup
	$(BIN)/ruff format --check stackc tests
	$(BIN)/ruff check stackc tests

types: setup
	$(BIN)/mypy

unit: setup
	$(BIN)/pytest -n auto -m "not e2e"

e2e: setup
	$(BIN)/pytest -n auto -m e2e

# make conformance DIR=... : cases with the answers of another tool, checked section by section
conformance: setup
	$(BIN)/python tests/conformance/run.py $(DIR)

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .stackc
