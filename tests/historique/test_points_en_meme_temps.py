"""Points signed by several processes: what is remembered outside the database never goes back."""

import json

import pytest
from django.db import transaction

from historique import points
from historique.actes import Agent, consigner
from historique.middleware import lecture_coherente
from historique.note import lire_note
from tests.bases import en_parallele


def inscrire_et_signer():
    with consigner("raconter", par=Agent.SYSTEME):
        pass
    return points.verifier_point(points.signer())


@pytest.mark.postgresql_seul
def test_a_page_that_reads_an_older_snapshot_does_not_take_the_memory_back(base_reelle, dossier_du_journal):
    avant = inscrire_et_signer()
    with lecture_coherente():
        assert points.point_a() == avant
        (apres,) = en_parallele(inscrire_et_signer)
        assert points.verifier_point(points.signer()) == avant
    assert not transaction.get_connection().in_atomic_block
    lignes = (dossier_du_journal / "points.txt").read_text(encoding="utf-8").splitlines()
    assert [lire_note(json.loads(ligne)) for ligne in lignes] == [avant, apres]
    assert points.points_signes() == [avant, apres]
