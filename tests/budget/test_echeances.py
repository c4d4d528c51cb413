"""Due dates: added, done, reports that a convention brings, and reminders that leave once."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from budget import rappels
from budget.actions import suivi
from budget.actions.echeances import jour_du_compte_rendu
from budget.actions.statuts import changer_le_statut
from budget.lecture.financements import echeances_qui_attendent
from budget.models import Echeance, Exercice, Financement
from historique.actes import Agent, consigner
from historique.horloge import PARIS, maintenant
from historique.models import Acte
from historique.refus import ActionRefusee
from membres import prises
from membres.courriels import identifiant
from membres.models import Courriel, Rattachement
from membres.taches import SANS_OBJET, envoyer_un_courriel
from pilotage.lecture.attentes import lire_les_attentes
from pilotage.models import Siege
from tests import fabriques
from tests import fabriques_budget as budget

pytestmark = pytest.mark.django_db
Statut = Financement.Statut
LE = date(2027, 6, 30)


def echeance(financement=None, le=LE, **champs):
    financement = financement or budget.financement(statut=Statut.EN_INSTRUCTION, note="Marque-note")
    return fabriques.inscrire(Echeance(financement=financement, nature="reponse", le=le, **champs))


def a(le, heure=4):
    return time_machine.travel(datetime(le.year, le.month, le.day, heure, tzinfo=PARIS), tick=False)


def joignable(figure):
    """The people of the cast have no address of their own."""
    figure.personne.courriel = f"{figure.personne.prenom.lower()}@essai.example"
    fabriques.inscrire(figure.personne)
    return figure.personne


def partis():
    return sorted(Courriel.objects.values_list("destinataire__prenom", flat=True))


# Adding, doing --------------------------------------------------------------------------------------------------------


def test_a_due_date_is_added_once_modified_done_archived_and_brought_back(distribution):
    financement, client = budget.financement(), distribution.coordination.client
    saisi = {"id": str(uuid4()), "nature": "appel", "le": "30/06/2027", "precision": "avant midi"}
    for _ in range(2):
        client.post(reverse("budget:ajouter_echeance", args=[financement.pk]), saisi)
    une = Echeance.objects.get()
    assert (une.nature, une.le, une.precision) == ("appel", LE, "avant midi")
    saisi = {"version": une.version, "nature": "appel", "le": "2027-07-01", "precision": ""}
    client.post(reverse("budget:modifier_echeance", args=[une.pk]), saisi)
    page = client.post(reverse("budget:accomplir", args=[une.pk]), follow=True)
    une.refresh_from_db()
    assert (une.le, une.faite_le) == (date(2027, 7, 1), maintenant().astimezone(PARIS).date())
    assert "Faite" in page.text
    page = client.post(reverse("budget:accomplir", args=[une.pk]), follow=True)
    assert "Cette échéance est déjà notée comme faite." in page.text
    client.post(reverse("budget:archiver_echeance", args=[une.pk]), {"motif": "double"})
    client.post(reverse("budget:retablir_echeance", args=[une.pk]))
    verbes = Acte.objects.filter(objet_id=une.pk).order_by("sequence").values_list("verbe", flat=True)
    assert list(verbes) == ["ajouter", "modifier", "accomplir", "archiver", "retablir"]


def test_a_due_date_is_done_once_it_is_done(distribution):
    une = echeance()
    with pytest.raises(ActionRefusee, match="Ce jour n’est pas encore venu"):
        suivi.modifier_au_financement(
            une, version=une.version, saisi={"faite_le": date(2999, 1, 1)}, par=distribution.coordination.acces
        )


# Reports --------------------------------------------------------------------------------------------------------------


def test_a_convention_brings_one_report_for_each_granted_exercice(distribution):
    par = distribution.coordination.acces
    financement = budget.financement(accorde=1000, statut=Statut.ACCORDEE)
    budget.tranche(financement, euros=500, accorde=0, exercice=budget.exercice(2028))
    tardive = budget.tranche(financement, euros=500, exercice=budget.exercice(2029))
    changer_le_statut(financement, depuis="accordee", vers="conventionnee", reference="C-12", par=par)
    assert list(Echeance.objects.values_list("nature", "le")) == [("compte_rendu", date(2028, 6, 30))]
    saisi = {"accorde_centimes": 500_00}
    suivi.modifier_au_financement(tardive, version=tardive.version, saisi=saisi, par=par)
    assert list(Echeance.objects.values_list("le", flat=True)) == [date(2028, 6, 30), date(2030, 6, 30)]
    financement.refresh_from_db()
    assert financement.reference == "C-12"


def test_a_report_that_people_moved_or_archived_is_not_added_again(distribution):
    par = distribution.coordination.acces
    financement = budget.financement(accorde=1000, statut=Statut.ACCORDEE)
    budget.tranche(financement, euros=500, accorde=500, exercice=budget.exercice(2028))
    changer_le_statut(financement, depuis="accordee", vers="conventionnee", par=par)
    premiere, seconde = Echeance.objects.order_by("le")
    suivi.modifier_au_financement(premiere, version=premiere.version, saisi={"le": date(2028, 5, 1)}, par=par)
    suivi.archiver_au_financement(seconde, par=par)
    changer_le_statut(financement, depuis="conventionnee", vers="en_versement", par=par)
    changer_le_statut(financement, depuis="en_versement", vers="a_justifier", par=par)
    assert Echeance.objects.count() == 2


@pytest.mark.parametrize(
    ("fin", "attendu"),
    [
        (date(2027, 12, 31), date(2028, 6, 30)),
        (date(2027, 6, 30), date(2027, 12, 31)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2027, 8, 30), date(2028, 2, 29)),
        (date(2027, 8, 15), date(2028, 2, 15)),
    ],
)
def test_a_report_is_due_six_months_after_the_end_of_the_exercice(fin, attendu):
    assert jour_du_compte_rendu(Exercice(annee=fin.year, fin=fin)) == attendu


# What awaits a person -------------------------------------------------------------------------------------------------


def test_due_dates_await_the_coordination_and_who_leads_the_search(distribution, compter_requetes):
    financement = budget.financement(mene_par=distribution.comite.personne, statut=Statut.EN_INSTRUCTION)
    une = echeance(financement)
    echeance(le=LE + timedelta(days=31))
    with a(LE):
        for role, attendues in [("coordination", [une]), ("comite", [une]), ("financeur", []), ("membre1", [])]:
            assert echeances_qui_attendent(getattr(distribution, role).acces) == attendues
        acces = distribution.comite.acces
        assert compter_requetes(lambda: echeances_qui_attendent(acces)) == 1
        [attente] = lire_les_attentes(acces, None)
        assert (attente.jour, attente.adresse) == (LE, financement.get_absolute_url())
        assert attente.titre == f"Réponse attendue : {financement}"


def test_nothing_awaits_who_acts_for_the_funder(distribution):
    financement = budget.financement(mene_par=distribution.financeur.personne, statut=Statut.EN_INSTRUCTION)
    echeance(financement)
    with a(LE):
        assert len(echeances_qui_attendent(distribution.financeur.acces)) == 1
        fabriques.inscrire(
            Rattachement(
                personne=distribution.financeur.personne, organisation=financement.financeur, du=date(2020, 1, 1)
            )
        )
        assert echeances_qui_attendent(distribution.financeur.acces) == []


# Reminders ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("jours", "jalon"),
    [
        (31, None),
        (30, 30),
        (27, 30),
        (23, 30),
        (22, None),
        (8, None),
        (7, 7),
        (4, 7),
        (1, 7),
        (0, 0),
        (-3, 0),
        (-8, None),
    ],
)
def test_the_last_reminder_reached_leaves_unless_it_was_missed_for_too_long(jours, jalon):
    assert rappels.jalon_du(LE, LE - timedelta(days=jours)) == jalon


def test_the_coordination_and_who_leads_the_search_are_reminded_three_times(distribution):
    joignable(distribution.coordination)
    echeance(budget.financement(mene_par=joignable(distribution.comite), statut=Statut.EN_INSTRUCTION))
    attendus = []
    for jours, envoyes in [(31, 0), (30, 2), (29, 0), (7, 2), (0, 2), (-1, 0)]:
        with a(LE - timedelta(days=jours)):
            attendu = f"{envoyes} envoyés" if envoyes else "aucun à envoyer"
            assert rappels.rappeler_les_echeances() == attendu
            attendus += ["Comite", "Coordination"][:envoyes]
    assert partis() == sorted(attendus)


def test_run_twice_the_same_minute_and_again_at_another_hour_it_reminds_once(distribution):
    joignable(distribution.coordination)
    echeance()
    for heure in (0, 4, 4, 23):
        with a(LE - timedelta(days=7), heure):
            rappels.rappeler_les_echeances()
    [courriel] = Courriel.objects.all()
    assert courriel.message_id == identifiant(courriel.cle)


def test_after_three_days_without_running_what_was_missed_leaves_once(distribution):
    joignable(distribution.coordination)
    echeance()
    with a(LE - timedelta(days=27)):
        assert rappels.rappeler_les_echeances() == "1 envoyé"
    with a(LE + timedelta(days=3)):
        assert rappels.rappeler_les_echeances() == "1 envoyé"
        assert rappels.rappeler_les_echeances() == "aucun à envoyer"


def test_a_due_date_that_is_moved_is_reminded_of_again(distribution):
    par, une = distribution.coordination.acces, echeance()
    joignable(distribution.coordination)
    with a(LE):
        rappels.rappeler_les_echeances()
        suivi.modifier_au_financement(une, version=une.version, saisi={"le": LE + timedelta(days=7)}, par=par)
        assert rappels.rappeler_les_echeances() == "1 envoyé"


@pytest.mark.parametrize("changement", ["faite", "archivee", "financement archivé", "refusée", "soldée"])
def test_what_is_done_or_over_is_not_reminded_of(distribution, changement):
    joignable(distribution.coordination)
    une = echeance()
    financement = une.financement
    match changement:
        case "faite":
            une.faite_le = date(2026, 1, 1)
        case "archivee":
            une.archive_le = maintenant()
        case "financement archivé":
            financement.archive_le = maintenant()
        case "refusée":
            financement.statut = Statut.REFUSEE
        case "soldée":
            une.financement = financement = budget.financement(accorde=1, statut=Statut.SOLDEE)
    with consigner("modifier", par=Agent.SYSTEME) as acte:
        acte.objet = une
        financement.save()
        une.save()
    with a(LE):
        assert rappels.rappeler_les_echeances() == "aucun à envoyer"


def test_who_may_no_longer_read_it_or_acts_for_the_funder_is_not_reminded(distribution):
    financement = budget.financement(mene_par=joignable(distribution.comite), statut=Statut.EN_INSTRUCTION)
    echeance(financement)
    fabriques.inscrire(
        Rattachement(
            personne=joignable(distribution.coordination), organisation=financement.financeur, du=date(2020, 1, 1)
        )
    )
    siege = Siege.objects.get(personne=distribution.comite.personne)
    with a(LE):
        assert rappels.rappeler_les_echeances() == "1 envoyé"
        assert partis() == ["Comite"]
        Courriel.objects.all().delete()
        siege.au = LE - timedelta(days=1)
        fabriques.inscrire(siege)
        assert rappels.rappeler_les_echeances() == "aucun à envoyer"


def test_what_was_done_between_the_queue_and_the_sending_does_not_leave(distribution):
    par, une = distribution.coordination.acces, echeance()
    joignable(distribution.coordination)
    with a(LE):
        rappels.rappeler_les_echeances()
        [courriel] = Courriel.objects.all()
        suivi.accomplir(une, par=par)
        envoyer_un_courriel.func(courriel.pk)
    courriel.refresh_from_db()
    assert (courriel.envoye_le, courriel.erreur, mail.outbox) == (None, SANS_OBJET, [])


def test_the_e_mail_says_what_is_due_and_nothing_of_the_working_note(distribution):
    joignable(distribution.coordination)
    une = echeance(precision="au comité régional")
    with a(LE - timedelta(days=7)):
        rappels.rappeler_les_echeances()
        envoyer_un_courriel.func(Courriel.objects.get().pk)
    [message] = mail.outbox
    assert message.to == ["coordination@essai.example"]
    assert message.subject == f"[Chantiers coopératifs] Réponse attendue, dans 7 jours : {une.financement}"
    assert "Bonjour Coordination," in message.body
    assert "Réponse attendue, dans 7 jours : le 30 juin 2027.\nau comité régional.\n" in message.body
    assert une.financement.get_absolute_url() in message.body
    assert "Marque-note" not in message.body


def test_the_daily_command_reminds():
    assert ("Rappels des échéances de financement", rappels.rappeler_les_echeances) in prises.taches_quotidiennes
