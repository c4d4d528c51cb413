"""The statuses of a funding, and its amounts by exercice: what may follow, what never falls under what hangs on it."""

from datetime import date
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import IntegrityError
from django.urls import reverse

from budget.actions import financements, suivi, versements
from budget.actions.statuts import changer_le_statut
from budget.lecture.fiche_de_financement import lire_la_fiche, lire_les_statuts
from budget.models import TRANSITIONS, Affectation, Financement, Tranche, Versement
from historique.actes import Agent, consigner
from historique.horloge import maintenant
from historique.models import Acte
from historique.refus import ActionRefusee
from tests import fabriques
from tests import fabriques_budget as budget
from tests.bases import en_parallele
from tests.budget.financer import lire, refuse, statut, texte
from tests.distribution import Distribution

Statut = Financement.Statut


# Statuses -------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("avant", Statut.values)
def test_only_the_table_of_transitions_is_followed(distribution, avant):
    par, permis = distribution.coordination.acces, TRANSITIONS[Statut(avant)]
    for vers in set(Statut.values) - {*permis}:
        financement = budget.financement(accorde=1000, statut=avant)
        assert "ne peut être suivi que de" in refuse(changer_le_statut, financement, depuis=avant, vers=vers, par=par)
        financement.refresh_from_db()
        assert financement.statut == avant
    for vers in permis:
        financement = budget.financement(accorde=1000, statut=avant)
        statut(financement, vers, par)
        financement.refresh_from_db()
        assert financement.statut == vers


@pytest.mark.django_db
def test_the_page_offers_what_may_follow_and_shows_who_changed_it_when_and_why(distribution):
    financement = budget.financement(statut=Statut.DEPOSEE)
    statut(financement, Statut.EN_INSTRUCTION, distribution.coordination.acces, motif="accusé de réception")
    page = lire(distribution.comite.client, "financement", financement.pk)
    assert "?vers=" not in page.text  # neither of the coordination nor leading this search
    page = lire(distribution.coordination.client, "financement", financement.pk)
    for suite in TRANSITIONS[Statut.EN_INSTRUCTION]:
        assert f"?vers={suite.value}" in page.text
    dernier = lire_les_statuts(financement, distribution.coordination.acces)[0]
    assert (dernier.de, dernier.vers, dernier.auteur) == ("Déposée", "En instruction", "Coordination Essai")
    assert dernier.motif == "accusé de réception"
    assert "accusé de réception" in page.text


@pytest.mark.django_db
def test_granted_means_an_amount_in_an_exercice_typed_in_the_same_form(distribution):
    financement = budget.financement(statut=Statut.DEPOSEE)
    tranche = financement.tranches.get()
    adresse = reverse("budget:changer_le_statut", args=[financement.pk])
    saisi = {"vers": "accordee", "depuis": "deposee", "motif": "lettre du 3 mars"}
    assert f"accorde_{tranche.exercice_id}" in distribution.coordination.client.get(adresse, {"vers": "accordee"}).text
    reponse = distribution.coordination.client.post(adresse, saisi)
    assert reponse.status_code == 422
    assert "Un financement accordé porte un montant accordé dans un exercice au moins" in texte(reponse)
    assert "lettre du 3 mars" in texte(reponse)
    reponse = distribution.coordination.client.post(adresse, saisi | {f"accorde_{tranche.exercice_id}": "900,50"})
    assert reponse.status_code == 302
    tranche.refresh_from_db()
    financement.refresh_from_db()
    assert (tranche.accorde_centimes, financement.statut) == (900_50, Statut.ACCORDEE)
    assert Acte.objects.filter(changements__objet_id=tranche.pk).latest("sequence").verbe == "changer_le_statut"


@pytest.mark.django_db
def test_granted_without_amounts_asks_them_for_the_exercices_that_are_open(distribution):
    exercice, financement = budget.exercice(), budget.financement(euros=None, poste="autofinancement")
    statut(financement, Statut.ACCORDEE, distribution.coordination.acces, accorde={exercice.pk: 500_00})
    assert Tranche.objects.values_list("demande_centimes", "accorde_centimes").get() == (500_00, 500_00)


@pytest.mark.django_db
@pytest.mark.parametrize("vers", [Statut.REFUSEE, Statut.NON_RECEVABLE, Statut.ABANDONNEE])
def test_a_lost_funding_releases_what_it_pays_in_the_same_act(distribution, vers):
    chantier, financement = fabriques.chantier(1), budget.financement(statut=Statut.DEPOSEE)
    for euros in (300, 200):
        budget.affectation(financement, budget.ligne(chantier), euros)
    adresse = reverse("budget:changer_le_statut", args=[financement.pk])
    page = distribution.coordination.client.get(adresse, {"vers": vers})
    assert "500 € seront de nouveau à trouver." in texte(page)
    reponse = distribution.coordination.client.post(adresse, {"vers": vers, "depuis": "deposee"}, follow=True)
    assert "500 € sont de nouveau à trouver." in texte(reponse)
    assert not Affectation.objects.presents().exists()
    actes = Acte.objects.filter(changements__objet_id__in=Affectation.objects.values("pk"), verbe="changer_le_statut")
    assert actes.distinct().count() == 1


@pytest.mark.django_db
def test_a_funding_that_expenses_justify_is_not_lost_nor_archived(distribution):
    financement = budget.financement(accorde=1000, statut=Statut.ACCORDEE)
    depense = budget.depense(budget.ligne(fabriques.chantier(1)), euros=120)
    budget.imputation(depense, financement, 120)
    par = distribution.coordination.acces
    attendu = "120 € de dépenses justifient ce financement : retirez d’abord ces imputations."
    assert refuse(statut, financement, Statut.ABANDONNEE, par) == attendu
    assert refuse(financements.archiver_un_financement, financement, par=par) == attendu
    financement.statut = Statut.ABANDONNEE
    with pytest.raises(IntegrityError, match="tiennent à ce financement"):
        fabriques.inscrire(financement)


@pytest.mark.django_db
def test_a_funding_that_was_received_is_not_lost(distribution):
    financement = budget.financement(accorde=1000, statut=Statut.ACCORDEE)
    budget.versement(financement, 400)
    refus = refuse(statut, financement, Statut.ABANDONNEE, distribution.coordination.acces)
    assert refus == "400 € ont déjà été reçus : archivez d’abord ces versements, s’ils ont été rendus."


@pytest.mark.django_db
def test_a_status_that_changed_meanwhile_is_said(distribution):
    financement = budget.financement(statut=Statut.DEPOSEE)
    statut(financement, Statut.EN_INSTRUCTION, distribution.coordination.acces)
    adresse = reverse("budget:changer_le_statut", args=[financement.pk])
    reponse = distribution.coordination.client.post(adresse, {"vers": "refusee", "depuis": "deposee"})
    assert reponse.status_code == 409
    assert "Le statut a changé depuis l’affichage de cette page : il est maintenant « En instruction »." in texte(
        reponse
    )


@pytest.mark.postgresql_seul
def test_of_two_changes_of_status_at_once_one_wins(base_reelle):
    coordination = Distribution().coordination.acces
    financement = budget.financement(statut=Statut.DEPOSEE)

    def changer(vers):
        try:
            changer_le_statut(financement, depuis=Statut.DEPOSEE, vers=vers, par=coordination)
        except ActionRefusee as refus:
            return str(refus)
        return ""

    phrases = sorted(en_parallele(lambda: changer(Statut.REFUSEE), lambda: changer(Statut.EN_INSTRUCTION)))
    assert phrases[0] == ""
    assert phrases[1].startswith("Le statut a changé depuis l’affichage de cette page")


@pytest.mark.postgresql_seul
def test_of_two_versements_at_once_that_exceed_together_one_is_refused(base_reelle):
    coordination = Distribution().coordination.acces
    financement = budget.financement(euros=1000, accorde=1000, statut=Statut.ACCORDEE)
    exercice = budget.exercice()

    def recevoir():
        versement = Versement(
            financement=financement, exercice=exercice, le=date(2026, 1, 15), montant_centimes=600_00, nature="acompte"
        )
        return suivi.ajouter_au_financement(versement, par=coordination)

    refus = [r for r in en_parallele(recevoir, recevoir) if isinstance(r, ActionRefusee)]
    assert len(refus) == 1
    assert str(refus[0]).startswith("1\u202f000\xa0€ sont accordés et 600\xa0€ déjà reçus")
    assert Versement.objects.count() == 1


@pytest.mark.postgresql_seul
def test_without_the_lock_both_versements_would_be_written(base_reelle):
    """The negative control: both read before either writes."""
    financement = budget.financement(euros=1000, accorde=1000, statut=Statut.ACCORDEE)
    exercice, lus = budget.exercice(), Barrier(2)

    def recevoir():
        with consigner("encaisser", par=Agent.SYSTEME) as acte:
            versement = Versement(
                financement=financement, exercice=exercice, le=date(2026, 1, 15), montant_centimes=600_00
            )
            versements.exiger_possible(versement)
            lus.wait(timeout=30)
            versement.save()
            acte.objet = versement

    assert en_parallele(recevoir, recevoir) == [None, None]
    assert Versement.objects.count() == 2


# Amounts by exercice --------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_is_granted_never_falls_under_what_is_affected_or_imputed(distribution):
    financement, ligne = budget.financement(accorde=1000, statut=Statut.ACCORDEE), budget.ligne(fabriques.chantier(1))
    affectation, tranche = budget.affectation(financement, ligne, 600), financement.tranches.get()
    par = distribution.coordination.acces

    def baisser(euros):
        tranche.refresh_from_db()
        saisi = {"accorde_centimes": euros * 100}
        return refuse(suivi.modifier_au_financement, tranche, version=tranche.version, saisi=saisi, par=par)

    assert baisser(599) == (
        "600 € de ce financement sont affectés à des lignes de 2027 : son montant ne descend pas au-dessous. "
        "Libérez d’abord ces affectations."
    )
    affectation.archive_le = maintenant()
    fabriques.inscrire(affectation)
    budget.imputation(budget.depense(ligne, euros=300), financement, 300)
    assert "300 € de dépenses de 2027 justifient ce financement" in baisser(299)
    tranche.accorde_centimes = 299_00
    with pytest.raises(IntegrityError, match="dépasseraient ce montant"):
        fabriques.inscrire(tranche)


@pytest.mark.django_db
def test_what_is_granted_never_falls_under_what_is_received(distribution):
    financement = budget.financement(accorde=1000, statut=Statut.ACCORDEE)
    budget.versement(financement, 400)
    tranche, par = financement.tranches.get(), distribution.coordination.acces
    saisi = {"accorde_centimes": 399_00}
    refus = refuse(suivi.modifier_au_financement, tranche, version=tranche.version, saisi=saisi, par=par)
    assert refus == "400 € ont été reçus en tout : ce qui est accordé ne descend pas au-dessous."
    assert "400 € ont été reçus pour 2027" in refuse(suivi.archiver_au_financement, tranche, par=par)


@pytest.mark.django_db
def test_amounts_are_added_once_by_exercice_archived_and_brought_back(distribution):
    financement, par = budget.financement(), distribution.coordination.acces
    autre = budget.exercice(2028)
    adresse = reverse("budget:ajouter_montant", args=[financement.pk])
    saisi = {"id": str(uuid4()), "exercice": autre.pk, "demande_centimes": "40 000"}
    for _ in range(2):
        assert distribution.coordination.client.post(adresse, saisi).status_code == 302
    tranche = financement.tranches.get(exercice=autre)
    suivi.archiver_au_financement(tranche, par=par)
    double = budget.tranche(financement, euros=10, exercice=autre)
    refus = refuse(suivi.retablir_au_financement, tranche, par=par)
    assert refus == "Ce financement a déjà des montants pour cet exercice : modifiez-les."
    suivi.archiver_au_financement(double, par=par)
    suivi.retablir_au_financement(tranche, par=par)
    tranche.refresh_from_db()
    assert (tranche.demande_centimes, tranche.archive_le) == (40_000_00, None)


@pytest.mark.django_db
def test_what_is_received_in_an_exercice_is_the_sum_of_its_versements(distribution):
    financement = budget.financement(accorde=1000, statut=Statut.ACCORDEE)
    budget.tranche(financement, euros=500, accorde=500, exercice=budget.exercice(2028))
    budget.versement(financement, 300)
    budget.versement(financement, 100)
    budget.versement(financement, 50, exercice=budget.exercice(2028))
    fiche = lire_la_fiche(financement, distribution.coordination.acces)
    assert [(m.tranche.exercice.annee, m.sommes.recu) for m in fiche.montants] == [(2027, 400_00), (2028, 50_00)]
