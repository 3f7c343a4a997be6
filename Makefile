# Everything a newcomer needs stands behind two commands: `make run` and `make test`.
# The environment is made once in .venv from hashed, pinned requirements.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
LITELLM := .venv-litellm
CLIENTS := tests/clients
DATA   ?= data
CODE   := proxy tests examples evaluation benchmarks training

# Tests start many processes: what Python has compiled is kept, even where the environment says otherwise.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run demo demo-web test test-clients check evaluate train hammer bench bench-log bench-detection bench-audit bench-handoff bench-prefix coverage openapi format lock clean chromium screenshots

help: ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

$(VENV)/.installed: requirements.lock requirements-dev.lock pyproject.toml
	@echo "Setting up the environment in $(VENV) (once; about a minute) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# Clients that the tests talk through and that cannot live beside our own pins: LiteLLM in an environment of
# its own, the Vercel AI SDK in node's. Both from pinned, hashed lists.
$(LITELLM)/.installed: $(CLIENTS)/litellm/requirements.lock
	@echo "Setting up LiteLLM, a client of the tests, in $(LITELLM) (once; about half a minute) ..."
	@$(PYTHON) -m venv $(LITELLM)
	@$(LITELLM)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(CLIENTS)/vercel/node_modules/.installed: $(CLIENTS)/vercel/package.json $(CLIENTS)/vercel/package-lock.json
	@echo "Setting up the Vercel AI SDK, a client of the tests (once) ..."
	@command -v npm >/dev/null || { echo "node and npm are missing: the tests use them (node 20 or newer)"; exit 1; }
	@cd $(CLIENTS)/vercel && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

test-clients: $(LITELLM)/.installed $(CLIENTS)/vercel/node_modules/.installed ## install LiteLLM and the Vercel AI SDK, for the tests

chromium: ## install Debian's Chromium for the browser tests, where it is missing and may be
	@command -v chromium >/dev/null || test -n "$$CHAT_PROXY_TEST_CHROMIUM" || { \
	  echo "Installing chromium for the browser tests ..."; \
	  if [ "$$(id -u)" = 0 ]; then apt-get update -qq && apt-get install -y -qq chromium >/dev/null; \
	  elif command -v sudo >/dev/null; then sudo apt-get update -qq && sudo apt-get install -y -qq chromium >/dev/null; \
	  else false; fi; } || { \
	  echo "The browser tests need chromium: install it (Debian: apt-get install chromium), or name one in CHAT_PROXY_TEST_CHROMIUM."; exit 1; }

screenshots: $(VENV)/.installed chromium ## pictures of the console's pages, into docs/console
	@$(BIN)/python -m tests.console.screenshots

run: $(VENV)/.installed ## serve on 127.0.0.1:8080, with embedded defaults
	@$(BIN)/chat-proxy run --data $(DATA)

demo: $(VENV)/.installed ## a tour of under a minute: what the provider sees, a hold, the audit log
	@$(BIN)/python -m examples.demo

demo-web: $(VENV)/.installed ## a shop with a chat box, the console and people to answer, in your browser; Ctrl-C stops
	@$(BIN)/python -m examples.widget.demo

evaluate: $(VENV)/.installed ## what detection finds, in our sets: DATA=folder adds yours, BASELINE=write|check
	@$(BIN)/python -m evaluation $(if $(filter file,$(origin DATA)),,$(DATA)) --json evaluation.json $(if $(BASELINE),--baseline $(BASELINE))

train: $(VENV)/.installed ## make the name model from its seed (some minutes)
	@$(BIN)/python -m training

# Each of the three takes one processor: mypy reads the code while the clients are set up.
test: ## ruff, mypy strict and all tests
	@$(MAKE) --no-print-directory --jobs=3 check test-clients chromium
	@$(BIN)/pytest -n auto -q

check: $(VENV)/.installed ## the quick half of `make test`: ruff and mypy
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/ruff format --check $(CODE)
	@$(BIN)/mypy

hammer: $(VENV)/.installed ## eight processes killed at random for a minute, the log compared with what the provider got; cases killed at every point
	@HAMMER_SECONDS=60 HAMMER_LIVES=1 $(BIN)/pytest -q tests/audit/test_kills.py tests/handoff/test_kills.py

bench: $(VENV)/.installed ## what a turn costs, directly and through the proxy, side by side
	@$(BIN)/python -m benchmarks.turn

bench-log: $(VENV)/.installed ## what verifying, opening and counting a log of a million records costs, memory too; some minutes
	@$(BIN)/python -m benchmarks.large_log

bench-detection: $(VENV)/.installed ## what finding costs, beside stock Presidio; some minutes
	@$(BIN)/python -m benchmarks.detection

bench-audit: $(VENV)/.installed ## what the audit log costs, without it, with SQLite and with PostgreSQL; some minutes
	@$(BIN)/python -m benchmarks.audit

coverage: $(VENV)/.installed ## write docs/coverage.md from the tables of the wire formats
	@$(BIN)/python -c "from proxy.dialects.coverage import coverage_page as page; print(page(), end='')" > docs/coverage.md

openapi: $(VENV)/.installed ## write docs/handoff-api.openapi.json from the table of the queue's API
	@$(BIN)/chat-proxy handoff openapi --out docs/handoff-api.openapi.json

bench-handoff: $(VENV)/.installed ## what the queue costs ten agents with 10, 50 and 500 waiting cases, side by side; some minutes
	@$(BIN)/python -m benchmarks.handoff

bench-prefix: $(VENV)/.installed ## what a provider's prompt cache keeps, ours against direct: DATA=folder adds yours
	@$(BIN)/python -m benchmarks.prefix $(if $(filter file,$(origin DATA)),,$(DATA))

format: $(VENV)/.installed ## write the house format
	@$(BIN)/ruff check --fix --quiet $(CODE) || true
	@$(BIN)/ruff format --quiet $(CODE)

lock: ## renew the pinned requirements (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --quiet -o requirements.lock
	uv pip compile pyproject.toml --extra dev --constraint requirements.lock --universal --python-version 3.11 --generate-hashes --no-header --quiet -o requirements-dev.lock
	uv pip compile $(CLIENTS)/litellm/requirements.in --universal --python-version 3.11 --generate-hashes --no-header --quiet -o $(CLIENTS)/litellm/requirements.lock
	cd $(CLIENTS)/vercel && npm update --package-lock-only --omit-lockfile-registry-resolved

clean: ## remove the environment (never the data folder)
	rm -rf $(VENV) $(LITELLM) $(CLIENTS)/vercel/node_modules
