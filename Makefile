# Everything a person or a machine does with this project. `make` alone says what there is.
PYTHON ?= python3
BIN := .venv/bin
PRODUCT := commonhour.py scheduler matcher calendars workers

.PHONY: help install demo serve test check bench fuzz lock clean
.DEFAULT_GOAL := help

help:  ## say what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: .venv/run  ## what the service needs, pinned, into .venv

demo: .venv/run  ## the sample cohort from import to calendars, then serve it
	$(BIN)/commonhour demo

serve: .venv/run  ## the embedded service: nothing else to install or start
	$(BIN)/commonhour serve

test: .venv/dev tests/calendars/judges/node_modules/.package-lock.json  ## all tests; what a machine lacks is skipped by name
	$(BIN)/python -m pytest -n 2 --dist loadgroup --cov --cov-report=term

check: .venv/dev  ## form, lint, types and layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/basedpyright
	$(BIN)/lint-imports

bench: .venv/dev  ## every benchmark beside its peer in the same run
	$(BIN)/python -m benchmarks

fuzz: .venv/dev  ## the oracle over ten times as many cohorts, made at random
	COMMONHOUR_ORACLE_EXAMPLES=10 $(BIN)/python -m pytest tests/oracle/test_whole_cohorts.py -q

lock: .venv/dev  ## pin anew what pyproject.toml asks for
	$(BIN)/pip-compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --strip-extras --allow-unsafe \
		--all-build-deps -o requirements/run.txt pyproject.toml
	$(BIN)/pip-compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --strip-extras --allow-unsafe \
		--all-build-deps --extra test --extra check -c requirements/run.txt -o requirements/dev.txt pyproject.toml

clean:  ## forget what was installed and made
	rm -rf .venv build var tests/calendars/judges/node_modules *.egg-info .pytest_cache .ruff_cache .hypothesis .coverage*

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

tests/calendars/judges/node_modules/.package-lock.json: tests/calendars/judges/package-lock.json
	@if command -v npm >/dev/null; then npm ci --silent --no-audit --no-fund --prefix tests/calendars/judges; \
	else echo "npm is not here: tests that need a judge written in JavaScript are skipped"; fi
