"""A text is taken out: it is nowhere any more, the proof stands, and the database lets nothing else through."""

from itertools import chain

import pytest
from django.db import connection

from chantiers.models import Etape
from historique import retrait
from historique.actes import Agent, consigner
from historique.controle import chaine_du_journal
from historique.models import PASSAGE_RETIRE, Acte, Retrait
from historique.verification import verifier
from tests import fabriques
from tests.historique.test_pages import modifier

SECRET = "Phrase-secrète à retirer"


@pytest.fixture
def une_etape(base_reelle):
    """An étape whose description held the secret, then not."""
    une = fabriques.etape(fabriques.objectif(fabriques.feuille(fabriques.chantier(1))), "Mener l’enquête")
    modifier(une, description=SECRET)
    modifier(une, avancement=10)
    return une


def retirer(objet, champ, *textes, remplacement=PASSAGE_RETIRE):
    with consigner("retirer_un_passage", par=Agent.SYSTEME) as acte:
        acte.objet = retrait.retirer_les_textes(
            acte, type(objet), objet.pk, {champ: textes}, remplacements={champ: remplacement}
        )
        retrait.motiver(acte, "diffamation")
    return Acte.objects.get(pk=acte.id)


def base_entiere():
    """Every value of every table, as text."""
    with connection.cursor() as curseur:
        tables = connection.introspection.table_names()
        lignes = []
        for table in tables:
            curseur.execute(f'SELECT * FROM "{table}"')
            lignes += curseur.fetchall()
    return "\n".join(map(str, chain.from_iterable(lignes)))


def test_a_live_text_is_nowhere_any_more_and_the_proof_stands(une_etape):
    chaines = list(Acte.objects.order_by("sequence").values_list("sequence", "feuille", "chaine"))
    assert SECRET in base_entiere()
    acte = retirer(une_etape, "description", SECRET, remplacement="Ce qui reste.")
    assert SECRET not in base_entiere()
    assert list(Acte.objects.order_by("sequence").values_list("sequence", "feuille", "chaine"))[:-1] == chaines
    assert list(verifier()) == []
    assert list(chaine_du_journal()) == []
    assert Etape.objects.get(pk=une_etape.pk).description == "Ce qui reste."
    etats = Etape.history.filter(id=une_etape.pk).order_by("version").values_list("description", flat=True)
    assert list(etats) == ["", PASSAGE_RETIRE, PASSAGE_RETIRE, "Ce qui reste."]
    assert Retrait.objects.filter(acte=acte).count() == 1
