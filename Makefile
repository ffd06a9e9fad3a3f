# `make up` runs Straitwatch, `make test` passes its tests; `make help` lists the rest.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: help up test lint format types imports lock clean
.DEFAULT_GOAL := help

help: ## list the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

$(VENV)/.run: pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing Straitwatch into $(VENV) (a few minutes the first time)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing Straitwatch and its tools into $(VENV) (a few minutes the first time)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@ $(VENV)/.run

up: $(VENV)/.run ## install and start everything; sample articles if no outlet is set
	@$(BIN)/straitwatch up $(ARGS)

test: $(VENV)/.dev ## install and run all tests
	@$(BIN)/pytest $(ARGS)

lint: $(VENV)/.dev ## ruff: style and common errors
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: $(VENV)/.dev ## ruff: mend style
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

types: $(VENV)/.dev ## mypy --strict
	@$(BIN)/mypy

imports: $(VENV)/.dev ## import contracts
	@$(BIN)/lint-imports

lock: ## write constraints.txt anew from pyproject.toml
	@$(PYTHON) -m venv $(VENV)-lock
	@$(VENV)-lock/bin/python -m pip install --quiet uv
	@$(VENV)-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --extra dev --no-annotate --no-header \
		--no-emit-index-url --upgrade -o constraints.txt pyproject.toml
	@rm -r $(VENV)-lock

clean: ## remove the environment and caches
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
