# Everything sets itself up: a .venv with locked and hashed dependencies. Nothing is installed outside this folder.
SHELL := /bin/bash
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
UV := $(VENV)/uv/bin/uv
STAMP := $(VENV)/.installed
TRAIN_VENV := build/train-venv
TRAIN_STAMP := $(TRAIN_VENV)/.installed
export SKILLSCV_SHARED ?=
# certificates of the machine, so that it also works behind a proxy of an organisation
export UV_SYSTEM_CERTS ?= 1
export OMP_NUM_THREADS ?= 1
export OPENBLAS_NUM_THREADS ?= 1

.PHONY: help demo test check evaluate bench train train-crafts train-duties train-redaction vectors serve lock openapi clean
help: ## Show what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 18

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed") if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv $(VENV)/uv
	@$(VENV)/uv/bin/pip install --quiet --disable-pip-version-check uv==0.13.9

$(STAMP): requirements-dev.lock pyproject.toml | $(UV)
	@test -x $(BIN)/python || $(UV) venv --quiet --allow-existing --python $(PYTHON) $(VENV)
	@$(UV) pip sync --quiet --require-hashes --python $(BIN)/python requirements-dev.lock
	@$(UV) pip install --quiet --no-deps --no-build-isolation --python $(BIN)/python --editable .
	@touch $@

demo: $(STAMP) ## Load a demo community, walk the whole way over HTTP, and serve on (ONCE=1: end after the walk)
	@mkdir -p build
	@if [ -z "$$SKILLSCV_DATABASE_URL" ]; then rm -f build/demo.db*; export SKILLSCV_DATABASE_URL=sqlite:///build/demo.db; fi; \
	  $(BIN)/skillscv demo --port $(PORT) $(if $(ONCE),--once)

serve: $(STAMP) ## Serve on PORT with the database of SKILLSCV_DATABASE_URL
	@$(BIN)/skillscv serve --port $(PORT)

test: $(STAMP) ## All tests, on SQLite and PostgreSQL
	@$(BIN)/python -m pytest -n 2 --dist loadgroup $(ARGS)

check: $(STAMP) ## Everything CI runs: format, lint, types, import directions, catalogue, API document, tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/skillscv taxonomy check
	@$(BIN)/python -m openapi.document --check
	@$(MAKE) --no-print-directory test

evaluate: $(STAMP) ## Measure redaction and ranking; with SKILLSCV_SHARED, a folder of evaluation data, the reading too
	@$(if $(SKILLSCV_SHARED),$(BIN)/skillscv evaluate,echo "The reading is not measured: SKILLSCV_SHARED names no folder with its texts.")
	@$(BIN)/python tests/evaluation/redaction.py
	@$(BIN)/python tests/evaluation/venues.py
	@$(BIN)/python tests/evaluation/slips.py $(if $(SKILLSCV_SHARED),--shared)
	@$(BIN)/python tests/evaluation/asking.py
	@$(BIN)/python tests/evaluation/ranking.py

bench: $(STAMP) ## Speed, as ratios in one run
	@$(BIN)/python tests/benchmarks/index.py

$(TRAIN_STAMP): requirements-train.lock | $(UV)
	@$(UV) venv --quiet --allow-existing --python $(PYTHON) $(TRAIN_VENV)
	@$(UV) pip sync --quiet --require-hashes --python $(TRAIN_VENV)/bin/python requirements-train.lock
	@touch $@

train: $(TRAIN_STAMP) ## Rebuild the behaviour model from its corpus
	@$(TRAIN_VENV)/bin/python -m taxonomy.training

train-crafts: $(TRAIN_STAMP) ## Rebuild what tells crafts that are not named (ten minutes; after a skill was added)
	@$(TRAIN_VENV)/bin/python -m taxonomy.training.crafts

train-duties: $(TRAIN_STAMP) ## Rebuild what tells which behaviour a duty asks (minutes; after every train)
	@$(TRAIN_VENV)/bin/python -m taxonomy.training.duties

train-redaction: $(TRAIN_STAMP) ## Rebuild the tagger of redaction from its fragments
	@$(TRAIN_VENV)/bin/python -m taxonomy.training.redaction $(addprefix tests/taxonomy/redaction/,fragments.txt fragments-2.txt fragments-3.txt)

vectors: $(STAMP) ## Add the vectors of labels that the packaged ones lack, after a label was added or changed
	@$(BIN)/python -m taxonomy.linking

openapi: $(STAMP) ## Write openapi/openapi.json anew
	@$(BIN)/python -m openapi.document

lock: $(UV) ## Resolve the dependencies anew
	@$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes pyproject.toml -o requirements.lock
	@$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes pyproject.toml --group dev -o requirements-dev.lock
	@$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes pyproject.toml --group train -o requirements-train.lock

clean: ## Remove what was built
	@rm -rf build $(VENV) .pytest_cache .mypy_cache .ruff_cache
