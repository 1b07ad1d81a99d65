# Two commands: `make demo` answers an example, `make test` proves the house. Both build their own environment.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
  if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then echo $$p; break; fi; done)
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test prove bench lint clean

$(VENV)/made: pyproject.toml
	@test -n "$(PYTHON)" || { echo "Metscout needs Python 3.11 or newer; none was found. Set PYTHON=..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	$(BIN)/python -m compileall -q src
	@touch $@

$(VENV)/made-test: $(VENV)/made
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test,pdf,records,postgres]'
	@touch $@

$(VENV)/made-bench: $(VENV)/made-test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[bench]'
	@touch $@

demo: $(VENV)/made
	$(BIN)/metscout recommend "64F new bx-proven T2 SCC anal canal, ?distant mets before chemoRT"

lint: $(VENV)/made-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: lint
	$(BIN)/metscout packs lint
	$(BIN)/python -m pytest -n 2 --dist worksteal

prove: $(VENV)/made-test
	METSCOUT_PROVE=1 $(BIN)/python -m pytest -n 2 --dist worksteal

bench: $(VENV)/made-bench
	$(BIN)/python -m benchmarks $(BENCH)

clean:
	rm -rf $(VENV) dist build
