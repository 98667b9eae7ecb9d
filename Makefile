# section16: everything a person does with the project; `make help` lists it.
#
# One environment, .venv, grows as targets ask for more of it: core (run), test, dev (check). A stamp file in
# it per step makes repeated calls fast: pip runs again only after pyproject.toml or constraints.txt changed.

PYTHON ?= python3
JOBS   ?= 2
ARGS   ?=
FUZZ_SECONDS ?= 600

VENV := .venv
BIN  := $(VENV)/bin
FUZZ := scratch/fuzz
PY   := $(BIN)/python
# Two names for one wish, the older and the newer: build tools are pinned as well.
PIP  := PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt \
        $(PY) -m pip --disable-pip-version-check --quiet --quiet

# An environment does not survive a move, a copy, or the end of its Python: then it is made anew.
$(shell [ -x $(PY) ] && [ "$$(cat $(VENV)/.made 2>/dev/null)" = "$(CURDIR)" ] || rm -f $(VENV)/.made)

.DEFAULT_GOAL := help
.PHONY: help run test check format-check lint types layers docs format pages bench sweep fuzz constraints clean

help:  ## what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "PYTHON=python3.11 says which Python makes .venv, JOBS=4 how many processes test,"
	@echo "ARGS='...' is handed to the program that runs: make test ARGS='-k codes'"

# ------------------------------------------------------------------------------------------- environment

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; v = sys.version_info; v >= (3, 11) or sys.exit("$(PYTHON) is Python %d.%d, expected 3.11 or later; say which: make PYTHON=python3.11 ..." % v[:2])'
	@echo "section16: making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv --clear $(VENV)
	@echo "$(CURDIR)" > $@

$(VENV)/.core: $(VENV)/.made pyproject.toml constraints.txt
	@echo "section16: installing the core"
	@$(PIP) install --editable . --constraint constraints.txt
	@touch $@

$(VENV)/.test: $(VENV)/.core
	@echo "section16: installing what the tests need"
	@$(PIP) install --editable '.[test]' --constraint constraints.txt
	@touch $@

$(VENV)/.dev: $(VENV)/.test
	@echo "section16: installing what the checks need"
	@$(PIP) install --editable '.[test,dev]' --constraint constraints.txt
	@touch $@

# --------------------------------------------------------------------------------------------------- use

run: $(VENV)/.core  ## the guided tour: section16 demo
	@$(BIN)/section16 demo $(ARGS)

test: $(VENV)/.test  ## all tests but the long sweeps; closes with what was skipped and how to get it
	@$(PY) -m pytest --no-header --numprocesses $(JOBS) $(ARGS)

# Each step can be called alone; `make --keep-going check` runs them all even when one fails.
check: format-check lint types layers docs  ## format, lint, types, layers and generated pages; changes nothing

format-check: $(VENV)/.dev  ## every module is formatted
	@echo "format:"
	@$(BIN)/ruff format --check --output-format concise . || { echo "mend it with: make format"; exit 1; }

lint: $(VENV)/.dev  ## ruff
	@echo "lint:"
	@$(BIN)/ruff check --output-format concise .

types: $(VENV)/.dev  ## mypy, strict
	@echo "types:"
	@$(PY) -m mypy

layers: $(VENV)/.dev  ## imports go downwards only
	@echo "layers:"
	@$(BIN)/lint-imports --no-logo

docs: $(VENV)/.dev  ## the generated parts of the pages are up to date
	@echo "docs:"
	@$(PY) -m tools.docs --check

format: $(VENV)/.dev  ## format every module and sort its imports
	@$(BIN)/ruff check --quiet --select I --fix .
	@$(BIN)/ruff format .

pages: $(VENV)/.dev  ## write the generated parts of the pages
	@$(PY) -m tools.docs

bench: $(VENV)/.test  ## speed, as ratios in one run
	@$(PY) -m bench $(ARGS)

sweep: $(VENV)/.test  ## the long tests over all shared data
	@$(PY) -m pytest --no-header --numprocesses $(JOBS) -m sweep $(ARGS) tests

fuzz: $(VENV)/.test  ## random input: property tests (SECTION16_FUZZ_EXAMPLES=2000), atheris (FUZZ_SECONDS=600)
	@$(PY) -m pytest --no-header --numprocesses $(JOBS) -m "hypothesis and not sweep" --hypothesis-profile fuzz $(ARGS) tests
	@if $(PY) -c 'import atheris' 2>/dev/null; then \
	    $(PY) -m fuzz.seeds $(FUZZ)/corpus && \
	    $(PY) -m fuzz.fuzz_read -max_total_time=$(FUZZ_SECONDS) -timeout=20 -rss_limit_mb=2048 -max_len=20000 \
	        -verbosity=0 -print_final_stats=1 -dict=$(FUZZ)/read.dict -artifact_prefix=$(FUZZ)/ $(FUZZ)/corpus; \
	else echo "section16: atheris is not installed, its part is left out; get it: $(BIN)/pip install atheris"; fi

constraints: $(VENV)/.made  ## pin the newest versions of every dependency in constraints.txt
	@echo "section16: resolving every extra"
	@$(PY) -m pip --disable-pip-version-check -qq install --dry-run --ignore-installed --report - \
	    '.[all,test,dev]' hatchling editables > $(VENV)/report.json
	@{ sed '/^$$/q' constraints.txt; $(PY) -c '$(PINS)' < $(VENV)/report.json; } > $(VENV)/constraints.txt
	@mv $(VENV)/constraints.txt constraints.txt

PINS := import json, sys; \
    found = [i["metadata"] for i in json.load(sys.stdin)["install"]]; \
    pins = {m["name"].lower().replace("_", "-"): m["version"] for m in found if m["name"] != "section16"}; \
    print("\n".join(f"{name}=={pins[name]}" for name in sorted(pins)))

clean:  ## remove what make made: .venv, caches, builds
	@rm -rf $(VENV) build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache .benchmarks
	@find src tests tools bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
