# SCRATCH is where Swift builds; CONTRIBUTING.md says what else there is.
SCRATCH ?= .build
# Where `make install` puts files; DESTDIR goes before all of their paths.
PREFIX ?= /usr/local
DESTDIR ?=

# BLAS=shared links OpenBLAS and LAPACKE as shared libraries, which have threads of their own.
BLAS ?= static
link_blas = $(if $(filter static,$(BLAS)),$$(Scripts/static-blas $(SCRATCH)/blas))

# Without names and line tables the program has less than half its size.
STRIP = -Xlinker -s

swift_build = swift build --scratch-path $(SCRATCH)
swift_test = swift test --scratch-path $(SCRATCH)

.PHONY: help build library wheel documentation symbols install install-library uninstall deb archive demo test fuzz sanitize compare-mergekit compare-spectral lint format clean

help:
	@echo 'make build    install what is missing and build $(SCRATCH)/release/stockpot'
	@echo 'make library  build libstockpot.so for C and Python in $(SCRATCH)/library'
	@echo 'make wheel    pack it as a Python wheel in $(SCRATCH)/wheels'
	@echo 'make symbols  build the same with names and lines, for debuggers and profilers'
	@echo 'make install  install program, manual pages and completions below $$(DESTDIR)$$(PREFIX)'
	@echo 'make deb      pack them as a Debian package; make archive: as a tar archive'
	@echo 'make demo     build, then merge and evaluate the models in Examples/shapes, in demo/'
	@echo 'make test     install what is missing and run all tests'
	@echo 'make fuzz     fuzz the readers of files, each for FUZZ_SECONDS or FUZZ_RUNS'
	@echo 'make sanitize run the tests under the address and the thread sanitizer'
	@echo 'make compare-mergekit   merge by stockpot and by mergekit, which it installs, and compare'
	@echo 'make compare-spectral   the same of methods of matrices, beside PyTorch'
	@echo 'make lint     check the format and the arrows between targets'
	@echo 'make format   format the Swift sources in place'
	@echo 'make documentation   the pages of the library products, as a website in $(SCRATCH)/documentation'
	@echo 'make clean    remove what was built, and demo/'

build:
	@Scripts/set-up --manual
	STOCKPOT_REVISION=$$(Scripts/revision) $(swift_build) -c release --static-swift-stdlib $(link_blas) $(STRIP) --product stockpot
	@# Tests that ask whether it was built of these sources look at its date.
	@touch $(SCRATCH)/release/stockpot
	@Scripts/write-manual $(SCRATCH)/release/stockpot $(SCRATCH)/share

documentation:
	$(swift_build)
	BUILD=$(SCRATCH)/debug Scripts/build-documentation $(SCRATCH)/documentation

# The flags are those of `make build`, so that nothing is compiled twice.
library:
	@Scripts/set-up
	@rm -f $(SCRATCH)/release/libCStockpot.a
	STOCKPOT_REVISION=$$(Scripts/revision) $(swift_build) -c release --static-swift-stdlib $(link_blas) $(STRIP) --product CStockpot
	@Scripts/build-library link $(SCRATCH)

wheel: library
	@Scripts/set-up --python
	@mkdir -p $(SCRATCH)/wheels && rm -f $(SCRATCH)/wheels/stockpot-*.whl
	@STOCKPOT_LIBRARY=$(abspath $(SCRATCH)/library/libstockpot.so) .venv/bin/python -m pip wheel --quiet \
	    --disable-pip-version-check --no-deps --wheel-dir $(SCRATCH)/wheels ./python
	@ls $(SCRATCH)/wheels/stockpot-*.whl

symbols:
	@$(MAKE) --no-print-directory build STRIP=

# Whoever may install need not be who builds: this only copies.
install:
	@test -f $(SCRATCH)/share/man/man1/stockpot.1 || \
	    { echo "error: nothing is built; run 'make build' first" >&2; exit 1; }
	install -D -m 755 $(SCRATCH)/release/stockpot "$(DESTDIR)$(PREFIX)/bin/stockpot"
	cd $(SCRATCH)/share && find * -type f \
	    -exec install -D -m 644 '{}' "$(DESTDIR)$(PREFIX)/share/{}" ';'

install-library:
	@test -f $(SCRATCH)/library/stockpot.h || \
	    { echo "error: nothing is built; run 'make library' first" >&2; exit 1; }
	install -D -m 644 $(SCRATCH)/library/libstockpot.so.1 "$(DESTDIR)$(PREFIX)/lib/libstockpot.so.1"
	ln -sf libstockpot.so.1 "$(DESTDIR)$(PREFIX)/lib/libstockpot.so"
	install -D -m 644 $(SCRATCH)/library/stockpot.h "$(DESTDIR)$(PREFIX)/include/stockpot.h"
	@mkdir -p "$(DESTDIR)$(PREFIX)/lib/pkgconfig"
	Scripts/build-library description $(SCRATCH) "$(PREFIX)/lib" "$(PREFIX)/include" \
	    >"$(DESTDIR)$(PREFIX)/lib/pkgconfig/stockpot.pc"

uninstall:
	rm -f "$(DESTDIR)$(PREFIX)/bin/stockpot"
	cd $(SCRATCH)/share && find * -type f -exec rm -f "$(DESTDIR)$(PREFIX)/share/{}" ';'

deb archive: build
	@Scripts/set-up --packaging
	@Scripts/package $@ $(SCRATCH)

demo: build
	@Scripts/demo $(SCRATCH)/release/stockpot

# All tests are written with Swift Testing: XCTest would only report that it ran none.
test:
	@Scripts/set-up --python
	$(swift_test) --disable-xctest

fuzz:
	@Fuzzing/run

sanitize:
	@Scripts/set-up --python
	@Scripts/sanitize

# Some gigabytes on its first run; MERGEKIT names an environment that holds mergekit already.
compare-mergekit: build
	@environment=$$(SCRATCH=$(SCRATCH) Benchmarks/mergekit-environment) && \
	    "$$environment/bin/python" Benchmarks/compare-mergekit-values $(SCRATCH)/release/stockpot

# The same environment, for its PyTorch.
compare-spectral: build
	@environment=$$(SCRATCH=$(SCRATCH) Benchmarks/mergekit-environment) && \
	    "$$environment/bin/python" Benchmarks/compare-spectral-values $(SCRATCH)/release/stockpot

lint:
	Scripts/lint
	Scripts/check-arrows

format:
	swift format --in-place --parallel --recursive Package.swift $(wildcard Sources Tests Benchmarks Fuzzing)

clean:
	rm -rf $(SCRATCH) demo
