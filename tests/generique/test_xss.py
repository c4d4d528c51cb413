"""Whatever is written in any text field of any tracked model, no page turns it into markup."""

import shutil
from datetime import timedelta
from html.parser import HTMLParser
from itertools import count, product
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings
from django.db import models, transaction
from django.db.models.signals import pre_save
from django.http import HttpResponse
from django.urls import reverse

from historique.horloge import aujourd_hui, maintenant
from historique.registre import TEXTES, declarations
from membres.models import Rattachement
from pilotage.actions import questionner, reagir, refuser_la_minorite
from tests import fabriques
from tests.consultation import OBJECTION, Consultation
from tests.distribution import ROLES as TOUTE_LA_DISTRIBUTION
from tests.generique.attendus import ATTENDUS
from tests.generique.jeu import Jeu, jouer

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_seul]

CORPUS = (
    "<x-xss>",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    '" onmouseover="alert(3)" x="',
    "' onfocus='alert(4)' x='",
    "<svg/onload=alert(5)>",
    "[a](javascript:alert(6))",
    "</textarea><x-xss>",
    "</title></style><x-xss>",
    "--><x-xss><!--",
    "{{ 7|add:7 }}<x-xss>",
    "&lt;x-xss&gt;<x-xss>",
)
ROLES = ("visiteur", "membre1", "referente1", "coordination")
# Codes and addresses have an alphabet of their own, which their validators keep.
AUTRES_ALPHABETS = (models.SlugField, models.EmailField, models.URLField)
ADRESSES = {"href", "src", "action", "formaction"}
TEXTES_LUS = {"text", "search", "url", "email", "hidden"}


class Espion(HTMLParser):
    """Reads a page as a browser does: what would run, and the fields one could type in."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.dangers: list[str] = []
        self.champs: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        valeurs = {nom: valeur or "" for nom, valeur in attrs}
        if tag == "x-xss" or (tag == "script" and not valeurs.keys() & {"src", "type"}):
            self.dangers.append(self.get_starttag_text())
        for nom, valeur in valeurs.items():
            adresse = "".join(valeur.split()).lower() if nom in ADRESSES else ""
            if nom.startswith("on") or adresse.startswith("javascript:"):
                self.dangers.append(self.get_starttag_text())
        if tag == "textarea" or (tag == "input" and valeurs.get("type", "text") in TEXTES_LUS):
            self.champs.add(valeurs.get("name", ""))


@pytest.fixture
def textes_hostiles():
    """Every text of every tracked row is one of the corpus, whatever made the row; gives the fields so filled."""
    numeros, remplis = count(), set()

    def remplir(sender, instance, **reste):
        for champ in sender._meta.concrete_fields:
            if not isinstance(champ, TEXTES) or champ.choices or isinstance(champ, AUTRES_ALPHABETS):
                continue
            if instance._state.adding and champ.name in declarations[sender._meta.label_lower].engages:
                possibles = [un for un in CORPUS if len(un) <= (champ.max_length or 1_000)]
                hostile = "\n\n".join(CORPUS) if champ.max_length is None else possibles[next(numeros) % len(possibles)]
                setattr(instance, champ.attname, hostile)
                remplis.add(f"{sender._meta.label}.{champ.name}")

    modeles = [declaration.modele for declaration in declarations.values()]
    for modele in modeles:
        pre_save.connect(remplir, sender=modele, weak=False, dispatch_uid="hostile")
    yield remplis
    for modele in modeles:
        pre_save.disconnect(sender=modele, dispatch_uid="hostile")


def page_html(reponse: HttpResponse) -> str:
    # A file that is streamed is read to its end: left open, it would hold the database.
    contenu = b"".join(reponse.streaming_content) if reponse.streaming else reponse.content
    return contenu.decode() if reponse["Content-Type"].startswith("text/html") else ""


def dangers(jeu: Jeu, adresse: str) -> list[str]:
    """What would run on this page, and on the answer to its form filled with the corpus."""
    trouves = []
    for role in ROLES:
        client = getattr(jeu.distribution, role).client
        espion = Espion(page_html(client.get(adresse)))
        saisie = {champ: "\n".join(CORPUS) for champ in espion.champs if champ}
        reponse = Espion(page_html(client.post(adresse, saisie)))
        trouves += [f"{role} {adresse}: {danger}" for danger in espion.dangers + reponse.dangers]
    return trouves


def une_decision(distribution) -> list[str]:
    """A debate with its question, its reaction, a minor version held not to be, and its adoption: their addresses."""
    c = Consultation(distribution)
    c.ouvrir()
    questionner(c.proposition, id=uuid4(), texte="?", par=distribution.referente1.acces)
    c.avancer()
    reagir(c.proposition, id=uuid4(), texte="!", par=distribution.referente2.acces)
    c.avancer()
    c.position(2, OBJECTION, "Non.")
    version = c.bonifier(texte=c.relire().texte + " .", mineure=True)
    refuser_la_minorite(c.proposition, c.chantier(1), id=uuid4(), argument="Si.", par=distribution.referente1.acces)
    c.consentir()
    decision = c.adopter()
    numero = c.proposition.numero
    return [
        reverse("pilotage:proposition", args=[numero]),
        reverse("pilotage:version", args=[numero, version.numero]),
        reverse("pilotage:differences", args=[numero]),
        reverse("pilotage:decision", args=[decision.numero]),
    ]


def test_the_spy_sees_what_would_run():
    """Negative control: unescaped, each text of the corpus but the Markdown one is a danger."""
    inoffensifs = [un for un in CORPUS if not Espion(f"<p>{un}</p><a title=\"{un}\" href='{un}'>").dangers]
    assert inoffensifs == ["[a](javascript:alert(6))"]
    assert Espion('<a href="java\nscript:alert(6)">').dangers != []


def test_no_text_becomes_markup_on_any_page(textes_hostiles, distribution):
    jeu = jouer(distribution)
    assert all(getattr(distribution, role).client for role in TOUTE_LA_DISTRIBUTION)
    organisation = fabriques.organisation()
    fabriques.inscrire(Rattachement(personne=distribution.membre1.personne, organisation=organisation))
    trouves = []
    for nom in ATTENDUS:
        point = transaction.savepoint_create()
        trouves += dangers(jeu, reverse(nom, kwargs=dict(ATTENDUS[nom].arguments(jeu))))
        transaction.savepoint_rollback(point)
        # What was signed of the entries that are undone is undone with them.
        shutil.rmtree(settings.DOSSIER_DU_JOURNAL, ignore_errors=True)
    for adresse in une_decision(distribution):
        trouves += dangers(jeu, adresse)
    assert trouves == []
    jamais = {
        f"{declaration.modele._meta.label}.{champ.name}"
        for declaration in declarations.values()
        for champ in declaration.modele._meta.concrete_fields
        if champ.name in declaration.engages and not isinstance(champ, AUTRES_ALPHABETS)
    } - textes_hostiles
    assert jamais == set(), "no address of attendus.py makes such a row"


LISIBLES_A_UNE_DATE = (
    "chantiers:liste",
    "chantiers:chantier",
    "chantiers:membres",
    "chantiers:feuille_de_route",
    "chantiers:comparer",
    "pilotage:feuille_de_route",
    "pilotage:comparer_la_feuille_de_route",
    "pilotage:propositions",
    "pilotage:comite",
)


def test_no_text_becomes_markup_at_a_date(textes_hostiles, distribution):
    """Read tomorrow, as of today and as of a day before everything: what is told of then, and of since."""
    jeu = jouer(distribution)
    adresses = [reverse(nom, kwargs=dict(ATTENDUS[nom].arguments(jeu))) for nom in LISIBLES_A_UNE_DATE]
    adresses += une_decision(distribution)[:1]
    assert all(getattr(distribution, role).client for role in ROLES)
    jours, trouves = (aujourd_hui(), aujourd_hui() - timedelta(days=9)), []
    with time_machine.travel(maintenant() + timedelta(days=1), tick=True):
        for role, adresse, jour in product(ROLES, adresses, jours):
            espion = Espion(page_html(getattr(distribution, role).client.get(adresse, {"au": jour})))
            trouves += [f"{role} {adresse} {jour}: {danger}" for danger in espion.dangers]
    assert trouves == []
