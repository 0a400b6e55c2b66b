# Two commands: `make start` shows the demonstration, `make test` is the whole gate.
# Both set everything up themselves. See CONTRIBUTING.md for the others.
.DEFAULT_GOAL := help
.PHONY: help start risk test setup format lint types contracts tests tests-postgres bench clean messages reference

export UV_PROJECT_ENVIRONMENT := .venv
# Where an image forbids it: each of the gate's many processes would compile every module anew.
export PYTHONDONTWRITEBYTECODE :=
PYTHON ?= python3
# uv from the path if it is there, otherwise one of our own from PyPI, in .uv/
UV := $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)
RUN := $(UV) run --locked --no-sync

help:  ## Show the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

start: $(filter .uv/bin/uv,$(UV))  ## Start the site with invented programmes and say where it is
	@echo "Setting up (the first time takes a minute) ..."
	@$(UV) sync --locked --quiet --no-dev --extra workspace --inexact
	@$(RUN) jalon start $(START)

risk: $(filter .uv/bin/uv,$(UV))  ## Run the study of the synthetic country: the statistics without the site
	@$(UV) sync --locked --quiet --no-dev --inexact
	$(RUN) jalon risk demo

test: setup  ## The whole gate
	@sh scripts/debian_packages.sh chromium postgresql openjdk-17-jre-headless
	$(RUN) python scripts/gate.py

.uv/bin/uv:
	$(PYTHON) -m venv .uv
	.uv/bin/pip install --quiet --disable-pip-version-check uv

setup: $(filter .uv/bin/uv,$(UV))  ## Virtual environment with the locked dependencies
	@$(UV) sync --locked --quiet --all-extras

format: setup  ## Format the code and mend what ruff can
	$(RUN) ruff format
	$(RUN) ruff check --fix

lint: setup
	$(RUN) ruff format --check
	$(RUN) ruff check

types: setup
	$(RUN) mypy

contracts: setup
	$(RUN) lint-imports

tests: setup
	@sh scripts/debian_packages.sh chromium openjdk-17-jre-headless
	$(RUN) pytest -n auto --dist worksteal

# The site's tests once more, on a PostgreSQL of our own that goes away afterwards; which of them
# need not, stands in tests/integration/workspace/conftest.py.
tests-postgres: setup
	@sh scripts/debian_packages.sh postgresql
	$(RUN) python scripts/with_postgres.py pytest -n auto --dist worksteal tests/integration/workspace

bench: setup  ## Time the engine beside its peers and print ratios
	$(RUN) python -m benchmarks

messages: setup  ## Compile the message catalogues after editing a .po file
	$(RUN) python -m scripts.compile_messages

reference: setup  ## Write docs/reference from the code
	$(RUN) python scripts/write_reference.py

clean:
	rm -rf .venv .uv .mypy_cache .ruff_cache .pytest_cache
