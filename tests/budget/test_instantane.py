"""The frozen snapshot of a budget: read back as it was, its texts removable; and what differs from another reading."""

import json
from datetime import date

import pytest

from budget.lecture import lire_budget
from budget.lecture.comparaison import comparer, que_la_forme
from budget.lecture.instantane import depuis_instantane, instantane
from chantiers.lecture import ChantierLu
from historique.actes import Agent, consigner
from historique.models import Ouverture
from membres.acces import ANONYME
from tests import fabriques
from tests import fabriques_budget as budget

pytestmark = pytest.mark.django_db


def une_ligne_payee():
    chantier = fabriques.chantier(1)
    etape = fabriques.etape(fabriques.objectif(fabriques.feuille(chantier)))
    ligne = budget.ligne(chantier, euros=1000, action=budget.action(chantier), etape=etape, quantite=2, unite="jours")
    budget.affectation(budget.financement(euros=600, accorde=500, statut="accordee"), ligne, 500)
    budget.contribution(chantier)
    return ligne


def figer():
    """The snapshot of the budget of 2027, its openings written in an entry, and the budget that it froze."""
    lu = lire_budget(ANONYME, 2027)
    with consigner("raconter", par=Agent.SYSTEME) as acte:
        texte = instantane(lu, jour=date(2027, 1, 31), sequence=12, engager=acte.engager)
    return texte, lu


def modifier(objet, **valeurs):
    objet.refresh_from_db()
    with consigner("modifier", par=Agent.SYSTEME) as acte:
        for champ, valeur in valeurs.items():
            setattr(objet, champ, valeur)
        acte.objet = objet
        objet.save()


def test_a_snapshot_reads_back_as_it_was():
    une_ligne_payee()
    texte, lu = figer()
    relu = depuis_instantane(texte, ANONYME)
    assert (relu.lignes, relu.actions, relu.contributions) == (lu.lignes, lu.actions, lu.contributions)
    assert (relu.financements, relu.affectations, relu.chantiers) == (lu.financements, lu.affectations, lu.chantiers)
    assert (relu.jour, relu.sequence, relu.total_general) == (date(2027, 1, 31), 12, lu.total_general)


def test_what_changes_later_does_not_reach_it():
    ligne = une_ligne_payee()
    texte, lu = figer()
    modifier(ligne, montant_centimes=90_000, libelle="Autre chose")
    assert depuis_instantane(texte, ANONYME).lignes == lu.lignes


def test_no_text_of_people_stands_in_it_in_clear():
    ligne = une_ligne_payee()
    texte, _ = figer()
    assert ligne.libelle not in texte
    assert ligne.etape.titre not in texte
    assert json.loads(texte)["budget"]["lignes"][0]["id"] == str(ligne.pk)


def test_a_text_whose_opening_is_gone_says_so():
    une_ligne_payee()
    texte, _ = figer()
    donnees = json.loads(texte)["budget"]["lignes"][0]
    avec_ligne = donnees["libelle"]["engagement"]
    assert Ouverture.objects.filter(pk=avec_ligne).exists()
    sans = texte.replace(avec_ligne, "0" * 64)
    assert depuis_instantane(sans, ANONYME).lignes[0].libelle == "[passage retiré]"


def test_a_comparison_says_amounts_in_words():
    ligne = une_ligne_payee()
    texte, lu = figer()
    modifier(ligne, montant_centimes=90_000)
    ajoutee = budget.ligne(fabriques.chantier(2), euros=50)
    differences = comparer(depuis_instantane(texte, ANONYME), lire_budget(ANONYME, 2027))
    assert [(d.nature, d.type, d.id) for d in differences] == [
        ("modification", "ligne budgétaire", ligne.pk),
        ("ajout", "ligne budgétaire", ajoutee.pk),
    ]
    [champ] = differences[0].champs
    assert (champ.libelle, champ.avant, champ.apres) == ("Montant", "1\u202f000\u00a0€", "900\u00a0€")
    assert differences[0].chantier == ChantierLu.de(fabriques.chantier(1))


def test_a_payer_who_changes_is_a_difference():
    ligne = une_ligne_payee()
    avant = lire_budget(ANONYME, 2027)
    budget.affectation(budget.financement(euros=300), ligne, 100)
    modifiee = next(d for d in comparer(avant, lire_budget(ANONYME, 2027)) if d.id == ligne.pk)
    assert [champ.libelle for champ in modifiee.champs] == ["Payée par"]


def test_only_words_are_wording():
    ligne = une_ligne_payee()
    avant = lire_budget(ANONYME, 2027)
    modifier(ligne, libelle="Dit autrement")
    assert que_la_forme(avant, lire_budget(ANONYME, 2027))
    modifier(ligne, montant_centimes=100_001)
    assert not que_la_forme(avant, lire_budget(ANONYME, 2027))
