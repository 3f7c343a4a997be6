# Everything a newcomer needs stands behind two commands: `make run` and `make test`.
# The environment is made once in .venv from hashed, pinned requirements.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
DATA   ?= data
CODE   := proxy tests examples evaluation benchmarks training

.PHONY: help run demo test check evaluate train bench bench-detection format lock clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

$(VENV)/.installed: requirements.lock requirements-dev.lock pyproject.toml
	@echo "Setting up the environment in $(VENV) (once; about a minute) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

run: $(VENV)/.installed ## serve on 127.0.0.1:8080, with embedded defaults
	@$(BIN)/chat-proxy run --data $(DATA)

demo: $(VENV)/.installed ## a tour of under a minute: what the provider sees, a hold, the audit log
	@$(BIN)/python -m examples.demo

evaluate: $(VENV)/.installed ## what detection finds, in our sets: DATA=folder adds yours, BASELINE=write|check
	@$(BIN)/python -m evaluation $(if $(filter file,$(origin DATA)),,$(DATA)) --json evaluation.json $(if $(BASELINE),--baseline $(BASELINE))

train: $(VENV)/.installed ## make the name model from its seed (some minutes)
	@$(BIN)/python -m training

test: $(VENV)/.installed ## ruff, mypy strict and all tests
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/ruff format --check $(CODE)
	@$(BIN)/mypy
	@$(BIN)/pytest -n auto -q

check: $(VENV)/.installed ## the quick half of `make test`: ruff and mypy
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/mypy

bench: $(VENV)/.installed ## what a turn costs, directly and through the proxy, side by side
	@$(BIN)/python -m benchmarks.turn

bench-detection: $(VENV)/.installed ## what finding costs, beside stock Presidio; some minutes
	@$(BIN)/python -m benchmarks.detection

format: $(VENV)/.installed ## write the house format
	@$(BIN)/ruff check --fix --quiet $(CODE) || true
	@$(BIN)/ruff format --quiet $(CODE)

lock: ## renew the pinned requirements (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --quiet -o requirements.lock
	uv pip compile pyproject.toml --extra dev --constraint requirements.lock --universal --python-version 3.11 --generate-hashes --no-header --quiet -o requirements-dev.lock

clean: ## remove the environment (never the data folder)
	rm -rf $(VENV)
