"""The adoption: recorded by the coordination, of the version that is open, over no objection and no silence."""

from dataclasses import replace
from datetime import timedelta

import pytest

from historique.horloge import aujourd_hui
from historique.models import Acte
from historique.refus import ActionRefusee
from membres.models import Courriel
from pilotage import actions
from pilotage.models import Decision, Proposition
from tests.consultation import DEPORT, NATURES, OBJECTION, RESERVE

pytestmark = pytest.mark.django_db


def refus(fonction, *args, **kwargs):
    with pytest.raises(ActionRefusee) as info:
        fonction(*args, **kwargs)
    return str(info.value)


def test_once_all_have_consented_the_coordination_records_it_before_the_deadline(consultation):
    c = consultation(revue_le=aujourd_hui() + timedelta(days=365)).aux_objections()
    c.consentir()
    decision = c.adopter()
    assert decision.numero == f"D-{aujourd_hui().year}-001"
    assert (decision.version_adoptee.etiquette, decision.revue_le) == ("1.0", c.proposition.revue_le)
    assert c.relire().etape == Proposition.Etape.ADOPTEE
    acte = Acte.objects.order_by("-sequence").first()
    assert (acte.verbe, acte.visibilite, acte.objet_id) == ("adopter", "publique", decision.pk)
    assert Courriel.objects.filter(genre="pilotage_adoption").count() == 7


def test_a_reserve_and_some_deports_do_not_block_it(consultation):
    c = consultation().aux_objections()
    c.consentir(1, 2)
    c.position(1, RESERVE, "À revoir.")
    c.position(2, DEPORT, "Nous sommes juge et partie.")
    assert c.adopter().numero.endswith("-001")


def test_a_standing_objection_blocks_it(consultation):
    c = consultation().aux_objections()
    c.consentir(2)
    c.position(2, OBJECTION, "Trop tôt.")
    assert refus(c.adopter) == "Une objection reste à lever : chantier 2."
    assert not Decision.objects.exists()


def test_silence_does_not_adopt(consultation):
    c = consultation().aux_objections()
    c.consentir(2, 4)
    assert refus(c.adopter) == "Position attendue : chantiers 2 et 4. Le silence n’adopte pas."


def test_all_standing_aside_does_not_adopt(consultation):
    c = consultation().aux_objections()
    for numero in range(1, 6):
        c.position(numero, DEPORT, "Pas notre sujet.")
    assert "Tous les chantiers se déportent" in refus(c.adopter)


def test_it_is_not_adopted_before_its_step(consultation):
    c = consultation()
    assert "pas encore ouverte" in refus(c.adopter)
    c.ouvrir()
    assert "pas encore ouverte" in refus(c.adopter)


def test_only_the_coordination_with_its_second_factor_records_it(consultation):
    c = consultation().aux_objections()
    c.consentir()
    assert "Seule la coordination" in refus(c.adopter, par=c.referentes[1].acces)
    assert "second facteur" in refus(c.adopter, par=replace(c.coordination, second_facteur=False))
    assert not Decision.objects.exists()


def test_it_adopts_the_version_one_has_read(consultation):
    c = consultation().aux_objections()
    c.consentir()
    lue = "0" * 64
    assert "Une autre version" in refus(actions.constater_l_adoption, c.proposition, empreinte=lue, par=c.coordination)


def test_it_adopts_once(consultation):
    c = consultation().aux_objections()
    c.consentir()
    c.adopter()
    assert "déjà adoptée" in refus(c.adopter)
    assert Decision.objects.count() == 1


def test_an_adopted_version_takes_nothing_more(consultation):
    c = consultation().aux_objections()
    c.consentir()
    c.adopter()
    assert "adoptée" in refus(c.position, 1, OBJECTION, "Trop tard.")
    assert "Une bonification se propose" in refus(c.bonifier)
    assert "close" in refus(actions.retirer, c.relire(), par=c.coordination)


def test_a_global_decision_replaces_the_one_in_force(consultation):
    premiere = consultation(nature=NATURES.BUDGET_GLOBAL).aux_objections()
    premiere.consentir()
    ancienne = premiere.adopter()
    seconde = consultation(nature=NATURES.BUDGET_GLOBAL).aux_objections()
    seconde.consentir()
    nouvelle = seconde.adopter()
    assert (nouvelle.remplace, seconde.proposition.rang) == (ancienne, 2)
    assert list(Decision.objects.en_vigueur()) == [nouvelle]


def test_other_decisions_stand_side_by_side(consultation):
    for _ in range(2):
        c = consultation().aux_objections()
        c.consentir()
        c.adopter()
    assert Decision.objects.en_vigueur().count() == 2
