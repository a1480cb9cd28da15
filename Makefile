# Every target is one line; what it does stands in `dalil` and in tests/. The environment is .venv.
PYTHON ?= python3
BIN = .venv/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check install --quiet
PACKAGE = $(PIP) --no-deps --no-build-isolation --editable .

.PHONY: site check serve bundle facilitator papers pdf zim test bench bench-search lock clean

site: .venv/site  ## check, build both languages into site/, write the offline bundle into dist/
	$(BIN)/dalil build && $(BIN)/dalil bundle

check: .venv/site  ## look for mistakes in the sources
	$(BIN)/dalil check

serve: .venv/site  ## preview both languages, with reload
	$(BIN)/dalil serve

bundle: .venv/site  ## pack site/ again
	$(BIN)/dalil bundle

facilitator: .venv/site  ## the facilitator's edition: site-facilitator/ and its bundle in dist/
	$(BIN)/dalil build --edition facilitator && $(BIN)/dalil bundle --edition facilitator

papers: .venv/paper  ## write worksheets and keys into dist/papers/, as HTML and PDF
	$(BIN)/dalil papers --pdf

pdf: .venv/paper  ## write the whole guide as one PDF for each language into dist/
	$(BIN)/dalil export pdf

zim: .venv/zim  ## write an archive for Kiwix for each language into dist/
	$(BIN)/dalil bundle --zim

test: .venv/test  ## all tests, with real browsers
	$(BIN)/python tests/programs.py && $(BIN)/ruff check . && $(BIN)/mypy && $(BIN)/python -m pytest

bench: .venv/test  ## speed and size, as ratios in one run
	$(BIN)/python tests/bench.py

bench-search: .venv/test  ## quality, size and speed of the search: make bench-search CORPUS=DIR
	$(BIN)/python tests/bench_search.py $(CORPUS)

lock: .venv/test  ## pin the dependencies anew, with hashes
	for set in site paper zim test; do $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header requirements/$$set.in --output-file requirements/$$set.txt; done

clean:  ## remove everything that was made
	rm -rf .venv .dalil site site-facilitator dist

.venv/bin/python:
	@echo "Making the environment in .venv" && $(PYTHON) -m venv .venv

.venv/site: requirements/site.txt pyproject.toml | .venv/bin/python
	@echo "Installing what the site is built with" && $(PIP) --require-hashes -r requirements/site.txt && $(PACKAGE) && touch $@

.venv/paper: requirements/paper.txt .venv/site
	@echo "Installing what makes PDF files" && $(PIP) --require-hashes -r requirements/paper.txt && touch $@

.venv/zim: requirements/zim.txt .venv/site
	@echo "Installing what writes archives for Kiwix" && $(PIP) --require-hashes -r requirements/zim.txt && touch $@

.venv/test: requirements/test.txt .venv/site
	@echo "Installing what the tests need" && $(PIP) --require-hashes -r requirements/test.txt && touch $@
