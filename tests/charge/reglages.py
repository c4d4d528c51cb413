"""The settings of the benchmarks and of the server they kill: those of the platform, without debugging.

The database and the directory of the data come from the environment (DATABASE_URL, DONNEES).
"""

import os

os.environ.update(DEBUG="oui", MODE_DEMONSTRATION="non")

from config.settings import *  # noqa: F403
from config.settings import DONNEES, STORAGES

DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
STATIC_ROOT = DONNEES / "statiques"
STATIC_ROOT.mkdir(exist_ok=True)
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# What fails in a server that is being killed is read in its output.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"sortie": {"class": "logging.StreamHandler"}},
    "loggers": {"django.request": {"handlers": ["sortie"], "level": "ERROR"}},
}
