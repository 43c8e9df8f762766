# Two commands do everything on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
LOCK := requirements-dev.txt
PIP := -m pip --quiet --disable-pip-version-check install
PROJECT := --no-deps --no-build-isolation --editable .
WHEEL := -m pip --quiet --disable-pip-version-check wheel --no-deps --no-build-isolation --wheel-dir
COMPILE := HATCH_BUILD_HOOK_ENABLE_CUSTOM=true
COMPILED := $(VENV)-compiled

.PHONY: demo test test-latest test-lowest test-compiled wheel setup lock format lint types unit e2e conformance campaign figures bench bench-compare clean

# What is locked, then the project alone, built by what is locked too.
$(STAMP): pyproject.toml $(LOCK)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python $(PIP) --requirement $(LOCK)
	$(BIN)/python $(PIP) $(PROJECT)
	touch $@

setup: $(STAMP)

# The lock is for every Python and system that is supported, so it does not matter where this runs.
lock:
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/python $(PIP) "uv>=0.5"
	$(VENV)-lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --extra dev --no-header \
		--no-annotate --no-emit-index-url --no-emit-find-links --output-file $(LOCK) pyproject.toml

demo: setup
	bash demo.sh "$(CURDIR)/$(BIN)/stackc"

test: setup lint types unit e2e

# The unit tests with the newest and the lowest versions that pyproject.toml allows, each in an environment of its own.
# With what is locked alone: every command on every broken repository and every secret through every door, which take a
# third of the time, what is about the source itself, and the packages that no library of others has a say in.
ONCE = $(addprefix --ignore=tests/contract/test_,every_command.py no_secret_gets_out.py functions_anywhere.py outside.py \
	figures.py late_imports.py type_completeness.py landing_zone.py) \
	$(addprefix --ignore=tests/unit/,base compile evaluate function go link run system template) \
	--ignore=tests/property --ignore=tests/campaigns

test-latest:
	$(PYTHON) -m venv $(VENV)-latest
	$(VENV)-latest/bin/python $(PIP) --upgrade --upgrade-strategy eager --editable ".[dev]"
	$(VENV)-latest/bin/pytest -n auto -m "not e2e" $(ONCE)

test-lowest:
	$(PYTHON) -m venv $(VENV)-lowest
	$(VENV)-lowest/bin/python -m tests.kit.floors > $(VENV)-lowest/floors.txt
	$(VENV)-lowest/bin/python $(PIP) --requirement $(VENV)-lowest/floors.txt
	$(VENV)-lowest/bin/python $(PIP) $(PROJECT)
	$(VENV)-lowest/bin/pytest -n auto -m "not e2e" $(ONCE)

# make wheel : the pure wheel and the compiled one of this Python and system, into dist/
wheel: setup
	$(BIN)/python $(WHEEL) dist .
	$(COMPILE) $(BIN)/python $(WHEEL) dist .

# The tests against the compiled wheel, installed: from a copy of the repository without the sources of stackc, so that
# nothing else can be imported, and with the packages of $(VENV). make test-compiled TESTS=tests/unit/link for some;
# LEVEL=3 lets the compiler of C work as hard as for `make wheel`. What is left out is about the sources, wants the types
# of a record at run time, which a compiled class does not keep, or puts something of its own in the place of a method.
LEVEL ?= 0
TESTS ?= tests
SOURCES = $(addprefix --ignore=tests/,campaigns unit/benchmarks) $(addprefix --ignore=tests/contract/test_, \
	architecture_page.py codes.py figures.py floors.py late_imports.py packages.py public_api.py type_completeness.py work.py)

test-compiled: setup
	rm -rf $(COMPILED)
	$(PYTHON) -m venv $(COMPILED)
	$(COMPILE) MYPYC_OPT_LEVEL=$(LEVEL) $(BIN)/python $(WHEEL) $(COMPILED)/dist .
	$(COMPILED)/bin/python $(PIP) --no-deps $(COMPILED)/dist/*.whl
	$(BIN)/python -c "import sysconfig; print(sysconfig.get_path('purelib'))" \
		> $$($(COMPILED)/bin/python -c "import sysconfig; print(sysconfig.get_path('purelib'))")/locked.pth
	mkdir $(COMPILED)/project
	cp -R $(filter-out stackc build dist,$(wildcard *)) $(COMPILED)/project
	cd $(COMPILED)/project && STACKC_COMPILED=1 ../bin/python -m pytest -n auto -m "not e2e and not interpreted" $(SOURCES) $(TESTS)

format: setup
	$(BIN)/ruff format stackc tests examples policies benchmarks hatch_build.py
	$(BIN)/ruff check --fix stackc tests examples policies benchmarks hatch_build.py

lint: setup
	$(BIN)/ruff format --check stackc tests examples policies benchmarks hatch_build.py
	$(BIN)/ruff check stackc tests examples policies benchmarks hatch_build.py

types: setup
	$(BIN)/mypy
	$(BIN)/basedpyright
	$(BIN)/python -m tests.kit.type_completeness

unit: setup
	$(BIN)/pytest -n auto -m "not e2e"

e2e: setup
	$(BIN)/pytest -n auto -m e2e

# make conformance DIR=... : cases with the answers of another tool, checked section by section
conformance: setup
	$(BIN)/python tests/conformance/run.py $(DIR)

# make campaign NAME=corruption|edits N=10000 SEED=1 : thousands of inputs made from a seed
# make campaign NAME=cached_processes N=50 SEED=1 : what is kept while processes are killed, run at once, or find no room
# make campaign NAME=cached_large N=10 SEED=1 : what is kept of a large repository, in steps of several seconds
# make campaign NAME=races ARGS="30 10 20 1" : rounds of two deploys at once, of ten, kills, seed
# make campaign NAME=moves N=200 SEED=1 : moves of states that are cut off and gone on with; needs terraform
# make campaign NAME=source_mutations ARGS="200 7" : mutations of one token that the unit tests must notice, seed
campaign: setup
	$(BIN)/python -m tests.campaigns.$(NAME) $(or $(ARGS),$(or $(N),1000) $(or $(SEED),1))

# make figures : the shape of the source; ARGS=--places says where, ARGS=--coverage runs the unit tests
figures: setup
	$(BIN)/python -m tests.kit.figures $(ARGS)

# make bench ARGS="--sizes small,W --repeats 5" : what the jobs of a day cost; adds a line to benchmarks/history.jsonl
bench: setup
	$(BIN)/python -m benchmarks.measure $(ARGS)

# make bench-compare BASE=main HEAD=HEAD : two commits in turn, as ratios
bench-compare: setup
	$(BIN)/python -m benchmarks.compare $(or $(BASE),main) $(or $(HEAD),HEAD) $(ARGS)

clean:
	rm -rf dist $(COMPILED) $(VENV) $(VENV)-lock $(VENV)-latest $(VENV)-lowest .mypy_cache .ruff_cache .pytest_cache .stackc
