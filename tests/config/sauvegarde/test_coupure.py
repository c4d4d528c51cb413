"""A restore killed at any instant leaves the instance empty, or whole; never half of it."""

import os
import subprocess
import sys
from urllib.parse import quote

from django.conf import settings as reglages
from django.db import OperationalError, connection

from config.sauvegarde.base import exiger_une_base_vide
from historique.models import Acte
from historique.verification import verifier
from tests.config.sauvegarde.conftest import empreintes, lancer

MORTS = 5
# Dies at its n-th touch of a file (opened, renamed, removed, copied): said by Python itself, whatever the code is.
RESTAURER = """
import os, signal, sys
import django
django.setup()
from django.core.management import call_command
reste, touchees = int(sys.argv[1]), 0
def toucher(evenement, arguments):
    global touchees
    if evenement.split(".")[0] in {"open", "os", "shutil", "sqlite3", "subprocess"}:
        touchees += 1
        if touchees == reste:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(toucher)
call_command("restaurer", sys.argv[2], "--cle", sys.argv[3])
print(touchees)
"""


def restaurer(dossier, mort, sauvegarde, cle):
    """Restore in a process that dies at its `mort`-th touch; gives its code and what it says."""
    acces = connection.settings_dict
    adresse = f"sqlite:///{acces['NAME']}"
    if connection.vendor == "postgresql":
        compte, hote = f"{quote(acces['USER'])}:{quote(acces['PASSWORD'])}", f"{acces['HOST']}:{acces['PORT']}"
        adresse = f"postgres://{compte}@{hote}/{acces['NAME']}"
    environnement = {
        **os.environ,
        "DATABASE_URL": adresse,
        "DONNEES": str(dossier),
        "DEBUG": "oui",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    commande = [sys.executable, "-c", RESTAURER, str(mort), str(sauvegarde), str(cle)]
    fini = subprocess.run(
        commande, env=environnement, cwd=reglages.RACINE, capture_output=True, text=True, check=False, timeout=300
    )
    return fini.returncode, fini.stdout or fini.stderr


def est_vide():
    """Whether there is no instance here, as the next restore sees it; else it must be whole."""
    if connection.vendor == "sqlite" and not os.path.exists(connection.settings_dict["NAME"]):
        return True
    try:
        if "historique_acte" in connection.introspection.table_names() and Acte.objects.exists():
            return False
    except OperationalError:  # no such database on the server
        return True
    exiger_une_base_vide()
    return True


def test_a_restore_killed_at_any_instant_leaves_an_empty_instance_or_a_whole_one(sauvegarde, machine_neuve, cle):
    chaine, bilans = empreintes(), []
    with machine_neuve() as dossier:
        code, dit = restaurer(dossier, 0, sauvegarde, cle)
        assert code == 0, dit
        touchees = int(dit.split()[-1])
        assert empreintes() == chaine
    assert touchees > 10 * MORTS
    # Spread over the whole, and the last ones, where all is put in place.
    for mort in [touchees * rang // MORTS for rang in range(1, MORTS)] + [touchees - rang for rang in (2, 6, 14)]:
        with machine_neuve() as dossier:
            assert restaurer(dossier, mort, sauvegarde, cle)[0] == -9
            bilans.append(vide := est_vide())
            if vide:
                lancer("restaurer", sauvegarde, cle=cle)
            assert empreintes() == chaine
            assert list(verifier()) == []
    assert True in bilans
