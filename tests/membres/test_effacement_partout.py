"""Thirty marked strings for one person are nowhere after her erasure, and the chain is the same."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from django_ox.testing import run_tasks

from historique.models import Acte, Mot
from historique.verification import verifier
from membres import actions
from tests.generique.attendus import ATTENDUS, ROLES
from tests.generique.jeu import jouer
from tests.membres.traces_d_une_personne import (
    NOMBRE,
    Marquee,
    dans,
    dans_la_base,
    dans_les_fichiers,
    dans_les_lignes,
    tous_les_rapports_sont_prets,
)

TOUTES = set(range(1, NOMBRE + 1))


@pytest.fixture
def dossier(tmp_path, settings):
    """What the platform keeps outside its database: stored files, e-mails, the directory of the journal."""
    settings.DONNEES, settings.FICHIERS = tmp_path, tmp_path / "fichiers"
    settings.DOSSIER_DU_JOURNAL = tmp_path / "journal"
    fichiers = "django.core.mail.backends.filebased.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": fichiers, "OPTIONS": {"file_path": str(tmp_path / "courriels")}}}
    return tmp_path


@pytest.fixture
def marquee(base_reelle, distribution, dossier):
    return Marquee(distribution, dossier)


def chaine():
    return list(Acte.objects.order_by("sequence").values_list("sequence", "feuille", "chaine"))


def partout(base, dossier):
    return dans_la_base(base) | dans_les_lignes(base) | dans_les_fichiers(dossier)


def dans_les_pages(distribution, adresses, roles):
    """The marks that these people read at these addresses."""
    trouvees = {}
    for adresse in adresses:
        for role in roles:
            reponse = getattr(distribution, role).client.get(adresse)
            contenu = b"".join(reponse.streaming_content) if reponse.streaming else reponse.content
            if marques := dans(contenu):
                trouvees[role, adresse] = marques
    return trouvees


def declarees(distribution):
    """Every address of the platform: pages, feeds, exports."""
    jeu = jouer(distribution)
    return [reverse(nom, kwargs=dict(ATTENDUS[nom].arguments(jeu))) for nom in ATTENDUS]


def du_journal(personne):
    """Each entry, the history of each object, the pages of the journal, and the frozen versions."""
    actes = Acte.objects.order_by("sequence")
    inscriptions = [reverse("historique:inscription", args=[n]) for n in actes.values_list("sequence", flat=True)]
    objets = actes.exclude(objet_type="").order_by().values_list("objet_type", "objet_id").distinct()
    pages = [f"/journal/?page={page}" for page in range(1, 6)] + [f"/journal/?personne={personne.pk}"]
    versions = [reverse("pilotage:proposition", args=[n]) for n in (1, 2)]
    return [*inscriptions, *(reverse("historique:objet", args=cle) for cle in objets), *pages, *versions]


def test_thirty_marked_strings_are_nowhere_after_an_erasure_and_the_chain_is_the_same(base_reelle, dossier, marquee):
    avant = chaine()
    assert partout(base_reelle, dossier) == TOUTES, "the test itself: each mark is somewhere before"
    marquee.retirer_la_prose()
    actions.effacer(marquee.personne, fondement="consentement_retire", par=marquee.coordination)
    run_tasks()
    call_command("entretenir", verbosity=0)
    assert partout(base_reelle, dossier) == set()
    assert tous_les_rapports_sont_prets()
    assert Mot.objects.filter(jeton__istartswith="zmk").count() == 0
    assert chaine()[: len(avant)] == avant
    assert list(map(str, verifier())) == []


ADMINISTRATION = [
    f"/administration/{page}/"
    for page in (
        "membres/compte",
        "membres/personne",
        "membres/invitation",
        "membres/rattachement",
        "membres/courriel",
        "django_ox/oxtask",
        "chantiers/adhesion",
        "pilotage/siege",
    )
]


@pytest.mark.sqlite_seul
def test_nobody_reads_her_name_anywhere_afterwards(distribution, marquee):
    """On any page, feed or export; and her own session is closed."""
    toutes, journal = declarees(distribution), du_journal(marquee.personne)
    lues = set().union(*dans_les_pages(distribution, toutes + journal, ["coordination"]).values())
    assert lues >= {1, 2, 6, 7, 9, 10, 11, 12, 24, 25, 28}, "the test itself: pages show her before"
    marquee.retirer_la_prose()
    actions.effacer(marquee.personne, fondement="consentement_retire", par=marquee.coordination)
    run_tasks()
    assert dans_les_pages(distribution, toutes, ROLES) == {}
    assert dans_les_pages(distribution, journal, ["visiteur", "coordination"]) == {}
    assert dans_les_pages(distribution, ADMINISTRATION, ["administrateur"]) == {}
    assert marquee.client.get("/profil/").status_code == 302
