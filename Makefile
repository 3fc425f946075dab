# Everything a newcomer needs: `make run` and `make test`. The rest is for those who change the code.
# VENV=elsewhere uses another folder; WORKERS=4 gives the tests more processes; ARGS='...' goes to the command.

VENV ?= .venv
WORKERS ?= 2
ARGS ?=
UV ?= uv

PYTHON := $(VENV)/bin/python
PIP := $(PYTHON) -m pip --quiet --quiet --disable-pip-version-check --no-input
PIP_INSTALL := $(PIP) install --root-user-action=ignore --no-warn-script-location

# A stamp's name is the sum of what was installed, so a changed lock, or a moved folder, installs again and nothing else does.
sum = $(shell { printf '%s' '$(CURDIR)'; cat $(1); } | cksum | tr -c '0-9\n' '-')
RUN_STAMP := $(VENV)/.installed-run-$(call sum,pyproject.toml requirements.lock)
DEV_STAMP := $(VENV)/.installed-dev-$(call sum,pyproject.toml requirements-dev.lock)
BENCH_STAMP := $(VENV)/.installed-bench-$(call sum,pyproject.toml requirements-bench.lock)

.DEFAULT_GOAL := help
.PHONY: help run test quick lint format bench soak docs lock clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

run: $(RUN_STAMP) ## install what is needed, load CREDEX with demo data, start the app on http://127.0.0.1:8501
	@$(VENV)/bin/toc serve --demo $(ARGS)

test: $(DEV_STAMP) ## install what the tests need (browser and PostgreSQL too) and run them all
	@$(PYTHON) -m tests.support.run_all -n $(WORKERS) --cov --cov-report=term $(ARGS)

quick: $(DEV_STAMP) ## the tests that take under a minute
	@$(PYTHON) -m pytest -q -n $(WORKERS) -m "not slow and not browser" $(ARGS)

lint: $(DEV_STAMP) ## style, format and types
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy

format: $(DEV_STAMP) ## put imports and layout in order
	@$(PYTHON) -m ruff check --fix .
	@$(PYTHON) -m ruff format .

bench: $(BENCH_STAMP) ## measure: every script in tests/bench prints its figures
	@set -e; for script in tests/bench/*.py; do \
		test "$$script" = tests/bench/__init__.py || { echo "== $$script"; $(PYTHON) "$$script" $(ARGS); }; done

soak: $(DEV_STAMP) ## the property tests with thousands of examples, 10,000 writes by 32 people, 200 kills, 100,000 damaged files
	@TOC_TEST_SOAK=yes $(PYTHON) -m pytest -q -n $(WORKERS) -m "not browser" --hypothesis-profile=soak $(ARGS)
	@TOC_TEST_SOAK=yes $(PYTHON) -m pytest -q -n0 tests/app/test_accessibility.py

docs: $(DEV_STAMP) ## write the generated parts of README.md anew
	@$(PYTHON) -m tests.support.readme

lock: ## choose new versions: needs uv, writes both lock files with hashes and without a registry's address
	@command -v $(UV) >/dev/null || { echo "make lock needs uv (https://docs.astral.sh/uv/)"; exit 1; }
	$(UV) pip compile -q pyproject.toml --extra install --extra dev $(LOCK_OPTIONS) -o requirements-dev.lock $(ARGS)
	$(UV) pip compile -q pyproject.toml --extra install -c requirements-dev.lock $(LOCK_OPTIONS) -o requirements.lock $(ARGS)
	$(UV) pip compile -q pyproject.toml --extra install --extra dev --extra bench -c requirements-dev.lock $(LOCK_OPTIONS) \
		-o requirements-bench.lock $(ARGS)

LOCK_OPTIONS := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	--no-annotate --no-header

clean: ## remove the virtual environment and what the tools left behind (never data/)
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage .coverage.*

# The first Python of at least 3.11 that can make virtual environments.
find_python = for candidate in python3 python3.14 python3.13 python3.12 python3.11 python; do \
		if $$candidate -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; \
		then echo $$candidate; exit; fi; done

$(PYTHON):
	@python=$$($(find_python)); \
	if test -z "$$python"; then \
		echo "Python 3.11 or newer with its venv module is needed (on Debian and Ubuntu: apt install python3 python3-venv)."; \
		exit 1; fi; \
	echo "Making the virtual environment in $(VENV)"; \
	"$$python" -m venv --clear $(VENV)

$(RUN_STAMP): | $(PYTHON)
	@echo "Installing the locked packages (the first time, a minute or two)"
	@rm -f $(VENV)/.installed-run-*
	@$(PIP_INSTALL) --require-hashes -r requirements.lock
	@$(PIP_INSTALL) --no-deps --no-build-isolation --no-index -e .
	@touch $@

$(DEV_STAMP): $(RUN_STAMP) | $(PYTHON)
	@echo "Installing the locked packages for the tests"
	@rm -f $(VENV)/.installed-dev-*
	@$(PIP_INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@

$(BENCH_STAMP): $(DEV_STAMP)
	@echo "Installing the locked packages that the benchmarks compare with"
	@rm -f $(VENV)/.installed-bench-*
	@$(PIP_INSTALL) --require-hashes -r requirements-bench.lock
	@touch $@
