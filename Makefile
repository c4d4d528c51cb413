# The two commands of the README, and shortcuts. The work is done by scripts/.
PYTHON := $(shell command -v python3 || command -v python)

.PHONY: help run test charge preparer verifier cle

help:
	@echo "make run       installe ce qui manque, puis lance la démonstration (PORT=, DATABASE_URL=)"
	@echo "make test      lance tous les tests, sur SQLite puis sur PostgreSQL"
	@echo "make charge    mesure : coupures, coût d’une inscription, vérification, long journal (BASES=sqlite|postgresql)"
	@echo "make verifier  lance ce que lance l’intégration continue : tests, style, architecture"
	@echo "make cle       propose une valeur de SECRET_KEY"

run:
	@$(PYTHON) scripts/preparer.py
	@.venv/bin/python scripts/servir.py

test:
	@$(PYTHON) scripts/preparer.py --tests
	@.venv/bin/python scripts/tester.py

charge:
	@$(PYTHON) scripts/preparer.py --tests
	@.venv/bin/python -m tests.charge tous

preparer:
	@$(PYTHON) scripts/preparer.py --tests

verifier:
	@.ci/run

cle:
	@$(PYTHON) -c "import secrets; print(secrets.token_urlsafe(60))"
