# Workstars on one machine. Python 3.11, make and git are enough to begin.
.PHONY: help run test test-fast check faults bench rules messages
.DEFAULT_GOAL := help

PY := .venv/bin/python
# Dozens of processes load the same modules: what is compiled is kept, also where images say otherwise.
export PYTHONDONTWRITEBYTECODE :=
SERVICES := $(PY) manage.py with_services --
PYTEST := $(SERVICES) $(PY) -m pytest
# One more than there are cores: tests that kill processes wait for them to come back most of the time.
PARALLEL := -n $$(($$(nproc) + 1)) --dist loadgroup
# Harmless values, thrown away: `check` looks at the production settings as they would be deployed.
PRODUCTION := DJANGO_SETTINGS_MODULE=workstars.settings.production BASE_DOMAIN=workstars.example \
	SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(60))') \
	CODE_PEPPERS=1:$$($(PY) -c 'import base64, secrets; print(base64.b64encode(secrets.token_bytes(32)).decode())') \
	VAULT_KEYS=1:$$($(PY) -c 'import base64, secrets; print(base64.b64encode(secrets.token_bytes(32)).decode())')

help:
	@echo "make run        Workstars on http://demo.localhost:8000 (PORT, VAR, DATABASE_URL, REDIS_URL are obeyed)"
	@echo "make test       every test, with a real browser"
	@echo "make test-fast  without browser, fault and slow tests"
	@echo "make check      style, types, layers, migrations, deployment settings"
	@echo "make faults     every promise under every fault"
	@echo "make bench      speed beside the peers"
	@echo "make rules      each rule with the facts that tests prove"
	@echo "make messages   what mails say, into the catalogues for translators, and compiled"

.venv/.synced: requirements/dev.lock
	@.ci/venv

run: .venv/.synced
	@.ci/system-libraries run
	@$(PY) manage.py up

test: .venv/.synced
	@.ci/system-libraries test
	@$(PYTEST) $(PARALLEL)

test-fast: .venv/.synced
	@$(PYTEST) $(PARALLEL) -m "not slow and not journey" --ignore=tests/journeys --ignore=tests/faults

check: .venv/.synced
	@.ci/system-libraries run
	$(PY) -m ruff check .
	$(PY) -m ruff format --check --quiet .
	$(PY) -m mypy
	.venv/bin/djlint templates --lint --quiet
	.venv/bin/lint-imports
	$(SERVICES) $(PY) manage.py makemigrations --check --dry-run
	@$(PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING

faults: .venv/.synced
	@.ci/system-libraries test
	@FAULTS=all $(PYTEST) $(PARALLEL) tests/faults

# The peers have an environment of their own, so that nothing of theirs is ever needed by the product.
.venv-bench/.synced: requirements/bench.lock
	@.ci/venv bench

bench: .venv/.synced .venv-bench/.synced
	@$(PY) manage.py with_services --durable -- .venv-bench/bin/python -m bench

rules: .venv/.synced
	@$(PY) manage.py rules

messages: .venv/.synced
	@.ci/system-libraries test
	@.ci/messages workstars/locale
