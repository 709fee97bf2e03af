# make demo   installs everything and makes real clips
# make faults faulty files for every reader, for an hour or so
# make test   the fast test suite, and a small bench of what is made; make test-all has the slow tests, too
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed
DEVELOP := .venv/.installed-dev
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: demo test test-all faults lint install extra coqui weights judges bench benchmark clean

demo: weights
	$(BIN)/emogen run assets/jobs/quickstart.yaml -o out/

test: lint
	$(BIN)/python -m pytest -n auto --dist worksteal
	$(MAKE) bench

# Also the slow tests, and every case of those that try hundreds of things alike.
test-all: lint
	$(BIN)/python -m pytest -n auto --dist worksteal --all

# Thousands of faulty files for every reader, and what bombs cost; FAULTS is how many of each kind.
FAULTS ?= 2000
faults: $(DEVELOP)
	FAULTS=$(FAULTS) $(BIN)/python -m pytest -n auto --all tests/faults
	$(BIN)/python -m tests.faults.bombs

# What emogen makes, judged and compared with the stored baselines; the figures stay in build/bench/.
bench: $(DEVELOP) weights judges
	for suite in speech faces pictures; do \
	  $(BIN)/emogen evaluate bench --suite $$suite --folder build/bench/$$suite \
	    --compare benchmarks/baselines/$$suite.json -o build/bench/$$suite.json || exit 1; \
	done

lint: $(DEVELOP) weights judges
	$(BIN)/ruff check
	$(BIN)/ruff format --check

weights: $(INSTALLED)
	$(BIN)/emogen models pull

# The weights of the judges, which measure what is made.
judges: $(INSTALLED)
	$(BIN)/emogen models pull --extra judges

install: $(DEVELOP)

# What an extra of pyproject.toml brings, e.g. `make extra EXTRA=judges`; no weights. The install stays
# editable: `pip install '.[judges]'` would put a frozen copy in its place.
extra: $(INSTALLED)
	@test -n '$(EXTRA)' || { echo 'which? e.g. make extra EXTRA=judges'; exit 2; }
	$(PIP) --editable '.[$(EXTRA)]'
	$(BIN)/python tools/link_tree.py

# coqui-tts, for XTTS and VITS voices.
coqui:
	$(MAKE) extra EXTRA=coqui

$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'emogen needs Python 3.11 or newer: make PYTHON=python3.12 demo'; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) --editable .
	$(BIN)/python tools/link_tree.py
	touch $@

# What tests and training need besides; torch is most of it.
$(DEVELOP): $(INSTALLED)
	$(PIP) --editable '.[dev]'
	$(BIN)/python tools/link_tree.py
	touch $@

benchmark: $(DEVELOP) weights
	$(BIN)/python -m benchmarks.speed
	$(BIN)/python -m benchmarks.dose_response
	$(BIN)/python -m benchmarks.conditioning

clean:
	rm -rf .venv out build
