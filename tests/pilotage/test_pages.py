"""The pages of propositions: who reads what, the reason instead of the button, and nothing typed that is lost."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from historique.actes import Agent, consigner
from historique.horloge import aujourd_hui, maintenant
from pilotage import actions
from pilotage.models import Decision, Intervention, Position, Proposition, Version
from tests.consultation import CONSENTEMENT, NATURES, OBJECTION, RESERVE
from tests.requetes import verifier_nombre_constant

pytestmark = pytest.mark.django_db
SECRET = "ARGUMENT QUI NE DOIT PAS FUIR"


def adresse(nom, c, *args):
    return reverse(f"pilotage:{nom}", args=[c.proposition.numero, *args])


def texte(reponse):
    """The page, with ordinary spaces."""
    return reponse.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def en_consultation(consultation, **champs):
    c = consultation(titre="TITRE RÉSERVÉ", pourquoi="POURQUOI RÉSERVÉ", **champs).aux_objections()
    c.position(2, OBJECTION, SECRET)
    return c


RESERVES = ("TITRE RÉSERVÉ", "POURQUOI RÉSERVÉ", SECRET, "Referente2", "trimestre", "Objection")


# Visibility -----------------------------------------------------------------------------------------------------------


def test_a_visitor_knows_that_it_exists_its_steps_and_how_many_have_answered(consultation, client):
    c = en_consultation(consultation)
    page = texte(client.get(adresse("proposition", c)))
    assert [mot for mot in RESERVES if mot in page] == []
    assert "Autre décision 1" in page
    assert "1 chantier sur 5 a répondu" in page
    assert 'aria-current="step"' in page


def test_the_list_home_and_roadmap_of_a_visitor_do_not_say_more(consultation, client, roadmaps):
    en_consultation(consultation)
    en_consultation(consultation, nature=NATURES.FEUILLE_DE_ROUTE_GLOBALE, texte="")
    for nom in ("propositions", "accueil", "feuille_de_route", "decisions"):
        page = texte(client.get(reverse(f"pilotage:{nom}")))
        assert [mot for mot in RESERVES if mot in page] == []


def test_a_visitor_reads_no_draft(consultation, client):
    c = consultation(titre="TITRE RÉSERVÉ")
    assert client.get(adresse("proposition", c)).status_code == 404
    assert "Autre décision" not in texte(client.get(reverse("pilotage:propositions")))


@pytest.mark.parametrize("nom", ["version", "differences"])
def test_a_visitor_reads_no_version_of_a_consultation(consultation, client, nom):
    c = en_consultation(consultation)
    args = [0] if nom == "version" else []
    assert client.get(adresse(nom, c, *args)).status_code == 404


@pytest.mark.parametrize("issue", ["retirer", "renvoyer", "adopter"])
def test_the_whole_is_public_once_withdrawn_sent_back_or_adopted(consultation, client, issue):
    c = en_consultation(consultation)
    if issue == "retirer":
        actions.retirer(c.proposition, motif="Plus besoin", par=c.coordination)
    elif issue == "renvoyer":
        actions.renvoyer(c.proposition, le=aujourd_hui(), rencontre="Copil", par=c.facilitateur)
    else:
        c.consentir()
        c.adopter()
    page = texte(client.get(adresse("proposition", c)))
    assert [mot for mot in ("TITRE RÉSERVÉ", "POURQUOI RÉSERVÉ", SECRET) if mot not in page] == []


def test_a_name_is_public_only_if_the_person_agreed(consultation, client):
    c = en_consultation(consultation)
    c.consentir()
    c.adopter()
    page = texte(client.get(adresse("proposition", c)))
    assert "Referente2" not in page
    assert "un·e membre du chantier 2" in page


@pytest.mark.parametrize("role", ["membre1", "referente3", "comite", "financeur", "coordination"])
def test_every_member_reads_the_whole(consultation, distribution, role):
    c = en_consultation(consultation)
    page = texte(getattr(distribution, role).client.get(adresse("proposition", c)))
    assert [mot for mot in ("TITRE RÉSERVÉ", SECRET, "Referente2 Essai") if mot not in page] == []


def test_the_administrator_without_a_chantier_reads_as_the_public(consultation, distribution):
    c = en_consultation(consultation)
    page = texte(distribution.administrateur.client.get(adresse("proposition", c)))
    assert SECRET not in page


# Reasons instead of buttons -------------------------------------------------------------------------------------------


def test_the_page_says_why_it_cannot_be_adopted_yet(consultation):
    c = en_consultation(consultation)
    page = texte(c.distribution.coordination.client.get(adresse("proposition", c)))
    assert 'disabled aria-describedby="pourquoi"' in page
    assert "Une objection reste à lever" in page


def test_the_coordination_records_the_adoption_from_the_page(consultation):
    c = consultation().aux_objections()
    c.consentir()
    client = c.distribution.coordination.client
    reponse = client.post(adresse("constater_l_adoption", c), {"empreinte": c.version.empreinte}, follow=True)
    decision = Decision.objects.get()
    assert f"Adoptée : décision {decision.numero}" in texte(reponse)


def test_a_refused_adoption_says_why_on_the_next_page(consultation):
    c = consultation().aux_objections()
    reponse = c.distribution.coordination.client.post(adresse("constater_l_adoption", c), follow=True)
    assert "Le silence n’adopte pas" in texte(reponse)
    assert not Decision.objects.exists()


def test_once_the_deadline_has_passed_the_page_says_what_the_facilitator_should_do(consultation):
    c = consultation(a_l_echeance="relancer", echeance=aujourd_hui()).aux_objections()
    with time_machine.travel(maintenant() + timedelta(days=1), tick=True):
        page = texte(c.distribution.comite.client.get(adresse("proposition", c)))
    assert "sont à relancer" in page
    assert "Relancer 5 chantiers" in page


def test_those_who_lead_nothing_see_no_conduct(consultation):
    c = consultation().aux_objections()
    page = texte(c.distribution.membre1.client.get(adresse("proposition", c)))
    assert "Conduire la consultation" not in page


# Positions ------------------------------------------------------------------------------------------------------------


def envoyer(c, numero=2, qui=None, **champs):
    donnees = {"id": uuid4(), "vue_version": c.version.pk, "avis": CONSENTEMENT, **champs}
    client = (qui or c.referentes[numero]).client
    return client.post(adresse("donner_la_position", c, c.chantier(numero).slug), donnees)


def test_a_referente_answers_from_the_page(consultation):
    c = consultation().aux_objections()
    client = c.referentes[2].client
    assert "Donner la position du chantier 2" in texte(client.get(adresse("proposition", c)))
    reponse = envoyer(c, avis=RESERVE, argument="Que le calendrier soit revu.")
    assert (reponse.status_code, reponse.url) == (302, c.proposition.get_absolute_url())
    assert Position.objects.get().argument == "Que le calendrier soit revu."


def test_an_objection_without_argument_is_shown_again(consultation):
    c = consultation().aux_objections()
    reponse = envoyer(c, avis=OBJECTION, decidee_avec="en réunion du mardi")
    assert reponse.status_code == 422
    assert "Une objection s’explique" in texte(reponse)
    assert "en réunion du mardi" in texte(reponse)
    assert Position.objects.count() == 0


def test_a_stale_version_is_refused_and_the_text_kept_then_taken(consultation):
    c = consultation().aux_objections()
    vue = c.version.pk
    c.bonifier()
    reponse = envoyer(c, avis=OBJECTION, argument="Mon long argument", vue_version=vue)
    page = texte(reponse)
    assert (reponse.status_code, Position.objects.count()) == (422, 0)
    assert "a remplacé celle que vous lisiez" in page
    assert "Mon long argument" in page
    assert f'name="vue_version" value="{c.version.pk}"' in page


@pytest.mark.parametrize("long", ["x" * 200_000, "x" * 20_001])
def test_too_long_a_text_is_told_how_long_and_kept(consultation, long):
    c = consultation().aux_objections()
    reponse = envoyer(c, avis=OBJECTION, argument=long)
    assert reponse.status_code == 422
    assert "la limite est de 20 000" in texte(reponse)
    assert long in texte(reponse)


def test_emoji_and_right_to_left_text_are_kept_as_they_are(consultation):
    c = consultation().aux_objections()
    argument = "نحن نعترض 🌱 <script>alert(1)</script>"
    envoyer(c, avis=OBJECTION, argument=argument)
    assert Position.objects.get().argument == argument
    page = texte(c.referentes[1].client.get(adresse("proposition", c)))
    assert "نحن نعترض 🌱" in page
    assert "<script>alert" not in page


def test_a_withdrawn_right_shows_what_was_typed(consultation):
    c = consultation().aux_objections()
    reponse = envoyer(c, numero=3, qui=c.referentes[2], avis=OBJECTION, argument="Texte à ne pas perdre")
    assert reponse.status_code == 403
    assert "Texte à ne pas perdre" in texte(reponse)


def test_nous_maintenons_is_one_click(consultation):
    c = consultation().aux_objections()
    c.position(2, OBJECTION, "Trop rare.")
    c.bonifier()
    client = c.referentes[2].client
    assert "Nous maintenons : objection" in texte(client.get(adresse("proposition", c)))
    donnees = {"id": uuid4(), "vue_version": c.version.pk}
    client.post(adresse("maintenir_la_position", c, c.chantier(2).slug), donnees)
    assert Position.objects.get(version_proposee=c.version).argument == "Trop rare."


def test_an_unknown_slug_is_not_found(consultation):
    c = consultation().aux_objections()
    assert c.referentes[2].client.get(adresse("donner_la_position", c, "inconnu")).status_code == 404


def test_earlier_positions_stay_visible(consultation):
    c = consultation().aux_objections()
    c.position(2, OBJECTION, SECRET)
    c.position(2)
    assert SECRET in texte(c.referentes[1].client.get(adresse("proposition", c)))


# Drafts and steps -----------------------------------------------------------------------------------------------------


def brouillon(c, **champs):
    return {
        "id": uuid4(),
        "version": 1,
        "nature": NATURES.CADRE,
        "titre": "Un cadre",
        "pourquoi": "Parce que.",
        "texte": "Le texte.",
        "facilitee_par_id": c.distribution.comite.personne.pk,
        "a_l_echeance": "relancer",
        **champs,
    }


def test_a_person_of_the_comite_writes_a_draft(consultation):
    c = consultation()
    reponse = c.distribution.comite.client.post(reverse("pilotage:proposer"), brouillon(c))
    assert reponse.url == Proposition.objects.get(nature=NATURES.CADRE).get_absolute_url()


def test_a_deadline_of_the_past_is_refused_and_all_is_kept(consultation):
    c = consultation()
    donnees = brouillon(c, echeance="2020-01-01", pourquoi="UN LONG POURQUOI")
    reponse = c.distribution.comite.client.post(reverse("pilotage:proposer"), donnees)
    assert (reponse.status_code, Proposition.objects.count()) == (422, 1)
    assert "déjà passée" in texte(reponse)
    assert "UN LONG POURQUOI" in texte(reponse)


def test_two_people_amend_the_same_field_of_a_draft(consultation):
    c = consultation()
    actions.amender(c.proposition, version=1, saisi={"titre": "Le titre de l’autre"}, par=c.coordination)
    donnees = brouillon(c, titre="Mon titre", version=1, pourquoi=c.proposition.pourquoi, texte=c.proposition.texte)
    reponse = c.distribution.comite.client.post(adresse("amender", c), donnees)
    assert reponse.status_code == 409
    assert "Mon titre" in texte(reponse)
    assert "Le titre de l’autre" in texte(reponse)


def test_from_opening_to_objections_by_the_buttons(consultation):
    c = consultation()
    c.distribution.coordination.client.post(adresse("ouvrir", c))
    assert Version.objects.count() == 1
    client = c.distribution.comite.client
    membre = c.distribution.membre1.client
    membre.post(adresse("questionner", c), {"question-id": uuid4(), "question-texte": "Qui anime ?"})
    question = Intervention.objects.get()
    client.post(
        adresse("repondre", c, question.pk),
        {f"reponse-{question.pk}-id": uuid4(), f"reponse-{question.pk}-texte": "Le Labo."},
    )
    client.post(adresse("avancer", c), {"vers": "reactions"})
    membre.post(adresse("reagir", c), {"reaction-id": uuid4(), "reaction-texte": "Cela nous va."})
    client.post(adresse("avancer", c), {"vers": "objections"})
    assert c.relire().etape == Proposition.Etape.OBJECTIONS
    page = texte(membre.get(adresse("proposition", c)))
    assert [mot for mot in ("Qui anime", "Le Labo.", "Cela nous va.") if mot not in page] == []


def test_a_question_too_late_shows_its_text_again(consultation):
    c = consultation().aux_objections()
    donnees = {"question-id": uuid4(), "question-texte": "Une question tardive"}
    reponse = c.distribution.membre1.client.post(adresse("questionner", c), donnees)
    assert reponse.status_code == 422
    assert "Une question tardive" in texte(reponse)
    assert "la clarification" in texte(reponse)


def test_small_forms_act_and_come_back(consultation):
    c = consultation().aux_objections()
    client = c.distribution.comite.client
    hier = aujourd_hui() - timedelta(days=1)
    lieu = {"rencontre": "Copil à Montrelle", "motif": ""}
    refusee = client.post(adresse("renvoyer", c), {"rencontre_le": hier, **lieu})
    assert (refusee.status_code, "Copil à Montrelle" in texte(refusee)) == (422, True)
    client.post(adresse("renvoyer", c), {"rencontre_le": aujourd_hui(), **lieu})
    assert c.relire().etape == Proposition.Etape.RENVOYEE
    client.post(adresse("reprendre", c), {"echeance": aujourd_hui() + timedelta(days=9)})
    assert c.relire().etape == Proposition.Etape.OBJECTIONS
    vide = c.distribution.coordination.client.post(adresse("retirer", c), {"motif": ""})
    assert (vide.status_code, c.relire().etape) == (422, Proposition.Etape.OBJECTIONS)
    c.distribution.coordination.client.post(adresse("retirer", c), {"motif": "Plus besoin"})
    assert c.relire().etape == Proposition.Etape.RETIREE


def test_a_bonification_is_written_and_compared(consultation):
    c = consultation().aux_objections()
    c.position(2, OBJECTION, "Trop rare.")
    client = c.distribution.comite.client
    nouveau = "Les rencontres ont lieu chaque mois."
    donnees = {"vue": c.version.pk, "explication": "Pour répondre.", "texte": nouveau, "echeance": ""}
    assert client.get(adresse("bonifier", c)).status_code == 200
    client.post(adresse("bonifier", c), donnees)
    assert c.version.etiquette == "1.1"
    page = texte(client.get(adresse("differences", c) + "?de=0&a=1"))
    assert "<del>trimestre</del>" in page
    assert "<ins>mois</ins>" in page


def test_the_facilitator_sees_what_a_new_version_would_change(consultation, roadmaps):
    c = consultation(nature=NATURES.FEUILLE_DE_ROUTE_GLOBALE, texte="").aux_objections()
    client = c.distribution.comite.client
    assert "Aucun changement" in texte(client.get(adresse("bonifier", c)))
    with consigner("modifier", par=Agent.SYSTEME, motif="Le calendrier du fonds"):
        etape = type(roadmaps[2]).objects.get(pk=roadmaps[2].pk)
        etape.echeance = aujourd_hui()
        etape.save()
    page = texte(client.get(adresse("bonifier", c)))
    assert [m for m in ("Étape du chantier 2", "Version 1.1", "Le calendrier du fonds") if m not in page] == []


def test_a_minor_bonification_that_is_not_keeps_its_text(consultation):
    c = consultation().aux_objections()
    donnees = {"vue": c.version.pk, "explication": "Mon explication", "texte": "Tout autre.", "mineure": "on"}
    reponse = c.distribution.comite.client.post(adresse("bonifier", c), donnees)
    assert reponse.status_code == 422
    attendus = ("seuls la ponctuation", "Mon explication", "Tout autre.")
    assert [mot for mot in attendus if mot not in texte(reponse)] == []


def test_the_differences_between_two_versions_name_the_chantier_and_the_reason(consultation, roadmaps):
    c = consultation(nature=NATURES.FEUILLE_DE_ROUTE_GLOBALE, texte="").aux_objections()
    with consigner("modifier", par=Agent.SYSTEME, motif="Le calendrier du fonds"):
        etape = type(roadmaps[2]).objects.get(pk=roadmaps[2].pk)
        etape.echeance = aujourd_hui()
        etape.save()
    c.bonifier(texte="")
    page = texte(c.referentes[1].client.get(adresse("differences", c)))
    assert [m for m in ("Étape du chantier 2", "non renseignée", "Le calendrier du fonds") if m not in page] == []
    assert "1 changement" in page


def test_a_referente_refuses_a_minor_version_from_the_page(consultation):
    c = consultation().aux_objections()
    c.consentir()
    c.bonifier("Les rencontres ont lieu, chaque trimestre.", mineure=True)
    client = c.referentes[4].client
    assert adresse("refuser_la_minorite", c) in texte(client.get(adresse("proposition", c)))
    client.post(adresse("refuser_la_minorite", c), {"id": uuid4(), "argument": "Cela change le fond."})
    assert "Cela change le fond." in texte(client.get(adresse("proposition", c)))


# Queries --------------------------------------------------------------------------------------------------------------


def test_the_page_keeps_its_queries_whatever_was_said(consultation, compter_requetes):
    c = consultation().aux_objections()
    client = c.referentes[1].client
    numeros = iter(range(1000))

    def ajouter():
        c.position(2, OBJECTION, f"Argument {next(numeros)}")

    verifier_nombre_constant(compter_requetes, ajouter, lambda: client.get(adresse("proposition", c)), au_plus=32)


def test_the_list_keeps_its_queries(consultation, distribution, compter_requetes):
    client = distribution.membre1.client
    lire = lambda: client.get(reverse("pilotage:propositions"))  # noqa: E731
    verifier_nombre_constant(compter_requetes, consultation, lire, au_plus=12)
