# Everything a person or a machine does with this project. `make` alone says what there is.
PYTHON ?= python3
BIN := .venv/bin
PRODUCT := commonhour.py scheduler matcher calendars workers

.PHONY: help install demo serve test flows pages coverage fire check audit docs shots bench fuzz faults crash soak lock clean
.DEFAULT_GOAL := help
# Tests start hundreds of processes: each would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

help:  ## say what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: .venv/run  ## what the service needs, pinned, into .venv

demo: .venv/run  ## the sample cohort from import to calendars, then serve it
	$(BIN)/commonhour demo

serve: .venv/run  ## the embedded service: nothing else to install or start
	$(BIN)/commonhour serve

JUDGES := $(patsubst %,%/node_modules/.package-lock.json,tests/calendars/judges tests/pages)
# Lighthouse times what the machine does: it runs where nothing else does.
ALONE := tests/crash tests/faults tests/benchmarks tests/pages/test_lighthouse.py
BROWSERS := tests/pages tests/flows/test_pages.py
COVERAGE ?= --cov --cov-report=term
TESTS := $(BIN)/python -m pytest -n 2 --dist loadgroup

test: .venv/dev $(JUDGES)  ## all tests but those of the next targets; what a machine lacks is skipped by name
	$(TESTS) $(addprefix --ignore ,$(ALONE) $(BROWSERS) tests/flows)

flows: .venv/dev $(JUDGES)  ## the service as its users run it: our own commands, in processes of their own
	$(TESTS) tests/flows $(addprefix --ignore ,$(BROWSERS))

pages: .venv/dev $(JUDGES)  ## what people do in a browser: every page in every state, and whole journeys
	$(TESTS) $(BROWSERS) $(addprefix --ignore ,$(ALONE))

coverage: .venv/dev $(JUDGES)  ## all three, with branch coverage: twice as long (without it: make coverage COVERAGE=)
	$(TESTS) $(addprefix --ignore ,$(ALONE)) $(COVERAGE)

fire: .venv/dev $(JUDGES)  ## the service under fire, in short: killed at its points and at random, its servers taken away, and timed
	$(BIN)/python -m pytest $(ALONE)

check: .venv/dev  ## form, lint, types and layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/basedpyright
	$(BIN)/lint-imports

audit: .venv/dev  ## look the locked parts up among known faults, where that can be reached: exit 1 for any that is known
	$(BIN)/python -m tests.audit requirements/run.txt

docs: .venv/run  ## docs/events.md and docs/asyncapi.json anew, out of the events
	$(BIN)/python -m scheduler.outputs.event_docs

shots: .venv/dev $(JUDGES)  ## pictures of every page in every state, into docs/pages/, to be looked at
	$(BIN)/python -m pytest tests/pages/shots.py -q

bench: .venv/dev  ## every benchmark beside its peer in the same run
	$(BIN)/python -m benchmarks

fuzz: .venv/dev  ## ten times as many cohorts and problems, made at random, against all there is; hostile inputs; the API
	$(BIN)/python -m tests.hostile --write
	COMMONHOUR_ORACLE_EXAMPLES=10 $(BIN)/python -m pytest tests/oracle/test_whole_cohorts.py \
		tests/matcher/coaching/test_small_instances.py tests/matcher/coaching/test_small_frontiers.py \
		tests/matcher/gatherings/test_small_instances.py \
		tests/matcher/groups/test_small_instances.py tests/matcher/groups/test_pins_and_company.py \
		tests/matcher/groups/test_small_frontiers.py \
		tests/matcher/test_determinism.py tests/calendars/test_common_hours.py -q
	COMMONHOUR_FUZZ_EXAMPLES=50 COMMONHOUR_FUZZ_SECONDS=900 $(BIN)/python -m pytest \
		tests/scheduler/web/api/test_schemathesis.py -q -s

crash: .venv/dev  ## killed at every point of a cohort's way; writes what came of it into docs/reliability.md
	$(BIN)/python -m tests.crash --write
	$(BIN)/python -m tests.crash.mutants --write

soak: .venv/dev  ## killed 1,000 times at random (COMMONHOUR_SOAK_KILLS), while requests go on
	$(BIN)/python -m tests.crash.soak --write

faults: .venv/dev  ## servers killed, cut off, full and stalled, at full length
	COMMONHOUR_FAULTS=whole $(BIN)/python -m pytest tests/faults tests/faults/whole.py -q --show-capture=no

lock: .venv/dev  ## pin anew what pyproject.toml asks for
	$(BIN)/pip-compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --strip-extras --allow-unsafe \
		--all-build-deps -o requirements/run.txt pyproject.toml
	$(BIN)/pip-compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --no-strip-extras --allow-unsafe \
		--all-build-deps --extra test --extra check -c requirements/run.txt -o requirements/dev.txt pyproject.toml
	cd requirements && ../$(BIN)/pip-compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --strip-extras \
		--allow-unsafe -o peer-matching.txt peer-matching.in

clean:  ## forget what was installed and made
	rm -rf .venv build var tests/*/node_modules tests/*/*/node_modules *.egg-info .pytest_cache .ruff_cache .hypothesis .coverage*

.venv/bin/pip:
	$(PYTHON) -m venv .venv

.venv/run: .venv/bin/pip requirements/run.txt pyproject.toml
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	$(BIN)/python -m compileall -q $(PRODUCT)
	touch $@

.venv/dev: .venv/run requirements/dev.txt
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@

%/node_modules/.package-lock.json: %/package-lock.json
	@if command -v npm >/dev/null; then npm ci --silent --no-audit --no-fund --prefix $*; \
	else echo "npm is not here: tests that need a judge written in JavaScript are skipped"; fi
