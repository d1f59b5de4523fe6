# Everything that is done to this project is a target here; "make help" lists them.
# On a fresh machine with Go and Node, "make run" and "make test" do their own set-up.

GO         ?= go
NPM        ?= npm
EDITOR     := $(if $(filter file command line,$(origin EDITOR)),$(EDITOR),newest)
TARGET     ?= all
# An idle daemon of another build is replaced, so what was built from uncommitted changes has a name of its own.
BUILD      := $(shell git describe --always --exclude='*' --abbrev=12 --dirty=-dirty-$$(date +%s) 2>/dev/null || echo unknown)
EXE        := $(shell $(GO) env GOEXE)
LDFLAGS    := -s -w -X github.com/runlight-dev/runlight/internal/cli.build=$(BUILD)
STATICCHECK := $(GO) run honnef.co/go/tools/cmd/staticcheck@v0.8.2
SYSTEMS    := linux/amd64 linux/arm64 linux/arm darwin/arm64 windows/amd64 windows/arm64
VSIX       := dist/runlight.vsix
NODE_BIN   := node_modules/.bin

.DEFAULT_GOAL := help
.PHONY: help build run test test-go test-unit test-editor scenarios oracle oracle-managers bench bench-go bench-editor lint format generate check package screenshots clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# npm writes this file last.
node_modules/.package-lock.json: package.json package-lock.json
	$(NPM) ci --no-audit --no-fund
	@touch $@

build: node_modules/.package-lock.json ## build the binary and the extension into dist/
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o dist/bin/runlight$(EXE) ./server
	$(NODE_BIN)/esbuild extension/src/extension.ts --bundle --platform=node --format=cjs --target=node20 \
		--external:vscode --minify --log-level=warning --outfile=dist/extension.js

$(VSIX): build
	node extension/package.mjs host $(VSIX)

run: $(VSIX) ## see the extension at work in a real editor (EDITOR=newest, oldest, or code for an installed VS Code)
	node extension/test/editor/open.mjs --vsix $(VSIX) --folder examples/shop --editor $(EDITOR)

test: lint test-go test-unit test-editor ## run all tests, also those in real editors

test-go: oracle-managers ## test the Go code
	$(GO) test -race -timeout 20m ./...
	$(GO) test -timeout 20m ./internal/oracle

oracle-managers: ## install the newest package managers, which tests compare with, into the user's cache
	$(GO) run ./internal/oracle/install newest || test -z "$$RUNLIGHT_ORACLE" # without a network the tests say what they leave out

oracle: ## compare the direct runner with every version of the package managers
	$(GO) run ./internal/oracle/install all
	RUNLIGHT_ORACLE=all $(GO) test -count=1 -timeout 60m -v -run 'TestAsTheManager|TestArguments' ./internal/oracle | grep -E '^(---|ok|FAIL|PASS)|compared|    --- (FAIL|SKIP)'

# What goes wrong with supervisors, by its number. These are a part of test-go; here they tell their names.
scenarios: ## play the scenarios of supervision, on their own
	$(GO) test -race -timeout 20m -v -run '^TestScenarios$$' ./internal/launch ./internal/daemon ./internal/cli ./internal/client

test-unit: node_modules/.package-lock.json ## test the extension without an editor
	$(NODE_BIN)/vitest run --dir extension/src

test-editor: $(VSIX) ## test the extension in the oldest and the newest editor
	node extension/package.mjs linux-x64 dist/runlight-linux-x64.vsix
	$(NODE_BIN)/vitest run --config extension/test/vitest.config.mts

bench: bench-go bench-editor ## measure beside peers from npm, and print the ratios that count

bench-go: ## measure the Go code and the binary (BENCH='-only supervisors' for a part)
	$(GO) run ./internal/bench $(BENCH)

bench-editor: $(VSIX) ## measure a click in the newest editor
	$(NODE_BIN)/vitest run --config extension/test/vitest.config.mts --dir extension/test/bench

lint: node_modules/.package-lock.json ## check style and types in both languages
	@test -z "$$(gofmt -l internal server)" || { echo "gofmt would change:"; gofmt -l internal server; exit 1; }
	$(GO) vet ./...
	$(STATICCHECK) ./...
	$(NODE_BIN)/biome check
	$(NODE_BIN)/tsc -p .
	$(NODE_BIN)/tsc -p extension/test

format: node_modules/.package-lock.json ## format both languages
	gofmt -w internal server
	$(NODE_BIN)/biome check --write

generate: ## write the files that are made from others
	$(GO) generate ./...

check: test ## what must hold before a release: tests, every platform, nothing stale
	$(GO) mod tidy -diff
	for system in $(SYSTEMS); do echo "vet $$system"; GOOS=$${system%/*} GOARCH=$${system#*/} CGO_ENABLED=0 $(GO) vet ./... || exit 1; done
	$(MAKE) generate
	git diff --exit-code

package: node_modules/.package-lock.json ## make the VSIX of a platform (TARGET=linux-x64, or all)
	node extension/package.mjs $(TARGET)

screenshots: $(VSIX) ## take the pictures of the README from the real editor
	$(NODE_BIN)/vitest run --config extension/test/vitest.config.mts --dir extension/test/screenshots

clean: ## remove what was built
	rm -rf dist node_modules extension/test/artifacts
