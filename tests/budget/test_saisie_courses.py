"""The same rows sent at the same instant: written once, and nobody sees an error."""

import uuid

import pytest
from django.db import IntegrityError

from budget.actions import saisie
from budget.actions.saisie import LignesChangees, Valeur, coller_des_valeurs
from budget.models import Exercice, Ligne
from historique.models import Acte
from tests import fabriques
from tests import fabriques_budget as budget
from tests.bases import en_parallele

pytestmark = pytest.mark.postgresql_seul


ESSAIS = 20


def deux_envois(chantier, par):
    """One form of five rows sent twice at the same instant: the answers."""
    exercice, cles = budget.exercice(), [uuid.uuid4() for _ in range(5)]

    def importer():
        lignes = [
            Ligne(pk=cle, exercice=exercice, chantier=chantier, poste="honoraires", libelle="A", montant_centimes=1)
            for cle in cles
        ]
        return len(saisie.importer_des_lignes(exercice, chantier, lignes, par=par))

    return en_parallele(importer, importer)


def test_one_form_sent_twice_at_once_writes_once(base_reelle, distribution):
    chantier, par = fabriques.chantier(1), distribution.membre1.acces
    for n in range(1, ESSAIS + 1):
        assert sorted(deux_envois(chantier, par), key=str) == [0, 5]
        assert (Ligne.objects.count(), Acte.objects.filter(verbe="importer_des_lignes").count()) == (5 * n, n)


def test_negative_control_without_the_lock_one_of_the_two_sees_an_error(base_reelle, distribution, monkeypatch):
    chantier, par = fabriques.chantier(1), distribution.membre1.acces
    monkeypatch.setattr(saisie, "verrouiller_l_exercice", lambda pk: Exercice.objects.get(pk=pk))
    for _ in range(ESSAIS):
        issues = deux_envois(chantier, par)
        if any(isinstance(issue, IntegrityError) for issue in issues):
            return
    pytest.fail(f"the race never happened: the test above proves nothing ({issues})")


def test_two_columns_pasted_at_once_on_one_line_do_not_both_pass(base_reelle, distribution):
    chantier, par = fabriques.chantier(1), distribution.membre1.acces
    ligne = budget.ligne(chantier, 1)

    def coller(centimes):
        valeurs = {ligne.pk: Valeur(ligne.version, {"montant_centimes": centimes})}
        try:
            return len(coller_des_valeurs(ligne.exercice, chantier, valeurs, par=par))
        except LignesChangees:
            return "relire"

    issues = en_parallele(lambda: coller(500), lambda: coller(700))
    assert sorted(issues, key=str) == [1, "relire"]
    ligne.refresh_from_db()
    assert ligne.montant_centimes in (500, 700)
