"""Reading a budget: totals, shares, the past, a fixed number of queries."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine

from budget.lecture import lire_budget
from historique.actes import Agent, consigner
from historique.horloge import aujourd_hui, maintenant
from historique.moment import moment_du
from membres.acces import ANONYME
from tests import fabriques
from tests import fabriques_budget as budget

pytestmark = pytest.mark.django_db


def un_budget(lignes: int = 1):
    """`lignes` needs of 1,000 € in two chantiers, paid half by a granted public aid, with a lead beside."""
    for numero in (1, 2):
        chantier = fabriques.chantier(numero)
        action = budget.action(chantier)
        for _ in range(lignes):
            ligne = budget.ligne(chantier, euros=1000, action=action)
            budget.affectation(budget.financement(euros=600, accorde=500, statut="accordee"), ligne, 500)
            budget.depense(ligne, euros=40)
        budget.contribution(chantier)


def test_totals_say_what_they_hold():
    un_budget()
    budget.financement(euros=300, poste="aides_privees")
    budget.financement(euros=7000, statut="refusee")
    lu = lire_budget(ANONYME, 2027)
    assert (lu.total_charges, lu.total_contributions, lu.total_general) == (200_000, 24_620, 224_620)
    assert (lu.produits.acquis, lu.produits.demande, lu.produits.pistes) == (100_000, 0, 30_000)
    assert (lu.a_trouver, lu.total_depense) == (70_000, 8_000)
    assert (lu.taux_public, lu.taux_public_avec_contributions) == (Decimal("50.0"), Decimal("44.5"))


def test_the_sum_by_chantier_is_the_sum_by_poste():
    un_budget(2)
    lu = lire_budget(ANONYME, 2027)
    assert sum(lu.charges_par_chantier.values()) == sum(r.montant_centimes for r in lu.emplois()) == lu.total_charges
    assert sum(lu.flux.values()) == 4 * 50_000


def test_a_chantier_has_its_lines_and_what_pays_them():
    un_budget()
    lu = lire_budget(ANONYME, 2027).du_chantier(fabriques.chantier(1).pk)
    assert (lu.total_charges, lu.total_contributions, len(lu.financements)) == (100_000, 12_310, 1)


def test_the_number_of_queries_does_not_depend_on_the_rows(compter_requetes):
    un_budget()
    une = compter_requetes(lambda: lire_budget(ANONYME, 2027))
    un_budget(3)
    assert compter_requetes(lambda: lire_budget(ANONYME, 2027)) == une <= 13


def test_a_past_day_reads_as_it_was(base_reelle):
    hier = maintenant() - timedelta(days=3)
    with time_machine.travel(hier, tick=False):
        ligne = budget.ligne(fabriques.chantier(1), euros=1000)
    with consigner("modifier", par=Agent.SYSTEME) as acte:
        ligne.montant_centimes = 70_000
        acte.objet = ligne
        ligne.save()
    assert lire_budget(ANONYME, 2027).total_charges == 70_000
    assert lire_budget(ANONYME, 2027, moment_du(aujourd_hui() - timedelta(days=1))).total_charges == 100_000


def test_there_is_no_budget_of_a_year_that_nobody_opened():
    assert lire_budget(ANONYME, 2031) is None
