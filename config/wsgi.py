"""WSGI entry point; refuses to serve a database whose journal is not guarded, or does not continue what was signed."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from historique.gardes import exiger_les_gardes  # noqa: E402  (the app registry must be ready)
from historique.points import exiger_la_continuite  # noqa: E402

exiger_les_gardes()
exiger_la_continuite()
