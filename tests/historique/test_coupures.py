"""A server killed at any instant, under the load of real clients: what it acknowledged is there, whole, exactly once.

A thousand cycles: `tests/charge/README.md`.
"""

import pytest

from tests.charge.coupures import couper

CYCLES = 100
AU_PLUS = 60  # what the faulty servers may need before one is found out


def test_a_server_killed_a_hundred_times_loses_nothing_it_acknowledged_and_does_nothing_by_halves(
    base_reelle, tmp_path
):
    bilan = couper(CYCLES, tmp_path)
    assert bilan.fautes == []
    assert bilan.issues["refusés"] == 0, (tmp_path / "serveur.txt").read_text()
    assert bilan.issues["acquittés"] >= CYCLES
    assert bilan.issues["coupés, rien"] > 0, "no request was cut: nothing was tried"


@pytest.mark.parametrize(
    ("application", "faute"),
    [
        ("tests.charge.fautifs:menteur", "acquitté : perdu"),
        ("tests.charge.fautifs:en_deux_fois", "le changement n’a pas d’inscription"),
    ],
)
def test_a_server_that_breaks_the_promise_is_found_out(base_reelle, tmp_path, application, faute):
    """The negative controls: acknowledging before writing, and writing the entry in a second transaction."""
    bilan = couper(AU_PLUS, tmp_path, application=application, jusqu_a_la_faute=True)
    assert any(faute in trouvee for trouvee in bilan.fautes), bilan.fautes
