"""The settings of the tests: those of the platform, in a directory of their own, where an undefined variable fails."""

import os
import tempfile

# Read by config.settings: a development configuration, whatever the environment of whoever runs the tests.
os.environ.update(DEBUG="oui", MODE_DEMONSTRATION="non", DONNEES=tempfile.mkdtemp(prefix="chantiers-tests-"))
# Playwright's synchronous interface keeps an event loop in the thread of the test, which then uses the ORM.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

from config.settings import *  # noqa: F403
from config.settings import DATABASES, DONNEES, TEMPLATES
from tests.gabarits_stricts import VariableInterdite

TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = VariableInterdite()
# Filled by the fixture `statiques`; WhiteNoise warns when it is not there.
STATIC_ROOT = DONNEES / "statiques"
STATIC_ROOT.mkdir()
# A connection left open by a server thread would outlive its database.
DATABASES["default"]["CONN_MAX_AGE"] = 0
DATABASES["default"].setdefault("OPTIONS", {}).pop("pool", None)
# Argon2 is slow on purpose; what it protects is not here.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
