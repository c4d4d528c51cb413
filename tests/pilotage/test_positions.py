"""What a chantier says of a version: who may, how it is changed, kept, carried over; what a new version does to it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from historique.actes import Agent, consigner
from historique.horloge import aujourd_hui
from historique.models import Acte, Changement
from historique.refus import ActionRefusee
from membres.models import Courriel
from pilotage import actions
from pilotage.lecture.tableau import lire_tableau
from pilotage.models import Position, Siege
from tests import fabriques
from tests.consultation import CONSENTEMENT, DEPORT, NATURES, OBJECTION, RESERVE

pytestmark = pytest.mark.django_db


def refus(fonction, *args, **kwargs):
    with pytest.raises(ActionRefusee) as info:
        fonction(*args, **kwargs)
    return str(info.value)


def tableau(c):
    return lire_tableau(c.relire(), c.coordination)


def avis(c):
    return [ligne.avis for ligne in tableau(c).lignes]


# Giving ---------------------------------------------------------------------------------------------------------------


def test_a_referente_gives_the_position_of_her_chantier(consultation):
    c = consultation().aux_objections()
    position = c.position(2, RESERVE, "Que le calendrier soit revu.", decidee_avec="en réunion")
    assert (position.donnee_par, position.consignee_par) == (c.referentes[2].personne, c.referentes[2].personne)
    acte = Acte.objects.order_by("-sequence").first()
    assert (acte.verbe, acte.portee_id, acte.visibilite) == ("donner_la_position", c.chantier(2).pk, "membres")


def test_its_argument_is_in_no_fingerprinted_byte(consultation):
    c = consultation().aux_objections()
    c.position(2, OBJECTION, "PHRASE MARQUÉE")
    assert not Changement.objects.filter(apres__contains="PHRASE").exists()


def test_she_does_not_give_that_of_another_chantier(consultation):
    c = consultation().aux_objections()
    assert "donnée par sa personne référente" in refus(c.position, 2, par=c.referentes[1].acces)
    assert Position.objects.count() == 0


def test_a_member_does_not_give_it(consultation):
    c = consultation().aux_objections()
    assert "donnée par sa personne référente" in refus(c.position, 1, par=c.distribution.membre1.acces)


def test_an_animatrice_gives_it_only_without_a_referente(consultation):
    c = consultation().aux_objections()
    animatrice = c.distribution.animateur
    assert "donnée par sa personne référente" in refus(c.position, 1, par=animatrice.acces)
    with consigner("mettre_fin", par=Agent.SYSTEME):
        adhesion = c.referentes[1].personne.adhesions.get()
        adhesion.du = adhesion.au = aujourd_hui() - timedelta(days=1)
        adhesion.save()
    assert c.position(1, par=animatrice.acces).donnee_par == animatrice.personne


@pytest.mark.parametrize("voix", [OBJECTION, RESERVE, DEPORT])
def test_all_but_a_consent_is_argued(consultation, voix):
    c = consultation().aux_objections()
    assert "s’explique" in refus(c.position, 2, voix, "  ")
    assert Position.objects.count() == 0


def test_a_chantier_does_not_decide_in_the_future(consultation):
    c = consultation().aux_objections()
    demain = aujourd_hui() + timedelta(days=1)
    assert "vérifiez cette date" in refus(c.position, 2, decidee_le=demain)


def test_the_same_form_sent_twice_gives_one_position(consultation):
    c = consultation().aux_objections()
    cle, vue = uuid4(), c.vue(1)
    saisi = {"avis": CONSENTEMENT}
    for _ in range(2):
        actions.donner_la_position(
            c.proposition, c.chantier(1), id=cle, vue=vue, saisi=saisi, par=c.referentes[1].acces
        )
    assert Position.objects.count() == 1


def test_no_position_before_its_step(consultation):
    c = consultation()
    c.ouvrir()
    assert "pas encore ouverte" in refus(c.position, 1)


def test_it_is_changed_while_the_version_is_open_and_the_earlier_one_stays(consultation):
    c = consultation().aux_objections()
    premiere = c.position(1, OBJECTION, "Trop tôt.")
    seconde = c.position(1)
    assert seconde.remplace == premiere
    ligne = tableau(c).lignes[0]
    assert (ligne.avis, [p.argument for p in ligne.anciennes]) == (CONSENTEMENT, ["Trop tôt."])


def test_the_second_referente_first_sees_what_the_first_one_said(consultation):
    c = consultation().aux_objections()
    vue = c.vue(1)
    c.position(1)
    assert "vient de donner la position" in refus(c.position, 1, OBJECTION, "Mon texte", vue=vue)
    assert avis(c)[0] == CONSENTEMENT


# Recording for another ------------------------------------------------------------------------------------------------


def secretaire(c):
    figure = c.distribution.comite
    fabriques.siege(figure.personne, fabriques.college("labo"), Siege.Fonction.SECRETARIAT)
    return figure


def test_the_secretary_records_it_for_the_referente_who_is_told(consultation):
    c = consultation().aux_objections()
    secretaire(c)
    position = c.position(3, OBJECTION, "Dit en séance.", par=c.distribution.comite.acces)
    assert (position.donnee_par, position.consignee_par) == (c.referentes[3].personne, c.distribution.comite.personne)
    courriel = Courriel.objects.get(genre="pilotage_position_consignee")
    assert courriel.destinataire == c.referentes[3].personne


def test_she_corrects_what_was_recorded_for_her(consultation):
    c = consultation().aux_objections()
    secretaire(c)
    c.position(3, OBJECTION, "Dit en séance.", par=c.distribution.comite.acces)
    assert c.position(3).donnee_par == c.referentes[3].personne
    assert avis(c)[2] == CONSENTEMENT


def test_of_two_referentes_the_secretary_says_which_one(consultation):
    c = consultation().aux_objections()
    secretaire(c)
    fabriques.adhesion(fabriques.personne("Autre"), c.chantier(3), "referent")
    assert "Dites de quelle personne" in refus(c.position, 3, par=c.distribution.comite.acces)
    c.position(3, par=c.distribution.comite.acces, donnee_par_id=c.referentes[3].personne.pk)
    assert avis(c)[2] == CONSENTEMENT


# A new version --------------------------------------------------------------------------------------------------------


def test_a_bonification_asks_every_chantier_again(consultation):
    c = consultation().aux_objections()
    c.consentir(2)
    c.position(2, OBJECTION, "Trop rare.")
    version = c.bonifier()
    assert (version.etiquette, version.mineure) == ("1.1", False)
    assert avis(c) == ["attendue"] * 5
    assert [ligne.precedente.avis for ligne in tableau(c).lignes] == [CONSENTEMENT, OBJECTION, *[CONSENTEMENT] * 3]
    assert Courriel.objects.filter(genre="pilotage_nouvelle_version").count() >= 5


def test_the_previous_version_takes_no_position_any_more(consultation):
    c = consultation().aux_objections()
    ancienne = c.vue(2)
    c.bonifier()
    assert "a remplacé celle que vous lisiez" in refus(c.position, 2, OBJECTION, "Mon texte", vue=ancienne)


def test_nous_maintenons_says_the_same_again_in_one_step(consultation):
    c = consultation().aux_objections()
    c.position(2, OBJECTION, "Trop rare.")
    c.bonifier()
    position = actions.maintenir_la_position(
        c.proposition, c.chantier(2), id=uuid4(), vue=c.vue(2), par=c.referentes[2].acces
    )
    assert (position.avis, position.argument, position.reconduite_de) == (OBJECTION, "Trop rare.", None)


def test_one_keeps_only_what_one_had_said(consultation):
    c = consultation().aux_objections()
    assert "pas de position antérieure" in refus(
        actions.maintenir_la_position,
        c.proposition,
        c.chantier(2),
        id=uuid4(),
        vue=c.vue(2),
        par=c.referentes[2].acces,
    )


def test_a_bonification_says_why_and_changes_something(consultation):
    c = consultation().aux_objections()
    assert "pourquoi" in refus(c.bonifier, explication=" ")
    assert "Rien n’a changé" in refus(c.bonifier, texte="Les rencontres ont lieu chaque trimestre. ")
    assert c.version.numero == 0


def test_a_bonification_answers_the_version_one_has_read(consultation):
    c = consultation().aux_objections()
    vue = c.version.pk
    c.bonifier()
    assert "Une autre version" in refus(c.bonifier, vue=vue, texte="Encore autre chose.")


def test_a_bonification_is_not_for_every_member(consultation):
    c = consultation().aux_objections()
    assert "bonification" in refus(c.bonifier, par=c.referentes[1].acces)


def test_a_bonification_needs_time_to_be_answered(consultation):
    c = consultation().aux_objections()
    assert "déjà passée" in refus(c.bonifier, echeance=aujourd_hui() - timedelta(days=1))


# A minor version ------------------------------------------------------------------------------------------------------


def test_a_minor_version_carries_the_positions_over_objections_included(consultation):
    c = consultation().aux_objections()
    c.consentir(2, 5)
    c.position(2, OBJECTION, "Trop rare.")
    version = c.bonifier("Les rencontres ont lieu, chaque trimestre !", mineure=True)
    assert version.mineure
    assert avis(c) == [CONSENTEMENT, OBJECTION, CONSENTEMENT, CONSENTEMENT, "attendue"]
    assert all(p.reconduite_de.version_proposee.numero == 0 for p in version.positions.all())
    assert Courriel.objects.filter(genre="pilotage_version_mineure").count() == 7


def test_the_words_of_a_text_are_its_substance(consultation):
    c = consultation().aux_objections()
    assert "ne peut" not in (phrase := refus(c.bonifier, mineure=True))
    assert "seuls la ponctuation" in phrase
    assert c.version.numero == 0


def changer(etape, **champs):
    with consigner("modifier", par=Agent.SYSTEME):
        etape = type(etape).objects.get(pk=etape.pk)
        for nom, valeur in champs.items():
            setattr(etape, nom, valeur)
        etape.save()


def test_wording_of_a_roadmap_is_minor(consultation, roadmaps):
    c = consultation(nature=NATURES.FEUILLE_DE_ROUTE_GLOBALE, texte="").aux_objections()
    changer(roadmaps[2], titre="Un intitulé plus clair", description="Et une description.")
    changer(roadmaps[0].objectif, titre="Un objectif mieux dit")
    assert c.bonifier(texte="", mineure=True).etiquette == "1.1"


@pytest.mark.parametrize(
    "champs",
    [
        {"echeance": aujourd_hui()},
        {"etat": "en_cours"},
        {"avancement": 30},
        {"archive_le": "2026-01-01T00:00:00Z"},
    ],
)
def test_anything_else_in_a_roadmap_is_not_minor(consultation, roadmaps, champs):
    c = consultation(nature=NATURES.FEUILLE_DE_ROUTE_GLOBALE, texte="").aux_objections()
    changer(roadmaps[2], **champs)
    assert "ne peut pas être mineure" in refus(c.bonifier, texte="", mineure=True)
    assert c.bonifier(texte="").mineure is False


def test_an_item_more_or_another_owner_is_not_minor(consultation, roadmaps):
    c = consultation(nature=NATURES.FEUILLE_DE_ROUTE_GLOBALE, texte="").aux_objections()
    fabriques.livrable(roadmaps[2])
    assert "ne peut pas être mineure" in refus(c.bonifier, texte="", mineure=True)
    c.bonifier(texte="")
    changer(roadmaps[2], responsable=c.referentes[2].personne)
    assert "ne peut pas être mineure" in refus(c.bonifier, texte="", mineure=True)


def test_unchanged_roadmaps_make_no_version(consultation, roadmaps):
    c = consultation(nature=NATURES.FEUILLE_DE_ROUTE_GLOBALE, texte="").aux_objections()
    assert "Rien n’a changé" in refus(c.bonifier, texte="")


def refuser_la_minorite(c, numero, par=None, argument="« Chaque » change le fond."):
    return actions.refuser_la_minorite(
        c.proposition, c.chantier(numero), id=uuid4(), argument=argument, par=par or c.referentes[numero].acces
    )


def en_version_mineure(consultation):
    c = consultation().aux_objections()
    c.consentir()
    c.bonifier("Les rencontres ont lieu, chaque trimestre.", mineure=True)
    return c


def test_a_referente_refuses_minority_and_every_chantier_is_asked_again(consultation):
    c = en_version_mineure(consultation)
    refuser_la_minorite(c, 4)
    assert avis(c) == ["attendue"] * 5
    assert "Position attendue" in refus(c.adopter)
    c.consentir()
    assert c.adopter().numero.startswith("D-")


def test_after_the_refusal_one_step_keeps_the_position(consultation):
    c = en_version_mineure(consultation)
    refuser_la_minorite(c, 4)
    actions.maintenir_la_position(c.proposition, c.chantier(1), id=uuid4(), vue=c.vue(1), par=c.referentes[1].acces)
    assert avis(c) == [CONSENTEMENT, *["attendue"] * 4]


def test_minority_is_refused_once_by_a_referente_with_an_argument(consultation):
    c = en_version_mineure(consultation)
    assert "personnes référentes" in refus(refuser_la_minorite, c, 1, par=c.distribution.membre1.acces)
    assert "en quoi" in refus(refuser_la_minorite, c, 1, argument=" ")
    refuser_la_minorite(c, 1)
    assert "déjà inscrit" in refus(refuser_la_minorite, c, 2)


def test_a_substantive_version_has_no_minority_to_refuse(consultation):
    c = consultation().aux_objections()
    assert "n’est pas mineure" in refus(refuser_la_minorite, c, 1)


def test_someone_who_reads_it_no_more_gets_her_argument_back(consultation):
    c = consultation().aux_objections()
    adresse = f"/propositions/{c.relire().numero}/positions/{c.chantiers[2].slug}/"
    reponse = c.distribution.administrateur.client.post(adresse, {"avis": OBJECTION, "argument": "Marque-myrtille"})
    assert (reponse.status_code, reponse.templates[0].name) == (404, "membres/reprise.html")
    assert 'value="Marque-myrtille"' in reponse.content.decode()
