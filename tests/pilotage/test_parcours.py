"""From a draft to the step of objections, and the exits: who leads, in what order, and what the journal says."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from historique.actes import Agent, consigner
from historique.horloge import aujourd_hui
from historique.models import Acte
from historique.refus import ActionRefusee
from membres.models import Courriel
from pilotage import actions
from pilotage.models import TRANSITIONS, ChantierComptant, Proposition, Version
from tests import fabriques

pytestmark = pytest.mark.django_db
Etape = Proposition.Etape


def dernier_acte():
    return Acte.objects.order_by("-sequence").first()


def refus(fonction, *args, **kwargs):
    with pytest.raises(ActionRefusee) as info:
        fonction(*args, **kwargs)
    return str(info.value)


# Proposing ------------------------------------------------------------------------------------------------------------


def test_a_person_of_the_comite_begins_a_draft(consultation):
    proposition = consultation().proposition
    assert (proposition.etape, proposition.numero, proposition.rang) == (Etape.BROUILLON, 1, 1)
    assert dernier_acte().verbe == "proposer"
    assert dernier_acte().visibilite == "membres"


def test_a_mere_member_does_not_propose(distribution, consultation):
    consultation()
    saisi = {"nature": "autre", "titre": "x", "pourquoi": "y", "facilitee_par_id": distribution.membre1.personne.pk}
    assert "comité" in refus(actions.proposer, id=uuid4(), saisi=saisi, par=distribution.membre1.acces)
    assert Proposition.objects.count() == 1


def test_the_same_form_sent_twice_makes_one_proposition(consultation):
    c = consultation()
    encore = actions.proposer(id=c.proposition.pk, saisi={}, par=c.coordination)
    assert (encore, Proposition.objects.count()) == (c.proposition, 1)


def test_one_global_proposition_is_unfinished_at_a_time(consultation):
    consultation(nature=Proposition.Nature.BUDGET_GLOBAL)
    with pytest.raises(ActionRefusee, match="déjà en cours"):
        consultation(nature=Proposition.Nature.BUDGET_GLOBAL)
    assert Proposition.objects.count() == 1


def test_a_draft_is_amended_by_whoever_carries_or_facilitates_it(consultation):
    c = consultation()
    actions.amender(c.proposition, version=1, saisi={"titre": "Un autre titre"}, par=c.facilitateur)
    assert c.relire().titre == "Un autre titre"
    assert "brouillon" in refus(
        actions.amender, c.proposition, version=2, saisi={"titre": "x"}, par=c.distribution.referente1.acces
    )


def test_an_open_proposition_is_not_amended(consultation):
    c = consultation()
    c.ouvrir()
    assert "figé" in refus(actions.amender, c.proposition, version=2, saisi={"titre": "x"}, par=c.coordination)


# Opening --------------------------------------------------------------------------------------------------------------


def test_opening_freezes_version_zero_and_the_chantiers_that_count(consultation):
    c = consultation()
    c.ouvrir()
    version = Version.objects.get()
    assert (version.etiquette, version.mineure, len(version.empreinte)) == ("1.0", False, 64)
    comptants = ChantierComptant.objects.values_list("chantier__numero", flat=True)
    assert sorted(comptants) == [1, 2, 3, 4, 5]
    assert c.proposition.etape == Etape.CLARIFICATION
    assert dernier_acte().verbe == "ouvrir"


def test_an_inactive_chantier_does_not_count(consultation):
    c = consultation()
    with consigner("modifier", par=Agent.SYSTEME):
        chantier = c.chantier(5)
        chantier.actif = False
        chantier.save()
    c.ouvrir()
    assert sorted(ChantierComptant.objects.values_list("chantier__numero", flat=True)) == [1, 2, 3, 4]


def test_a_frozen_text_holds_commitments_only(consultation):
    c = consultation(texte="UNE PHRASE À RETIRER UN JOUR")
    c.ouvrir()
    assert "UNE PHRASE" not in c.version.instantane


def test_only_the_coordination_opens(consultation):
    c = consultation()
    assert "coordination" in refus(actions.ouvrir, c.proposition, par=c.facilitateur)
    assert not Version.objects.exists()


def test_the_coordination_opens_with_its_second_factor(consultation):
    c = consultation()
    assert "second facteur" in refus(actions.ouvrir, c.proposition, par=replace(c.coordination, second_facteur=False))


@pytest.mark.parametrize(
    ("champs", "mot"),
    [
        ({"echeance": None}, "Fixez d’abord l’échéance"),
        ({"echeance": aujourd_hui() - timedelta(days=1)}, "est passée"),
        ({"texte": " "}, "Écrivez d’abord le texte"),
    ],
)
def test_a_consultation_opens_only_when_it_is_ready(consultation, champs, mot):
    c = consultation(**champs)
    assert mot in refus(actions.ouvrir, c.proposition, par=c.coordination)


def test_it_opens_once(consultation):
    c = consultation()
    c.ouvrir()
    assert "déjà ouverte" in refus(actions.ouvrir, c.proposition, par=c.coordination)


def test_opening_writes_to_those_who_speak_for_the_chantiers_and_to_the_comite(consultation):
    c = consultation()
    c.ouvrir()
    vers = set(Courriel.objects.filter(genre="pilotage_ouverture").values_list("destinataire", flat=True))
    attendus = {c.referentes[n].personne.pk for n in range(1, 6)}
    attendus |= {c.distribution.coordination.personne.pk, c.distribution.comite.personne.pk}
    assert vers == attendus


# Steps ----------------------------------------------------------------------------------------------------------------


def test_the_facilitator_leads_it_step_by_step(consultation):
    c = consultation()
    c.ouvrir()
    etapes = [c.avancer().etape, c.avancer().etape]
    assert etapes == [Etape.REACTIONS, Etape.OBJECTIONS]
    assert dernier_acte().verbe == "avancer"


def test_the_light_mode_joins_clarification_and_reactions(consultation):
    c = consultation(mode_leger=True)
    c.ouvrir()
    assert c.avancer().etape == Etape.OBJECTIONS


def test_another_member_does_not_lead_it(consultation):
    c = consultation()
    c.ouvrir()
    assert "facilite" in refus(actions.avancer, c.proposition, par=c.distribution.referente2.acces)


def test_clicking_twice_moves_once(consultation):
    c = consultation()
    c.ouvrir()
    actions.avancer(c.proposition, vers=Etape.REACTIONS, par=c.facilitateur)
    actions.avancer(c.proposition, vers=Etape.REACTIONS, par=c.facilitateur)
    assert c.relire().etape == Etape.REACTIONS


def test_one_does_not_advance_from_objections(consultation):
    c = consultation().aux_objections()
    assert "On ne passe pas" in refus(actions.avancer, c.proposition, par=c.facilitateur)


def test_every_step_is_in_the_table_of_transitions():
    assert set(TRANSITIONS) == set(Etape)


# Exits ----------------------------------------------------------------------------------------------------------------


def test_whoever_carries_it_withdraws_it_for_good_and_in_public(consultation):
    c = consultation().aux_objections()
    actions.retirer(c.proposition, motif="Le besoin a disparu", par=c.coordination)
    assert c.relire().etape == Etape.RETIREE
    assert (dernier_acte().verbe, dernier_acte().visibilite) == ("retirer", "publique")
    assert "close" in refus(actions.retirer, c.proposition, par=c.coordination)


def test_another_does_not_withdraw_it(consultation):
    c = consultation().aux_objections()
    assert "porte" in refus(actions.retirer, c.proposition, par=c.facilitateur)


def test_it_is_sent_back_to_a_meeting_then_taken_up_again(consultation):
    c = consultation().aux_objections()
    actions.renvoyer(c.proposition, le=aujourd_hui(), rencontre="Copil, Montrelle", par=c.facilitateur)
    assert c.relire().etape == Etape.RENVOYEE
    assert dernier_acte().visibilite == "publique"
    assert "renvoyée" in refus(c.position, 1)
    nouvelle = aujourd_hui() + timedelta(days=30)
    actions.reprendre(c.proposition, echeance=nouvelle, par=c.facilitateur)
    assert (c.relire().etape, c.proposition.echeance) == (Etape.OBJECTIONS, nouvelle)
    assert dernier_acte().visibilite == "membres"


def test_it_is_not_taken_up_before_the_meeting(consultation):
    c = consultation().aux_objections()
    demain = aujourd_hui() + timedelta(days=1)
    actions.renvoyer(c.proposition, le=demain, rencontre="Copil", par=c.facilitateur)
    assert "après elle" in refus(actions.reprendre, c.relire(), echeance=demain, par=c.facilitateur)
    assert "après elle" in refus(c.bonifier)


def test_it_is_not_sent_back_to_a_meeting_of_the_past(consultation):
    c = consultation().aux_objections()
    hier = aujourd_hui() - timedelta(days=1)
    assert "passée" in refus(actions.renvoyer, c.proposition, le=hier, rencontre="Copil", par=c.facilitateur)


def test_chantiers_without_a_position_are_reminded_once_a_day(consultation):
    c = consultation().aux_objections()
    c.consentir(2, 4)
    assert actions.relancer(c.proposition, par=c.facilitateur) == 2
    assert dernier_acte().verbe == "relancer"
    assert "déjà été relancés" in refus(actions.relancer, c.proposition, par=c.facilitateur)
    c.position(2)
    c.position(4)
    assert "Tous les chantiers ont répondu" in refus(actions.relancer, c.proposition, par=c.facilitateur)


# Discussion -----------------------------------------------------------------------------------------------------------


def test_members_ask_and_answer_in_clarification_only(consultation):
    c = consultation()
    c.ouvrir()
    membre = c.distribution.membre1.acces
    question = actions.questionner(
        c.proposition, id=uuid4(), texte="Qui anime ?", chantier=fabriques.chantier(1), par=membre
    )
    reponse = actions.repondre(question, id=uuid4(), texte="Le Labo.", par=c.facilitateur)
    assert (reponse.en_reponse_a, c.proposition.interventions.count()) == (question, 2)
    assert "Les réactions ont leur étape" in refus(actions.reagir, c.proposition, id=uuid4(), texte="Bien.", par=membre)
    c.avancer()
    assert "leur étape, la clarification" in refus(
        actions.questionner, c.proposition, id=uuid4(), texte="Encore ?", par=membre
    )
    assert "clarification" in refus(actions.repondre, question, id=uuid4(), texte="Encore.", par=c.facilitateur)


def test_members_react_in_reactions_only(consultation):
    c = consultation()
    c.ouvrir()
    c.avancer()
    membre = c.distribution.membre2.acces
    actions.reagir(c.proposition, id=uuid4(), texte="Cela nous va.", chantier=fabriques.chantier(2), par=membre)
    assert dernier_acte().verbe == "reagir"
    assert "pas membre" in refus(
        actions.reagir, c.proposition, id=uuid4(), texte="x", chantier=fabriques.chantier(3), par=membre
    )
    c.avancer()
    assert "leur étape" in refus(actions.reagir, c.proposition, id=uuid4(), texte="Trop tard.", par=membre)


def test_in_light_mode_one_reacts_in_clarification(consultation):
    c = consultation(mode_leger=True)
    c.ouvrir()
    actions.reagir(c.proposition, id=uuid4(), texte="Bien.", par=c.distribution.membre1.acces)
    assert c.proposition.interventions.count() == 1


def test_an_administrator_without_a_chantier_says_nothing(consultation):
    c = consultation()
    c.ouvrir()
    assert "membres" in refus(
        actions.questionner, c.proposition, id=uuid4(), texte="x", par=c.distribution.administrateur.acces
    )
