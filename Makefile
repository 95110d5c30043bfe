# Everything a developer or an operator does here. `make help` lists it.
# Nothing is prepared beforehand but Python 3.11 or newer, git and make.

.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
BIN := .venv/bin
PYTEST_OPTIONS ?= -n auto
USERS ?= 200
# Without bytecode kept beside the sources, every process of a run would compile the product and the tests anew.
unexport PYTHONDONTWRITEBYTECODE
# The environment's own Python checks the environment, when there is one: that costs a few hundredths of a second.
FILL = mkdir -p .cache; python=$(BIN)/python; [ -x $$python ] && [ -z "$$KIT_PYTHON" ] || python=$$(scripts/find-python) \
  || exit 1; "$$python" -I -S scripts/environment.py

.PHONY: help venv venv-dev run demo migrate shell test test-fast check lint types imports format bench lock sbom audit mutants clean

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: venv ## Start Comunik KIT on one port and print its address (and, the first time, the set-up link)
	@exec $(BIN)/comunik-kit run

demo: venv ## Fill a workspace with 200 realistic people, departments and activity (USERS=N for another number)
	@exec $(BIN)/comunik-kit demo --users $(USERS)

migrate: venv ## Bring the database to the newest schema
	@exec $(BIN)/comunik-kit migrate

shell: venv ## Open Python with the services at hand
	@exec $(BIN)/comunik-kit shell

test: venv-dev ## Run everything: lint, types, import directions, then every test, SQLite and PostgreSQL, browser included
	@$(MAKE) -j 3 check
	@exec $(BIN)/python -m pytest $(PYTEST_OPTIONS)

test-fast: venv-dev ## Run the tests that need no browser and no PostgreSQL
	@exec $(BIN)/python -m pytest $(PYTEST_OPTIONS) -m "not browser and not postgresql"

check: lint types imports ## Run every check that needs no test: lint, types, import directions

lint: venv-dev ## Check style, formatting and spelling
	@$(BIN)/ruff check --quiet --output-format concise .
	@$(BIN)/ruff format --quiet --check . || { echo "Some files are not formatted: make format"; exit 1; }
	@git ls-files -z --cached --others --exclude-standard | xargs -0 $(BIN)/codespell

types: venv-dev ## Check types
	@$(BIN)/basedpyright --level error > .cache/types.txt || { cat .cache/types.txt; exit 1; }

imports: venv-dev ## Check that imports go one way
	@$(BIN)/lint-imports --cache-dir .cache/import-linter > .cache/imports.txt || { cat .cache/imports.txt; exit 1; }

format: venv-dev ## Format the code and mend what can be mended by itself
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format --quiet .

bench: venv-dev ## Measure page weights, start time and memory
	@exec $(BIN)/python -m bench

lock: venv-dev ## Resolve the dependencies anew into requirements/*.txt (UPGRADE=1 for the newest versions)
	@scripts/lock $(if $(UPGRADE),--upgrade)

sbom: venv ## Print the bill of materials: every locked package with its hashes (CycloneDX)
	@exec $(BIN)/python -I -S scripts/sbom.py

audit: venv ## Ask OSV for known faults of every locked package; 1 when one is past its deadline (needs the network)
	@exec $(BIN)/python scripts/audit.py

mutants: venv-dev ## Remove the guards of services one at a time and list those no test misses (PLACES="tests/roles" for a part)
	@exec $(BIN)/python scripts/mutants.py $(PLACES)

clean: ## Remove everything that was generated, except the data folder
	@rm -rf .venv .cache .web .states build dist .coverage
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

venv:
	@$(FILL) run

venv-dev:
	@$(FILL) dev
