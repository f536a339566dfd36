# The one door for people: `make help`. What a target needs is brought by tools/setup.py, which costs
# a tenth of a second when nothing has changed.

PORT ?= 8080
ROUNDS ?= 20
KILLS ?= 500
PYTHON ?= $(shell command -v python3 || command -v python3.14 || command -v python3.13 || command -v python3.12 \
	|| command -v python3.11 || command -v python)
SETUP = $(if $(PYTHON),$(PYTHON) tools/setup.py,echo "Skolemiljø trenger Python 3.11 eller nyere, som mangler her." >&2; exit 1;)
NEED_FILE = $(if $(FILE),true,echo "Si hvilken fil: make $@ FILE=kopi.dump" >&2; exit 1)

# Where it is set, every process that a target starts would compile our modules anew: a second of the processor each.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help setup run test fuzz crash check fix dump restore lock bench

help: ## Vis denne listen
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r target text; do \
		printf '%-16s %s\n' "$$target" "$$text"; done

setup: ## Gjør klar .venv og bygde filer, ikke mer
	@$(SETUP)

run: ## Start alt på denne maskinen (PORT=8080) og vis adressen og brukerne
	@$(SETUP) && exec .venv/bin/skolemiljo demo --port $(PORT)

test: ## Kjør hele testen, fra tom maskin om så er
	@$(SETUP) test && exec .venv/bin/python tools/suite.py

fuzz: ## Prøv 20 000 tilfeldige diagrammer mot referansemodellen (ROUNDS=20 SEED=tall)
	@$(SETUP) test && exec .venv/bin/python tools/fuzz.py --rounds $(ROUNDS) $(if $(SEED),--seed $(SEED))

crash: ## Drep web og klokke 500 ganger under last, stopp så databasen (KILLS=500 SEED=tall)
	@$(SETUP) test && exec .venv/bin/python tools/crash.py --kills $(KILLS) $(if $(SEED),--seed $(SEED))

check: ## Les koden: ruff, mypy, import-linter
	@$(SETUP) dev && exec .venv/bin/python tools/suite.py check

fix: ## La ruff rette det den kan
	@$(SETUP) dev && .venv/bin/ruff check --fix . && .venv/bin/ruff format .

dump: ## Skriv hele databasen til FILE=kopi.dump
	@$(NEED_FILE) && $(SETUP) && exec .venv/bin/skolemiljo db dump "$(FILE)"

restore: ## Hent FILE=kopi.dump inn i en tom database
	@$(NEED_FILE) && $(SETUP) && exec .venv/bin/skolemiljo db restore "$(FILE)"

lock: ## Lag låsene over pakker på nytt
	@$(SETUP) && .venv/bin/python tools/lock.py && PATH="$$PWD/.venv/bin:$$PATH" npm install --package-lock-only

bench: ## Mål hvor fort motoren går, med forholdstall
	@$(SETUP) && exec .venv/bin/skolemiljo bench engine
