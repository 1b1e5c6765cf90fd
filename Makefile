# Two commands on a fresh machine with Python 3.11 or newer and make: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.9
WORKERS ?= 2
export UV_PYTHON_DOWNLOADS := never
export PYTHONWARNDEFAULTENCODING :=

.PHONY: demo test test-long install install-dev lint types contracts docs gallery sabotage bench soak serve lock tools clean

demo: install
	$(BIN)/kansrijk demo

serve: install
	$(BIN)/kansrijk serve

test: install-dev tools
	@$(MAKE) --no-print-directory lint
	$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -m "not long" --durations=15

test-long: install-dev tools
	$(BIN)/pytest -n $(WORKERS) --dist loadfile -m long --durations=15

install: $(VENV)/.server
	@$(BIN)/python -m kansrijk.web.build

install-dev: $(VENV)/.dev
	@$(BIN)/python -m kansrijk.web.build

$(VENV)/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Kansrijk needs Python 3.11 or newer; set PYTHON=/path/to/python3.11"; exit 3; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || sh scripts/install-debian.sh python3-venv
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

# One environment serves both: the development lock is the server lock plus tools.
$(VENV)/.server: requirements/build.txt | $(VENV)/bin/uv
	@if [ ! -e $(VENV)/.dev ]; then $(BIN)/uv pip sync --quiet --require-hashes requirements/build.txt && $(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e .; fi
	@touch $@

$(VENV)/.dev: requirements/dev.txt | $(VENV)/bin/uv
	$(BIN)/uv pip sync --quiet --require-hashes requirements/dev.txt
	$(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

# Chromium for the browser tests: found, or installed from Debian when root; elsewhere the tests say how to get one.
tools:
	@sh scripts/install-debian.sh --if-root chromium

lint: install-dev
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .
	$(BIN)/lint-imports
	$(BIN)/python scripts/check_rooms.py
	$(BIN)/djlint --quiet --lint src
	DATABASE_FAMILIES_URL=postgresql:///for-types $(BIN)/mypy

docs: install-dev
	$(BIN)/python scripts/docs.py --write

gallery: install-dev tools
	$(BIN)/python scripts/gallery.py

sabotage: install-dev
	$(BIN)/python scripts/sabotage.py

bench: install-dev
	$(BIN)/kansrijk bench figures
	$(BIN)/kansrijk bench estimation
	$(BIN)/kansrijk bench workspace
	$(BIN)/kansrijk bench loop

# What needs hours: every property with examples that no run has seen, the long tests among them.
soak: install-dev tools
	KANSRIJK_PROPERTIES=new $(BIN)/pytest -n $(WORKERS) --dist loadfile --durations=15

LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --python-version 3.11 pyproject.toml
lock: | $(VENV)/bin/uv
	$(LOCK) -o requirements/base.txt
	$(LOCK) --extra estimation -o requirements/estimation.txt
	$(LOCK) --extra estimation --extra spark -o requirements/spark.txt
	$(LOCK) --extra server -o requirements/server.txt
	$(LOCK) --extra server --group build -o requirements/build.txt
	$(LOCK) --extra server --extra estimation --group build --group dev -o requirements/dev.txt

clean:
	rm -rf build node_modules .pytest_cache .mypy_cache .ruff_cache
