# The commands a newcomer needs. `make help` lists them.

MVN ?= mvn -B -ntp

help: ## Shows this text.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

build: ## Compiles Kiln; ./kiln does so by itself the first time.
	$(MVN) -q -DskipTests package

demo: ## From a kernel and a module to a machine that is installed and loads it, by way of 127.0.0.1:5005.
	examples/setup/demo.sh

demo-stop: ## Ends the registry that the demo started.
	examples/setup/demo-stop.sh

image: ## Kiln's own image, for CI: an archive for docker load; PUSH=true REGISTRY=HOST USERNAME=NAME pushes it.
	examples/setup/self-image.sh

bench: ## Compares Kiln with docker build on equal work, side by side; takes about twenty minutes, as root.
	examples/bench/bench.sh

test: ## Runs every test, installing what they need first.
	examples/setup/install-packages.sh test
	$(MVN) verify

format: ## Formats the Java sources the way the build wants them.
	$(MVN) -q spotless:apply

clean: ## Removes what was compiled; the store and the demo's registry stay.
	$(MVN) -q clean

.PHONY: help build demo demo-stop image bench test format clean
