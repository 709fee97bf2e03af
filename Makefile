# make demo   installs everything and makes real clips
# make test   the whole fast test suite
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed

.PHONY: demo test lint install weights benchmark clean

demo: weights
	$(BIN)/emogen run assets/jobs/quickstart.yaml -o out/

test: lint
	$(BIN)/python -m pytest

lint: weights
	$(BIN)/ruff check
	$(BIN)/ruff format --check

weights: $(INSTALLED)
	$(BIN)/emogen models pull

install: $(INSTALLED)

$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'emogen needs Python 3.11 or newer: make PYTHON=python3.12 demo'; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

benchmark: weights
	$(BIN)/python benchmarks/speed.py
	$(BIN)/python benchmarks/dose_response.py

clean:
	rm -rf .venv out build
