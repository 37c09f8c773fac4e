# Everything lives in the clone (.venv, node_modules, static/bundle, var) and in the cache (CACHE_DIR). What does not
# is installed by boot/packages.sh, which says so. Each step is skipped when what it was made from has not changed.

.PHONY: run test prove check audit bench recordings messages setup setup-dev engine format lock clean
.DEFAULT_GOAL := run
SHELL := /bin/bash
# The unprivileged user reads what is made here, so everybody may.
.SHELLFLAGS := -c 'umask 022; set -euo pipefail; eval "$$0"'

export PATH := $(CURDIR)/.venv/bin:$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export NPM_CONFIG_UPDATE_NOTIFIER := false
CATALOGUES := $(wildcard locale/*/LC_MESSAGES/*.po)
# Tests wait more than they compute, so two processes share the files; those of the browser stay last.
PYTEST := python -m pytest -n 2 --dist loadfile --no-loadscope-reorder
CLIENT := package.json package-lock.json tsconfig.json visualizer/client

run: setup
	@python -m compileall -q -x labs/library accounts api boot builds config engine labs visualizer
	@exec python -m boot

test: setup-dev engine
	@npm test --silent
	@$(PYTEST)

prove: setup-dev engine
	@rm -f "$${VAR_DIR:-var}/prove.json"
	@PROVE=1 $(PYTEST) -m "not alone"
	@PROVE=1 python -m pytest -m alone
	@python -m tests.figures

bench: setup-dev engine
	@python -m tests.bench

recordings: setup-dev engine
	@python -m tests.recordings

check: setup-dev
	@ruff format --check .
	@ruff check .
	@mypy .
	@lint-imports
	@find templates -name '*.html' -exec djade --target-version 5.2 --check {} +
	@djhtml --check templates
	@npm run check --silent
	@python manage.py makemigrations --check --dry-run

# Exits with 3 where a database of advisories could not be asked, unless MAY_BE_OFFLINE is set.
audit: setup-dev
	@python -m tests.audit $(if $(MAY_BE_OFFLINE),--may-be-offline)

# What sources say goes into the catalogues of other languages; what they no longer say goes out.
messages: setup-dev
	@python -m boot.catalogues renew

format: setup-dev
	@ruff format .
	@ruff check --fix .
	@find templates -name '*.html' -exec djade --target-version 5.2 {} +
	@djhtml templates
	@npm run format --silent

# -- what they stand on ------------------------------------------------------------------------------------------

setup: .venv/requirements.txt static/bundle/.sources $(CATALOGUES:.po=.mo)

setup-dev: .venv/requirements-dev.txt static/bundle/.sources $(CATALOGUES:.po=.mo)
	@sh boot/packages.sh tests

engine: setup-dev
	@python -m engine.bases

# A clone may be moved or its Python removed: then the environment is made anew.
.venv/pyvenv.cfg: FORCE
	@sh boot/packages.sh
	@grep -qsF "$(CURDIR)/.venv" $@ && .venv/bin/python -c 'import encodings' 2>/dev/null || { \
	    echo "Creating the Python environment"; \
	    for python in /usr/bin/python3 python3; do \
	        if "$$python" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	            exec "$$python" -m venv --clear $(CURDIR)/.venv; \
	        fi; \
	    done; \
	    echo "Layerlab needs Python 3.11 or newer with its venv module (Debian: python3-venv)" >&2; exit 1; }

.venv/requirements.txt: .venv/pyvenv.cfg FORCE
	@cmp -s requirements.txt $@ || { \
	    echo "Installing Python packages"; \
	    python -m pip install -qq --no-input -r requirements.txt; \
	    cp requirements.txt $@; }

.venv/requirements-dev.txt: .venv/requirements.txt FORCE
	@cmp -s requirements-dev.txt $@ || { \
	    echo "Installing Python packages for checks and tests"; \
	    python -m pip install -qq --no-input -r requirements-dev.txt; \
	    cp requirements-dev.txt $@; }

node_modules/.lock: .venv/requirements.txt FORCE
	@cmp -s package-lock.json $@ || { \
	    echo "Installing Node packages"; \
	    npm ci --silent --no-audit --no-fund; \
	    cp package-lock.json $@; }

static/bundle/.sources: node_modules/.lock FORCE
	@digest=$$(find $(CLIENT) -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum); \
	[ "$$(cat $@ 2>/dev/null)" = "$$digest" ] || { \
	    echo "Bundling the front end"; \
	    said=$$(npm run build --silent 2>&1) || { echo "$$said" >&2; exit 1; }; \
	    echo "$$digest" > $@; }

%.mo: %.po | .venv/requirements.txt
	@echo "Compiling $<"
	@python -m boot.catalogues

FORCE:

# -- renewing and removing -----------------------------------------------------------------------------------------

# Names as PEP 503 compares them.
PINNED := import json, re, sys; [print(*pin, sep="==") for pin in sorted((re.sub("[-_.]+", "-", m["name"]).lower(), \
    m["version"]) for m in (p["metadata"] for p in json.load(sys.stdin)["install"]))]
RESOLVE := python -m pip install -qq --dry-run --ignore-installed --report - -r

lock: .venv/pyvenv.cfg
	$(RESOLVE) requirements.in | python -c '$(PINNED)' > requirements.new
	mv requirements.new requirements.txt
	$(RESOLVE) requirements-dev.in | python -c '$(PINNED)' > requirements.new
	mv requirements.new requirements-dev.txt
	npm install --package-lock-only --no-audit --no-fund

# Keeps var/, which holds what people made.
clean:
	rm -rf .venv node_modules static/bundle locale/*/LC_MESSAGES/*.mo .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -prune -exec rm -rf {} +
