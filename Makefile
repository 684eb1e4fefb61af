# The two commands: `make demo` and `make test`. Everything else is for those who work on Renga.
SHELL := /bin/bash
PREFIX ?= /usr/local
DESTDIR ?=
SWIFT ?= swift
DEMO_ARGS ?=
# A program that needs no Swift where it is installed, starts sooner, and carries no symbols.
RELEASE_FLAGS ?= --static-swift-stdlib -Xlinker -s

# What a fresh Debian with Swift 6 lacks. ca-certificates and curl's run-time library come with curl itself.
DEBIAN_PACKAGES := libncurses-dev libcurl4-openssl-dev libsqlite3-dev libsimdjson-dev zlib1g-dev libzstd-dev

.PHONY: all build release demo test test-interop lint bench fixtures install uninstall screenshot dependencies clean

all: build

# Installs only what is missing, and says so first.
dependencies:
	@missing=""; \
	for package in $(DEBIAN_PACKAGES); do \
	  dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
	  if ! command -v apt-get >/dev/null; then echo "Please install with your package manager:$$missing"; exit 69; fi; \
	  sudo=""; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	  echo "Installing missing Debian packages:$$missing"; \
	  $$sudo apt-get update -q && $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $$missing; \
	fi

build: dependencies
	$(SWIFT) build

release: dependencies
	$(SWIFT) build -c release --product renga $(RELEASE_FLAGS)

# Builds, then opens the review of the sample queue: no key, no network.
demo: dependencies
	$(SWIFT) build --product renga
	@$$($(SWIFT) build --show-bin-path)/renga demo $(DEMO_ARGS)

# In a folder of its own, which goes with all that is left in it: SwiftPM leaves some every time.
# All tests at once would starve those with a server or a program, whose limits are in time: one core, one thread.
test: export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH ?= 6
test: dependencies
	$(SWIFT) build --build-tests
	@folder=$$(mktemp -d) && chmod 711 "$$folder" && trap 'rm -rf "$$folder"' EXIT && TMPDIR="$$folder" $(SWIFT) test --skip-build

# Whether the real readers read what is exported; needs python3 and a network, and skips what cannot be had.
test-interop: build
	./Tests/Interop/run "$$($(SWIFT) build --show-bin-path)/renga"

lint:
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests

# What independent packages say of the data of the tests; needs python3 and a network.
fixtures:
	./Tests/EvaluationTests/Fixtures/make_all

bench: release
	./Tests/Bench/run

install: release
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/share/renga"
	install -m 755 "$$($(SWIFT) build -c release --show-bin-path)/renga" "$(DESTDIR)$(PREFIX)/bin/renga"
	cp -R themes samples "$(DESTDIR)$(PREFIX)/share/renga/"

uninstall:
	rm -f "$(DESTDIR)$(PREFIX)/bin/renga"
	rm -rf "$(DESTDIR)$(PREFIX)/share/renga"

# Draws docs/review.svg from the running program (needs tmux and python3).
screenshot: build
	./docs/screenshot

clean:
	$(SWIFT) package clean
