"""What happens at the same instant: an objection and the adoption; two adoptions. Each with its negative control.

Two things keep the rule, each enough by itself: the lock of the proposition, and the guards of the database.
"""

from contextlib import contextmanager

import pytest
from django.db import connection

from historique import gardes
from historique.refus import ActionRefusee
from pilotage.actions import adoption, positions, verrous
from pilotage.lecture.tableau import lire_tableau
from pilotage.models import Decision, Position, Proposition
from tests.bases import en_parallele
from tests.consultation import OBJECTION

pytestmark = pytest.mark.postgresql_seul
ESSAIS = 50


@pytest.fixture
def prete(base_reelle, consultation):
    """`prete()` -> a consultation to which every chantier has consented."""

    def faire():
        c = consultation(mode_leger=True).aux_objections()
        c.consentir()
        return c

    return faire


@contextmanager
def sans_verrou(monkeypatch):
    """The acts read the proposition without locking it."""

    def sans_verrouiller(proposition, par):
        return lire_tableau(Proposition.objects.get(pk=proposition.pk), par)

    with monkeypatch.context() as autrement:
        for module in (positions, adoption, verrous):
            autrement.setattr(module, "tableau_verrouille", sans_verrouiller)
        yield


CONSENTEMENT = {"pilotage_position", "pilotage_decision", "pilotage_proposition"}


def sans_gardes(tables=CONSENTEMENT):
    """What protects these tables in the database is lifted; the journal keeps its own guards."""
    with connection.cursor() as curseur:
        for garde in gardes.gardes():
            if garde.table in tables:
                curseur.execute(f"DROP TRIGGER IF EXISTS {garde.nom} ON {garde.table}")


def objecter_et_adopter(c):
    """Both at once. Gives whether it is adopted over a standing objection."""
    vue, referente, coordination = c.vue(2), c.referentes[2].acces, c.coordination
    issues = en_parallele(
        lambda: c.position(2, OBJECTION, "Trop tôt.", vue=vue, par=referente),
        lambda: adoption.constater_l_adoption(c.proposition, par=coordination),
    )
    objection, decision = issues
    debout = Position.objects.filter(version_proposee=c.version).objections().exists()
    adoptee = Decision.objects.filter(proposition=c.proposition).exists()
    return issues, isinstance(objection, Position), isinstance(decision, Decision), debout and adoptee


def test_an_objection_and_the_adoption_at_the_same_instant(prete):
    """Fifty times: one of them wins, the other is told; never adopted over an objection, never an objection lost."""
    for _ in range(ESSAIS):
        issues, objectee, adoptee, violee = objecter_et_adopter(prete())
        assert not violee
        assert objectee != adoptee, issues
        refusee = issues[1] if objectee else issues[0]
        assert isinstance(refusee, ActionRefusee), issues


def test_without_the_lock_the_database_still_refuses(prete, monkeypatch):
    with sans_verrou(monkeypatch):
        for _ in range(ESSAIS // 5):
            _, objectee, adoptee, violee = objecter_et_adopter(prete())
            assert not violee
            assert objectee != adoptee


def test_negative_control_without_lock_nor_guard_it_is_adopted_over_an_objection(prete, monkeypatch):
    with sans_verrou(monkeypatch):
        violations = 0
        for _ in range(ESSAIS):
            c = prete()
            sans_gardes()
            violations += objecter_et_adopter(c)[3]
            gardes.poser_les_gardes()
            if violations:
                return
    assert violations, "the race never happened: the test above proves nothing"


def adopter_deux_fois(c):
    coordination = c.coordination
    faire = lambda: adoption.constater_l_adoption(c.proposition, par=coordination)  # noqa: E731
    issues = en_parallele(faire, faire)
    return issues, [issue for issue in issues if isinstance(issue, Decision)]


def test_two_adoptions_at_the_same_instant_make_one_decision(prete):
    for _ in range(ESSAIS):
        c = prete()
        issues, decisions = adopter_deux_fois(c)
        assert len(decisions) == 1, issues
        assert Decision.objects.filter(proposition=c.proposition).count() == 1
        assert any(isinstance(issue, ActionRefusee) and "déjà adoptée" in str(issue) for issue in issues), issues


def test_negative_control_without_lock_nor_guard_both_adoptions_are_believed_possible(prete, monkeypatch):
    """Both pass their checks and write a decision; only the history layer, which saves no stale row, stops one."""
    with sans_verrou(monkeypatch):
        for _ in range(ESSAIS):
            c = prete()
            sans_gardes()
            issues, _ = adopter_deux_fois(c)
            gardes.poser_les_gardes()
            if not any(isinstance(issue, ActionRefusee) for issue in issues):
                return
    pytest.fail(f"the race never happened: the test above proves nothing ({issues})")
