# One command for each habit; `make` alone lists them.
# Everything is installed into .venv (and .cache) of this checkout, once: a stamp file in .venv stands for each
# set of installed requirements, and is older than what it was made from only when something changed.

# The Python that .venv is made with: python3 when it is new enough, else the newest that is found.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$p && break; done)
IMPL ?= tasktools.taskloop
IMPLS ?= $(IMPL)
ARGS ?=

PY := .venv/bin/python
PIP := $(PY) -m pip --disable-pip-version-check -qq
# Releases that are installed apart go into this checkout too.
SUITE := XDG_CACHE_HOME=$(CURDIR)/.cache .venv/bin/taskloop-conformance
RUN := $(SUITE) run
PROJECTS := pyproject.toml conformance/pyproject.toml
# What is installed: the pins of requirements/, each with the hashes of its files, so that pip takes no other file.
HASHED := requirements/hashed
# What exists of the folders that hold Python.
SOURCES = $(wildcard tasktools conformance tests tutorials benchmarks site_tools)

.DEFAULT_GOAL := help
.PHONY: help conformance matrix test test-fast test-all-pythons test-pyodide lint audit hashes format site serve site-check matrix-data peers-data measured kill-data family-data mutants precision bench soak clean
.DELETE_ON_ERROR:

help: ## what there is to type
	@echo 'TaskLoop: a reference implementation, its rules, and a suite that validates any implementation.'
	@echo
	@echo 'Each command works alone on a fresh clone; the first one makes .venv and installs.'
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo 'Examples:'
	@echo '  make conformance IMPL=path/to/taskloop.py                 validate your own implementation'
	@echo "  make conformance IMPL= ARGS=\"--from 'tasktools==1.2.0'\"   validate a published release, installed apart"
	@echo '  make test ARGS="-k payload -x"                            some tests, until the first failure'
	@echo '  make test PYTHON=python3.13                               another Python for .venv (after make clean)'

# make ends with 2 whenever a recipe fails, whatever its exit code was. The exit codes say more than that (1: not
# conformant, 2: adapter error or usage), and on SIGQUIT make ends with 1: so that one is passed on as it is, but
# where signals are ignored (a script's background job). Nothing makes make end with 3 (incomplete): the line that
# is printed says what a 2 stands for. (The sleep: make has to be told before its child is gone, or it fails with 2.)
conformance: .venv/.test ## validate the bundled reference, or IMPL=<module, file or module:object>; ARGS=<options>
	@code=0; $(RUN) $(if $(IMPL),'$(IMPL)') $(ARGS) || code=$$?; \
	if [ $$code -ne 0 ]; then echo "make conformance: exit code $$code of taskloop-conformance run" >&2; fi; \
	if [ $$code -eq 1 ]; then kill -s QUIT $$PPID; sleep 1; fi; \
	exit $$code

matrix: .venv/.test ## compare several implementations, IMPLS="<target> <target>"; ARGS=<options>
	@$(SUITE) matrix $(IMPLS) $(ARGS)

test: .venv/.test ## run every test of the project; ARGS=<pytest options>
	@$(PY) -m pytest $(ARGS)

# Two processes: on two cores each has one; more only help where there are more cores, and ARGS='-n 8' says so.
test-fast: .venv/.test ## an answer to any change in a minute: all tests but the slow ones, in two processes; ARGS=<pytest options>
	@$(PY) -m pytest -q -n 2 --dist loadgroup -m "not measured and not slow" $(ARGS)

# One environment for each further Python, in .cache/venvs: the reference's own tests, then the suite's verdict.
test-all-pythons: .venv/.test ## on every other Python >= 3.11 found here: tests and verdict of the reference, and all that has eager tasks
	@set -e; .ci/other-pythons $(PY) | while read -r version python; do \
		echo "Python $$version"; \
		venv=.cache/venvs/$$version; stamp=$$venv/.test; \
		if [ ! -e $$stamp ] || [ -n "$$(find $(HASHED)/test.txt $(PROJECTS) -newer $$stamp)" ]; then \
			$$python -m venv --clear $$venv; \
			$$venv/bin/python -m pip --disable-pip-version-check -qq install -r $(HASHED)/test.txt; \
			$$venv/bin/python -m pip --disable-pip-version-check -qq install --no-deps --no-build-isolation \
				-e . -e conformance; \
			touch $$stamp; \
		fi; \
		$$venv/bin/python -m pytest -q -n 2 --dist loadgroup tests/reference tests/benchmarks tests/legal </dev/null; \
		$$venv/bin/taskloop-conformance run tasktools.taskloop </dev/null; \
	done

# Python 3.14, wherever node and npm are: Pyodide is CPython compiled to WebAssembly. It has no processes and no threads, so
# the checks run in its own process, and CONTROL.threads (SHOULD) fails there.
PYODIDE := .cache/pyodide
test-pyodide: .venv/.test ## the suite's verdict on the reference on Python 3.14, in Pyodide under node; ARGS=<options>
	@mkdir -p $(PYODIDE)
	@npm install --prefix $(PYODIDE) --no-audit --no-fund --silent pyodide@314.0.7
	@$(PIP) install --target $(PYODIDE)/packages --upgrade --no-deps --only-binary :all: --python-version 3.14 \
		--implementation py --abi none --platform any -r $(HASHED)/pyodide.txt
	@node .ci/pyodide.mjs run tasktools.taskloop --quick $(ARGS)

# Not part of .ci/run: it asks services on the network about each pinned version, and without them it says so and fails.
audit: .venv/.made ## ask whether a pinned requirement has a known vulnerability (pip-audit; needs the network)
	@[ -x .cache/audit/bin/pip-audit ] || { $(PY) -m venv .cache/audit; .cache/audit/bin/python -m pip -qq install pip-audit; }
	@code=0; for file in $(HASHED)/*.txt; do \
		echo "$$file"; .cache/audit/bin/pip-audit --strict --require-hashes --disable-pip -r $$file || code=$$?; \
	done; exit $$code

# Pins for a later Python are compiled by that one. pip-compile also adds what a pinned package needs; a test says which pins requirements/*.txt then lacks. (-c lines: a file
# with hashes holds whatever it needs itself.)
hashes: .venv/.made ## write the hashes of requirements/*.txt again, after a pin was changed (pip-tools; needs the network)
	@set -e; mkdir -p $(HASHED); for file in $(or $(FILES),requirements/*.txt); do \
		echo "$$file"; tools=.cache/pip-tools; python=$(PY); \
		case $$file in *-3.13.txt) tools=$$tools-3.13; python=$$(.ci/other-pythons $(PY) | sed -n 's/^3\.13 //p');; esac; \
		[ -n "$$python" ] || { echo "$$file is left as it is: it needs Python 3.13, which was not found" >&2; continue; }; \
		[ -x $$tools/bin/pip-compile ] || { $$python -m venv $$tools; $$tools/bin/python -m pip -qq install pip-tools; }; \
		sed '/^-c/d' $$file > $$tools/pins.txt; \
		$$tools/bin/pip-compile -q --generate-hashes --allow-unsafe --strip-extras --no-annotate --no-header \
			--no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
			$$(grep -qx -e '-c test.txt' $$file && echo -c requirements/test.txt) -o $$tools/hashed.txt $$tools/pins.txt; \
		{ echo "# Written by make hashes: the pins of $$file, each with the hashes of its files."; \
			cat $$tools/hashed.txt; } > $(HASHED)/$${file#requirements/}; \
		rm $$tools/hashed.txt; \
	done

lint: .venv/.lint .venv/.site ## style, formatting, types, imports and spelling: ruff, mypy --strict, import-linter, codespell
	@$(PY) -m ruff check $(SOURCES)
	@$(PY) -m ruff format --check $(SOURCES)
	@$(PY) -m mypy
	@.venv/bin/codespell
	@.venv/bin/lint-imports --no-logo --cache-dir .cache/import-linter

format: .venv/.lint ## let ruff format and repair what it can
	@$(PY) -m ruff format $(SOURCES)
	@$(PY) -m ruff check --fix $(SOURCES)

site: .venv/.site ## build the whole site into site/, strictly
	@NO_MKDOCS_2_WARNING=1 $(PY) -m mkdocs build --strict --site-dir site

serve: .venv/.site ## serve the site on this machine while you write
	@NO_MKDOCS_2_WARNING=1 $(PY) -m mkdocs serve $(ARGS)

site-check: site ## open every page of the built site in Chromium and do what readers do there; ARGS=--all: more, for an hour
	@$(PY) -m site_tools.browser.check_site site $(ARGS)

# What the verdict pages show is measured by hand and committed: releases can't be installed at every build.
# One release of each group that shares its code: docs/data/releases.toml.
RELEASES ?= $(shell sed -n 's/.*{ measured = "\([^"]*\)".*/tasktools==\1/p' docs/data/releases.toml)

matrix-data: .venv/.test ## measure published releases, RELEASES="<requirement>...", into docs/data/matrix.json
	@code=0; $(SUITE) matrix tasktools.taskloop $(RELEASES) --json docs/data/matrix.json $(ARGS) || code=$$?; \
	if [ $$code -gt 2 ]; then exit $$code; fi

# The libraries are installed apart: nothing of the project needs them.
peers-data: .venv/.made ## measure libraries that repeat a coroutine (requirements/peers.txt), into docs/data/peers.json or OUT=FILE; minutes
	@stamp=.cache/peers/.made; if [ ! -e $$stamp ] || [ requirements/peers.txt -nt $$stamp ]; then \
		$(PY) -m venv --clear .cache/peers && \
		.cache/peers/bin/python -m pip --disable-pip-version-check -qq install \
			-r $(HASHED)/peers.txt -r $(HASHED)/peers-3.13.txt && \
		.cache/peers/bin/python -m pip --disable-pip-version-check -qq install -e conformance && \
		touch $$stamp; \
	fi
	@.cache/peers/bin/python conformance/examples/measure_peers.py $(or $(OUT),docs/data/peers.json)

measured: .venv/.test ## the tests that measure the suite against every faulty and every legal implementation: many minutes
	@$(PY) -m pytest -m measured tests/faults tests/legal tests/teach $(ARGS)

kill-data: .venv/.test ## measure the suite against its faulty implementations, into docs/data/kill-table.json
	@$(PY) -m tests.faults.kill --json docs/data/kill-table.json $(ARGS)

# Hours of processor time: the log lets it go on where it was ended. (make clean removes it.)
family-data: .venv/.test ## measure the suite against generated faults, mutants and legal implementations, for the same page; hours
	@mkdir -p .cache
	@$(PY) -m tests.faults.families --json docs/data/kill-table.json --log .cache/verdicts.jsonl $(ARGS)

mutants: .venv/.test ## run the suite against mechanical mutants of four implementations; ARGS="--base reference --only mask.py"
	@$(PY) -m tests.mutants $(ARGS)

precision: .venv/.test ## how many of the rules blamed on two hundred reviewed mutants are broken; half an hour or more
	@mkdir -p .cache
	@$(PY) -m tests.mutants.precision --log .cache/precision.jsonl --json docs/data/precision.json $(ARGS)

bench: .venv/.bench ## run the benchmarks and print ratios; ARGS=<options>
	@$(PY) -m benchmarks $(ARGS)

soak: .venv/.bench ## many chains under random signals, 5 minutes and a virtual year; ARGS=<options>
	@$(PY) -m benchmarks soak $(ARGS)

clean: ## remove what make made: .venv, .cache, site and the tools' leftovers
	@rm -rf .venv .cache .hypothesis .mypy_cache .pytest_cache .ruff_cache site build dist conformance/build conformance/dist
	@find . -name '*.egg-info' -prune -exec rm -rf {} + -o -name __pycache__ -prune -exec rm -rf {} +

.venv/.made:
	@[ -n "$(PYTHON)" ] || { echo 'No Python >= 3.11 with the venv module was found. Install one, or name it: make PYTHON=/path/to/python3.12' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(f"Python >= 3.11 is needed, $(PYTHON) is {v[0]}.{v[1]}: name another, make PYTHON=/path/to/python3.12" if v < (3, 11) else 0)'
	@echo "making .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv --clear .venv
	@touch $@

.venv/.test: .venv/.made $(HASHED)/test.txt $(PROJECTS)
	@echo 'installing the reference, the suite and what the tests need into .venv'
	@$(PIP) install -r $(HASHED)/test.txt
	@$(PIP) install --no-deps --no-build-isolation -e . -e conformance
	@touch $@

.venv/.lint: .venv/.site $(HASHED)/lint.txt
	@echo 'installing the linters into .venv'
	@$(PIP) install -r $(HASHED)/lint.txt
	@touch $@

.venv/.site: .venv/.test $(HASHED)/site.txt
	@echo 'installing what the site needs into .venv'
	@$(PIP) install -r $(HASHED)/site.txt
	@touch $@

.venv/.bench: .venv/.test $(HASHED)/bench.txt
	@echo 'installing what the benchmarks need into .venv'
	@$(PIP) install -r $(HASHED)/bench.txt
	@touch $@
