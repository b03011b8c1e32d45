# `make help` lists the targets. Every one of them runs as it stands on a fresh clone.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run build test race fuzz bench generate lint clean testdeps

# What to work on: make test PKG=./model/...
PKG ?= ./...
# Packages with goroutines of their own; the detector costs minutes over pure code and finds nothing there.
RACE_PKG ?= ./repository/... ./service/... ./api/...
# Packages tested at a time: each waits for disks and opens many databases; three keep two cores busy and memory within bounds.
P ?= 3
FUZZTIME ?= 10s

# No C toolchain is needed to build or run.
export CGO_ENABLED := 0
# Public documents used as oracles; the tests that read them are skipped where the folder is absent.
export CONFORMANCE_DIR := $(abspath $(or $(CONFORMANCE_DIR),../shared/conformance))

with_mariadb := deploy/mariadb-test.sh
test race bench: export SUYUAN_REQUIRE_MYSQL := 1
test race: export SUYUAN_REQUIRE_BROWSER := 1

# $(call tests_named,Fuzz) prints "directory name" for each test function of that kind.
tests_named = { grep -rHoE --include='*_test.go' --exclude-dir=node_modules '^func $(1)[A-Za-z0-9_]*\(' . || true; } \
	| sed -E 's|/[^/]*:func | |; s|\($$||' | sort -u

help: ## list the targets
	@sed -nE 's/^([a-z]+):.*## (.*)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

run: ## serve a demonstration with sample data
	go run . serve --demo

build: ## build the static binary ./suyuan
	go build -trimpath -ldflags='-s -w -buildid=' -o suyuan .

test: testdeps ## check format, vet, build, run the tests on SQLite, MariaDB and a browser (PKG=./model/... narrows)
	@unformatted=$$(go list -f '{{.Dir}}' $(PKG) | xargs -I{} find {} -maxdepth 1 -name '*.go' | xargs -r gofmt -l); \
		[ -z "$$unformatted" ] || { echo "not formatted by gofmt:"; echo "$$unformatted"; exit 1; }
	@go vet $(PKG)
	@go build $(PKG)
	@$(with_mariadb) go test -p $(P) -timeout 20m $(PKG)

race: testdeps ## run the tests of the concurrent packages under the race detector (needs a C compiler)
	@CGO_ENABLED=1 $(with_mariadb) go test -race -p $(P) -timeout 40m $(RACE_PKG)

fuzz: ## run each fuzz target for ten seconds (FUZZTIME=1m for longer)
	@$(call tests_named,Fuzz) | while read -r dir name; do \
		echo "== $$dir $$name"; \
		go test -run '^$$' -fuzz "^$$name$$" -fuzztime $(FUZZTIME) "$$dir" </dev/null; \
	done

# The sizes of what recalls are measured among: SUYUAN_BENCH_EVENTS (a million) and SUYUAN_BENCH_HOLDERS (a hundred
# thousand); each line says its size, its limit and whether it was kept.
bench: testdeps ## measure ratios between ways of doing the same work, on SQLite and MariaDB
	@$(with_mariadb) go test -p 1 -run '^$$' -bench Ratio -benchtime 1x -timeout 120m $(PKG)

generate: ## rewrite the documents generated from the code
	@go test -run Generated $$($(call tests_named,Test[A-Za-z0-9_]*Generated) | cut -d' ' -f1 | uniq) -update

lint: ## run golangci-lint with .golangci.yml
	@command -v golangci-lint >/dev/null || { echo "golangci-lint v2 is not installed"; exit 1; }
	golangci-lint run $(PKG)

clean: ## remove what the other targets made
	rm -rf suyuan dist deploy/browser/node_modules
	go clean -testcache

testdeps:
	@deploy/testdeps.sh
