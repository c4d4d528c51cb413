# The two commands of the README, and shortcuts. The work is done by scripts/.
PYTHON := $(shell command -v python3 || command -v python)

.PHONY: help run test preparer verifier cle

help:
	@echo "make run       installe ce qui manque, puis lance la démonstration (PORT=, DATABASE_URL=)"
	@echo "make test      lance tous les tests, sur SQLite puis sur PostgreSQL"
	@echo "make verifier  lance ce que lance l’intégration continue : tests, style, architecture"
	@echo "make cle       propose une valeur de SECRET_KEY"

run:
	@$(PYTHON) scripts/preparer.py
	@.venv/bin/python scripts/servir.py

test:
	@$(PYTHON) scripts/preparer.py --tests
	@.venv/bin/python scripts/tester.py

preparer:
	@$(PYTHON) scripts/preparer.py --tests

verifier:
	@.ci/run

cle:
	@$(PYTHON) -c "import secrets; print(secrets.token_urlsafe(60))"
