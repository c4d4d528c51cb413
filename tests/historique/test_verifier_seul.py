"""`verifier.py` alone, on every other Python of this machine, with files downloaded from a running server."""

import re
import shutil
import subprocess
import sys
from base64 import b64decode, b64encode
from pathlib import Path
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest
from django_ox.testing import run_tasks

from config.sauvegarde.reprise import changer_la_cle
from documentation.actions import exporter
from documentation.models import Rapport
from historique import points, verifier
from historique.actes import Agent, consigner
from historique.canonique import canonique
from historique.models import Visibilite
from historique.note import CleSecrete
from tests import fabriques

DE_PLUS = 1_000


def pythons():
    """Each Python of this machine, 3.9 or later, once per version; at least the one that runs the tests."""
    ailleurs = sorted(Path.home().glob(".pyenv/versions/*/bin/python3"))
    trouves = {}
    for chemin in [*ailleurs, Path("/usr/bin/python3"), Path(sys.executable)]:
        if chemin.exists():
            code = "import sys; print('%d.%d' % sys.version_info[:2]) if sys.version_info >= (3, 9) else None"
            version = subprocess.run([chemin, "-I", "-S", "-c", code], capture_output=True, text=True).stdout.strip()
            trouves.setdefault(version, chemin)
    trouves.pop("", None)
    return list(trouves.values())


PYTHONS = pythons()


class Machine:
    """The directory of someone who downloads, and runs the script there."""

    def __init__(self, dossier, serveur):
        self.dossier, self.serveur = dossier, serveur

    def telecharger(self, adresse, nom, client=None):
        temoins = {"Cookie": f"sessionid={client.cookies['sessionid'].value}"} if client else {}
        with urlopen(Request(self.serveur.url(adresse), headers=temoins)) as reponse:
            (self.dossier / nom).write_bytes(reponse.read())
        return self.dossier / nom

    def verifier(self, *mots, python=PYTHONS[0]):
        """(exit code, what was printed)."""
        commande = [str(python), "-I", "-S", "verifier.py", *map(str, mots)]
        fini = subprocess.run(commande, cwd=self.dossier, capture_output=True, text=True, encoding="utf-8", timeout=120)
        assert fini.stderr == ""
        return fini.returncode, fini.stdout


@pytest.fixture
def machine(serveur, distribution, tmp_path):
    """A server whose journal has a few entries, some of which a visitor may not read; and the script downloaded."""
    assert distribution.membre1.client
    fabriques.etape(fabriques.objectif(fabriques.feuille(fabriques.chantier(1))), titre="Mener l’enquête")
    une = Machine(tmp_path, serveur)
    une.telecharger("/journal/verifier.py", "verifier.py")
    return une


def inscrire(nombre):
    for _ in range(nombre):
        with consigner("raconter", par=Agent.SYSTEME, visibilite=Visibilite.PUBLIQUE):
            pass


def remplacer(fichier, avant, apres):
    octets = fichier.read_bytes()
    assert avant in octets
    fichier.write_bytes(octets.replace(avant, apres, 1))


def test_there_is_another_python_than_the_one_of_the_platform_or_it_runs_bare():
    assert PYTHONS


def test_the_script_imports_nothing_but_the_standard_library(machine):
    source = (machine.dossier / "verifier.py").read_text(encoding="utf-8")
    importes = set(re.findall(r"^(?:import|from) (\w+)", source, re.MULTILINE))
    assert importes <= sys.stdlib_module_names
    assert len(source.splitlines()) <= 200


def test_every_python_accepts_the_journal_and_a_report_made_before_a_thousand_more_entries(machine, distribution):
    membre = distribution.membre1
    demande = exporter(
        uuid4(), chantier=fabriques.chantier(1), version=None, audience=Rapport.Audience.MEMBRES, par=membre.acces
    )
    run_tasks()
    pdf = machine.telecharger(f"/rapports/{demande.pk}/pdf/", "rapport.pdf", membre.client)
    note = machine.telecharger("/journal/point-de-controle", "point.txt")
    machine.telecharger("/journal/export.ndjson", "ancien.ndjson")
    avant = points.point_a()
    inscrire(DE_PLUS)
    for nom, client in (("visiteur.ndjson", None), ("membre.ndjson", membre.client)):
        machine.telecharger("/journal/export.ndjson", nom, client)
    taille, cle = points.point_a().taille, str(points.cles()[0])
    assert taille >= avant.taille + DE_PLUS
    for python in PYTHONS:
        for nom in ("visiteur.ndjson", "membre.ndjson"):
            code, dit = machine.verifier("--cle", cle, nom, pdf, note, avant.court, avant.long, python=python)
            assert code == 0, dit
            assert f"{nom} : {taille} inscriptions se suivent, la fin est signée par une clé connue." in dit
            assert f"rapport.pdf : le point {demande.sequence} est bien signé par ce journal." in dit
            assert f"Le journal ({taille} inscriptions) prolonge bien celui du point {avant.court}" in dit
    code, dit = machine.verifier("visiteur.ndjson", "ancien.ndjson")
    assert code == 0
    assert f"la clé qu’il annonce, est-ce la bonne ? {cle}" in dit
    assert f"({taille} inscriptions) prolonge bien celui du point {avant.court}" in dit


def test_every_python_names_what_is_false(machine):
    journal = machine.telecharger("/journal/export.ndjson", "journal.ndjson")
    inscrire(3)
    machine.telecharger("/journal/export.ndjson", "suite.ndjson")
    remplacer(journal, b'"verbe":"', b'"verbe":"x')
    for python in PYTHONS:
        code, dit = machine.verifier("journal.ndjson", python=python)
        assert code == 1
        assert re.search(r"FAUX +journal\.ndjson : Inscription \d+ : son contenu n’est pas celui", dit)


def test_a_forged_signature_is_named(machine):
    journal = machine.telecharger("/journal/export.ndjson", "journal.ndjson")
    note = machine.telecharger("/journal/point-de-controle", "point.txt")
    texte = note.read_text(encoding="utf-8")
    code = texte.split()[-1]
    octets = bytearray(b64decode(code))
    octets[20] ^= 1
    forgee = b64encode(octets)
    remplacer(journal, code.encode(), forgee)
    remplacer(note, code.encode(), forgee)
    assert machine.verifier("journal.ndjson") == (
        1,
        (
            "FAUX       journal.ndjson : Fin du fichier : la signature du point de contrôle est fausse. "
            "La suite n’est pas lue.\n"
        ),
    )
    cle = str(points.cles()[0])
    assert machine.verifier("--cle", cle, "point.txt") == (
        1,
        "FAUX       point.txt : la signature du point de contrôle est fausse.\n",
    )


def test_a_wrong_key_is_named(machine):
    machine.telecharger("/journal/export.ndjson", "journal.ndjson")
    autre = str(CleSecrete.tirer(points.cles()[0].nom).publique)
    code, dit = machine.verifier("--cle", autre, "journal.ndjson")
    assert code == 1
    assert f"ce n’est pas celui d’un journal, ou pas de celui de votre clé ({points.cles()[0]})" in dit


def test_a_point_of_another_journal_is_named(machine):
    machine.telecharger("/journal/export.ndjson", "journal.ndjson")
    ailleurs = CleSecrete.tirer("ailleurs.example/journal")
    (machine.dossier / "point.txt").write_text(ailleurs.signer(points.point_a()), encoding="utf-8")
    code, dit = machine.verifier("journal.ndjson", "point.txt")
    assert code == 1
    assert "point.txt : le point de contrôle est signé par une autre clé, ailleurs.example/journal+" in dit
    code, dit = machine.verifier("journal.ndjson", "2-0123456789abcdef")
    assert code == 1
    assert "Le point 2-0123456789abcdef n’est pas de ce journal" in dit


def test_a_point_lost_with_a_backup_is_said_lost(machine):
    avant = points.point_a()
    perdu = f"{avant.taille + 2}-{'ab' * 32}"
    with consigner(points.REPRENDRE, par=Agent.SYSTEME, visibilite=Visibilite.PUBLIQUE) as acte:
        acte.faits["perdues_de"], acte.faits["perdues_a"] = avant.taille + 1, avant.taille + 2
        acte.faits["point_perdu"] = perdu
    inscrire(3)
    machine.telecharger("/journal/export.ndjson", "journal.ndjson")
    code, dit = machine.verifier("journal.ndjson", perdu)
    assert code == 1
    court = f"{avant.taille + 2}-{'ab' * 8}"
    assert f"NON PROUVÉ Le point {court} est perdu, l’inscription {avant.taille + 1} le dit" in dit
    assert machine.verifier("journal.ndjson", avant.court)[0] == 0


def test_a_point_signed_by_a_former_key_is_still_known(machine):
    """The journal says when its key changed: a report of before needs no other key than the one announced."""
    note = machine.telecharger("/journal/point-de-controle", "point.txt")
    ancienne = str(points.cles()[0])
    changer_la_cle()
    machine.telecharger("/journal/export.ndjson", "journal.ndjson")
    code, dit = machine.verifier("journal.ndjson", note)
    assert code == 0, dit
    assert "est bien signé par ce journal" in dit
    code, dit = machine.verifier("--cle", ancienne, "journal.ndjson")
    assert (code, "ce n’est pas celui d’un journal, ou pas de celui de votre clé" in dit) == (1, True)


def test_nothing_to_check_is_said_so(machine):
    machine.telecharger("/journal/export.ndjson", "journal.ndjson")
    (machine.dossier / "vide.txt").write_text("Bonjour", encoding="utf-8")
    shutil.copy(machine.dossier / "vide.txt", machine.dossier / "vide.pdf")
    for mots in ([], ["absent.pdf"], ["2-0123456789abcdef"], ["vide.txt"], ["journal.ndjson", "vide.pdf"]):
        assert machine.verifier(*mots)[0] == 2, mots
    code, dit = machine.verifier("journal.ndjson", "absent.pdf")
    assert code == 2
    assert dit.endswith("RIEN       absent.pdf : sans journal, clé ou point, rien à vérifier.\n")


def test_what_is_given_may_come_in_any_order(machine):
    machine.telecharger("/journal/export.ndjson", "journal.ndjson")
    for mots in (["--cle", str(points.cles()[0])], [], ["--point"]):
        assert machine.verifier(points.point_a().court, "journal.ndjson", *mots)[0] == 0, mots


def test_the_two_implementations_write_the_same_text():
    for valeur in ('Mener l’enquête \u2028 \x7f "\\', {"b": [1, None, True], "a": "é"}, 2**60):
        assert verifier.canonique(valeur) == canonique(valeur)
