"""Two people who confirm the same contribution at the same instant: it is confirmed once, by one of them."""

import threading

import pytest

from budget.actions import contributions as actions
from budget.models import Contribution
from historique.models import Acte
from historique.refus import ActionRefusee
from membres.models import Rattachement
from tests import fabriques
from tests import fabriques_budget as budget
from tests.bases import en_parallele
from tests.distribution import Distribution

pytestmark = pytest.mark.postgresql_seul
ESSAIS = 10


@pytest.fixture
def confirmer_deux_fois(base_reelle):
    """Declares a contribution, then two people of the organisation that gives it confirm at once; what each got."""
    distribution, organisation = Distribution(), fabriques.organisation()
    gens = [distribution.referente1, distribution.membre2]
    for figure in gens:
        fabriques.inscrire(Rattachement(personne=figure.personne, organisation=organisation))
    premier, second = (figure.acces for figure in gens)

    def faire():
        contribution = budget.contribution(fabriques.chantier(1), organisation=organisation)
        return en_parallele(
            lambda: actions.confirmer(contribution, par=premier), lambda: actions.confirmer(contribution, par=second)
        )

    return faire


def test_two_confirmations_at_the_same_instant_confirm_once(confirmer_deux_fois):
    for essai in range(1, ESSAIS + 1):
        resultats = confirmer_deux_fois()
        assert [str(r) for r in resultats if isinstance(r, ActionRefusee)] == ["Cette contribution est déjà confirmée."]
        assert Acte.objects.filter(verbe="confirmer").count() == essai


def test_negative_control_without_the_lock_the_second_is_stopped_without_a_sentence(confirmer_deux_fois, monkeypatch):
    """Both read it as declared and both go on: the history alone stops the second one, with an error of ours."""
    tous_deux = threading.Barrier(2)

    def sans_verrou(contribution):
        lue = Contribution.objects.select_related("chantier", "organisation", "personne").get(pk=contribution.pk)
        tous_deux.wait(timeout=30)
        return lue

    monkeypatch.setattr(actions, "_verrouillee", sans_verrou)
    assert sorted(type(issue).__name__ for issue in confirmer_deux_fois()) == ["Contribution", "EtatPerime"]
