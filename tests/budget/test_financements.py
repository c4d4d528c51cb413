"""Fundings: noted, modified, their status, their amounts, what the law asks; who reads and who stands aside."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError
from django.urls import reverse

from budget.actions import financements, suivi
from budget.actions.statuts import changer_le_statut
from budget.lecture.chargement import lire_budget
from budget.lecture.fiche_de_financement import lire_la_fiche, lire_les_statuts
from budget.lecture.financements import lire_les_financements
from budget.lecture.obligations import lire_les_obligations
from budget.models import TRANSITIONS, Affectation, Echeance, Financement, Tranche
from historique import registre
from historique.actes import Agent, consigner
from historique.edition import Conflit
from historique.horloge import maintenant
from historique.models import Acte
from historique.refus import ActionRefusee
from membres.models import Rattachement
from tests import fabriques
from tests import fabriques_budget as budget
from tests.bases import en_parallele
from tests.distribution import Distribution

Statut = Financement.Statut


def refuse(agir, *args, **options):
    with pytest.raises(ActionRefusee) as refus:
        agir(*args, **options)
    return str(refus.value).replace("\u202f", " ").replace("\xa0", " ")


def sans_verifier(objet):
    """Write it as the code could by mistake: the database has the last word."""
    with consigner("modifier", par=Agent.SYSTEME) as acte:
        acte.objet = objet
        objet.save()


def statut(financement, vers, par, **options):
    financement.refresh_from_db()
    return changer_le_statut(financement, depuis=financement.statut, vers=vers, par=par, **options)


def lire(client, nom, *args, **donnees):
    return client.get(reverse(f"budget:{nom}", args=args), donnees)


def texte(reponse):
    return reponse.text.replace("\u202f", " ").replace("\xa0", " ").replace("&#x27;", "'")


# Noting a lead --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_who_notes_a_lead_leads_its_search_and_sending_twice_finds_it(distribution):
    exercice, region = budget.exercice(), fabriques.organisation(nom="Région")
    adresse = reverse("budget:chercher", args=[2027])
    saisi = {"id": str(uuid4()), "intitule": "Appel climat", "financeur": region.pk, "poste": "region"}
    saisi |= {"demande": "25 000,50", "motif": "vu au journal officiel"}
    for _ in range(2):
        assert distribution.comite.client.post(adresse, saisi).status_code == 302
    trouve = Financement.objects.get()
    assert (trouve.mene_par, trouve.statut) == (distribution.comite.personne, Statut.PISTE)
    assert Tranche.objects.get().demande_centimes == 25_000_50
    assert Tranche.objects.get().exercice == exercice
    assert [acte.verbe for acte in Acte.objects.filter(objet_id=trouve.pk)] == ["chercher"]


@pytest.mark.django_db
def test_a_lead_without_amount_is_listed_until_it_has_one(distribution):
    budget.exercice()
    distribution.comite.client.post(
        reverse("budget:chercher", args=[2027]),
        {"id": str(uuid4()), "intitule": "Marque-piste", "poste": "cotisations"},
    )
    lus = lire_les_financements(lire_budget(distribution.comite.acces, 2027), distribution.comite.acces)
    assert [(r.lu.intitule, r.sans_montant) for r in lus.rangees] == [("Marque-piste", True)]
    assert lus.produits.total == 0


@pytest.mark.django_db
def test_a_subsidy_comes_from_a_funder(distribution):
    budget.exercice()
    reponse = distribution.comite.client.post(
        reverse("budget:chercher", args=[2027]), {"intitule": "Appel", "poste": "region", "note": "à garder"}
    )
    assert reponse.status_code == 422
    assert "Une subvention vient d’un financeur : choisissez-le." in texte(reponse)
    assert "à garder" in texte(reponse)


@pytest.mark.django_db
def test_a_member_notes_no_lead(distribution):
    budget.exercice()
    reponse = distribution.membre1.client.post(reverse("budget:chercher", args=[2027]), {"intitule": "Appel"})
    assert reponse.status_code == 403
    assert "Une piste de financement est notée par un membre du comité de pilotage." in texte(reponse)


# Modifying ------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_two_people_who_modify_the_same_field_choose(distribution):
    financement = budget.financement(intitule="Avant")
    par, version = distribution.coordination.acces, financement.version
    financements.modifier_un_financement(financement, version=version, saisi={"intitule": "Le mien"}, par=par)
    financements.modifier_un_financement(financement, version=version, saisi={"dispositif": "Fonds"}, par=par)
    with pytest.raises(Conflit):
        financements.modifier_un_financement(financement, version=version, saisi={"intitule": "Autre"}, par=par)
    financement.refresh_from_db()
    assert (financement.intitule, financement.dispositif) == ("Le mien", "Fonds")


@pytest.mark.django_db
def test_a_conflict_is_shown_with_both_sides_and_nothing_is_lost(distribution):
    financement = budget.financement(intitule="Avant", note="ancienne")
    adresse = reverse("budget:modifier_un_financement", args=[financement.pk])
    par = distribution.coordination
    saisi = {"version": financement.version, "poste": "region", "financeur": financement.financeur_id}
    saisi |= {"base_du_plafond": "hors_contributions", "intitule": "Le mien", "note": "nouvelle"}
    financements.modifier_un_financement(
        financement, version=financement.version, saisi={"intitule": "Le leur"}, par=par.acces
    )
    reponse = par.client.post(adresse, saisi)
    assert reponse.status_code == 409
    assert {"Le mien", "Le leur", "nouvelle"} <= set(texte(reponse).replace("<", "\n").replace(">", "\n").split("\n"))
    reponse = par.client.post(adresse, saisi | {"version": financement.version + 1, "choix-intitule": "autre"})
    assert reponse.status_code == 302
    financement.refresh_from_db()
    assert (financement.intitule, financement.note) == ("Le leur", "nouvelle")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("saisi", "phrase"),
    [
        ({"reversement_autorise": True}, "Citez l’article de la convention qui autorise le reversement"),
        ({"article_de_reversement": "article 4"}, "Un article est cité : cochez « Reversement autorisé »"),
    ],
)
def test_a_reversement_is_authorised_by_an_article_and_the_other_way_round(distribution, saisi, phrase):
    financement = budget.financement()
    refus = refuse(
        financements.modifier_un_financement,
        financement,
        version=financement.version,
        saisi=saisi,
        par=distribution.coordination.acces,
    )
    assert phrase in refus
    for champ, valeur in saisi.items():
        setattr(financement, champ, valeur)
    with pytest.raises(IntegrityError, match="reversement_autorise_par_un_article"):
        sans_verifier(financement)


@pytest.mark.django_db
def test_a_reversement_is_not_withdrawn_while_it_pays_one(distribution):
    chantier, partenaire = fabriques.chantier(1), fabriques.organisation(nom="Partenaire")
    ligne = budget.ligne(chantier, poste="autres_charges_de_gestion", reversement_a=partenaire, libelle="Part reversée")
    financement = budget.financement(reversement_autorise=True, article_de_reversement="article 4")
    budget.affectation(financement, ligne, 600)
    refus = refuse(
        financements.modifier_un_financement,
        financement,
        version=financement.version,
        saisi={"reversement_autorise": False, "article_de_reversement": ""},
        par=distribution.coordination.acces,
    )
    assert refus == (
        "Ce financement paie 600 € de « Part reversée », reversés à Partenaire : libérez d’abord cette affectation."
    )
    financement.reversement_autorise, financement.article_de_reversement = False, ""
    with pytest.raises(IntegrityError, match="tiennent à ce financement"):
        fabriques.inscrire(financement)


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


# The list -------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_three_totals_stand_apart_and_lost_ones_count_in_none(distribution):
    budget.financement(euros=100, statut=Statut.PISTE)
    budget.financement(euros=200, statut=Statut.EN_INSTRUCTION)
    budget.financement(euros=350, accorde=300, statut=Statut.CONVENTIONNEE)
    budget.financement(euros=4000, statut=Statut.REFUSEE, intitule="Marque-refusée")
    page = texte(lire(distribution.membre1.client, "financements", 2027))
    totaux = page[page.index("<dl") : page.index("</dl>")]
    assert [totaux.count(f"{euros} €") for euros in (100, 200, 300)] == [1, 1, 1]
    assert "600 €" not in page
    assert page.index("Hors total") < page.index("Marque-refusée")
    tableau = texte(lire(distribution.membre1.client, "financements", 2027, vue="tableau"))
    assert [tableau.count(f"<h4>{mot}</h4>") for mot in ("Piste", "En instruction", "Conventionnée", "Refusée")] == [
        1,
        1,
        1,
        0,
    ]


@pytest.mark.django_db
def test_members_read_the_list_and_the_comite_the_detail(distribution):
    financement = budget.financement(mene_par=distribution.comite.personne, note="Marque-note")
    fabriques.inscrire(Echeance(financement=financement, nature="appel", le=date(2027, 3, 4)))
    membre = texte(lire(distribution.membre1.client, "financements", 2027))
    assert financement.intitule in membre
    assert "Comite Essai" not in membre
    assert "Clôture de l’appel" not in membre
    comite = texte(lire(distribution.comite.client, "financements", 2027))
    assert "Comite Essai" in comite
    assert "Clôture de l’appel" in comite
    assert "Marque-note" in texte(lire(distribution.comite.client, "financement", financement.pk))
    refus = lire(distribution.membre1.client, "financement", financement.pk)
    assert refus.status_code == 403
    assert "Le détail des financements se lit entre membres du comité de pilotage." in texte(refus)
    assert lire(distribution.membre1.client, "financements", 2031).status_code == 404


# What the law asks ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_convention_is_asked_above_23_000_euros_by_funder_and_exercice(distribution):
    region, exercice = fabriques.organisation(nom="Région", type="collectivite"), budget.exercice()
    un = budget.financement(euros=20000, accorde=20000, financeur=region, statut=Statut.ACCORDEE)
    budget.financement(euros=3000, accorde=3000, financeur=region, statut=Statut.ACCORDEE, reference="C-1")
    assert lire_les_obligations([exercice]) == []
    budget.financement(euros=1, accorde=1, financeur=region, statut=Statut.ACCORDEE, reference="C-2")
    [obligation] = lire_les_obligations([exercice])
    assert obligation.financements == {un.pk}
    for page in (
        lire(distribution.membre1.client, "financements", 2027),
        lire(distribution.comite.client, "financement", un.pk),
    ):
        assert (
            "Région accorde 23 001 € de subventions publiques en 2027, sans référence de convention : "
            "une convention est obligatoire au-delà de 23 000 €."
        ) in texte(page)
        assert "Loi n° 2000-321 du 12 avril 2000, article 10" in texte(page)
    financements.modifier_un_financement(
        un, version=un.version, saisi={"reference": "C-0"}, par=distribution.coordination.acces
    )
    assert lire_les_obligations([exercice]) == []


@pytest.mark.django_db
def test_what_is_asked_or_private_needs_no_convention():
    fondation = fabriques.organisation(nom="Fondation")
    budget.financement(euros=90000, accorde=90000, financeur=fondation, poste="aides_privees", statut=Statut.ACCORDEE)
    budget.financement(euros=90000, statut=Statut.EN_INSTRUCTION)
    assert lire_les_obligations([budget.exercice()]) == []


@pytest.mark.django_db
def test_accounts_are_published_above_153_000_euros_received_by_a_carrier(distribution):
    porteur, exercice = fabriques.organisation(nom="Labo"), budget.exercice()
    options = {"porteur_financier": porteur, "statut": Statut.EN_VERSEMENT, "reference": "C-1"}
    un = budget.financement(euros=153000, accorde=153000, **options)
    autre = budget.financement(euros=10, accorde=10, **options)
    budget.versement(un, 153000)
    assert lire_les_obligations([exercice]) == []
    budget.versement(autre, 1)
    [obligation] = lire_les_obligations([exercice])
    assert obligation.financements == {un.pk, autre.pk}
    page = texte(lire(distribution.comite.client, "financement", autre.pk))
    assert "Labo a reçu 153 001 € de subventions publiques en 2027 : au-delà de 153 000 €" in page
    assert "Code de commerce, articles L612-4 et D612-5." in page


@pytest.mark.django_db
def test_the_ceiling_of_the_funding_is_counted_on_its_base(distribution):
    budget.ligne(fabriques.chantier(1), euros=1000)
    financement = budget.financement(euros=600, plafond_public=60)
    fiche = lire_la_fiche(financement, distribution.coordination.acces)
    [(_, taux)] = fiche.taux
    assert (str(taux.taux_hors), taux.plafond, taux.niveau) == ("60.0", 60, "rouge")
    page = texte(lire(distribution.comite.client, "financements", 2027))
    assert "60,0 % du budget, hors contributions valorisées : le plafond de 60 % est atteint." in page
    assert "Plafond usuel : 80 %" in page


# Who stands aside -----------------------------------------------------------------------------------------------------


@pytest.fixture
def du_financeur(distribution):
    """A person with a siège who acts for the funder of this funding, even though she leads its search."""
    fondation = fabriques.organisation(nom="Fondation")
    fabriques.inscrire(Rattachement(personne=distribution.financeur.personne, organisation=fondation))
    return budget.financement(
        financeur=fondation,
        poste="aides_privees",
        note="Marque-stratégie",
        mene_par=distribution.financeur.personne,
        accorde=1000,
        statut=Statut.ACCORDEE,
    )


@pytest.mark.django_db
def test_who_acts_for_the_funder_stands_aside(distribution, du_financeur):
    page = lire(distribution.financeur.client, "financement", du_financeur.pk)
    deport = "Vous agissez pour Fondation, qui finance : vous vous déportez de ce qui concerne ce financement."
    assert deport in texte(page)
    assert "Marque-stratégie" not in texte(page)
    assert "Marque-stratégie" in texte(lire(distribution.comite.client, "financement", du_financeur.pk))
    tranche = du_financeur.tranches.get()
    for nom, pk in [
        ("modifier_un_financement", du_financeur.pk),
        ("changer_le_statut", du_financeur.pk),
        ("archiver_un_financement", du_financeur.pk),
        ("ajouter_montant", du_financeur.pk),
        ("modifier_montant", tranche.pk),
        ("archiver_montant", tranche.pk),
        ("ajouter_echeance", du_financeur.pk),
        ("ajouter_versement", du_financeur.pk),
    ]:
        for reponse in (
            lire(distribution.financeur.client, nom, pk),
            distribution.financeur.client.post(reverse(f"budget:{nom}", args=[pk]), {"motif": "essai"}),
        ):
            assert (nom, reponse.status_code) == (nom, 403)
            assert "Marque-stratégie" not in texte(reponse)


@pytest.mark.django_db
def test_the_journal_does_not_give_the_working_note_to_who_acts_for_the_funder(distribution, du_financeur):
    par = distribution.coordination
    financements.modifier_un_financement(
        du_financeur, version=du_financeur.version, saisi={"note": "Marque-suite", "dispositif": "Fonds"}, par=par.acces
    )
    sequence = Acte.objects.get(verbe="modifier").sequence
    adresses = [
        reverse("historique:objet", args=["budget.financement", du_financeur.pk]),
        reverse("historique:restaurer", args=["budget.financement", du_financeur.pk, 1]),
        reverse("historique:inscription", args=[sequence]),
        reverse("historique:journal"),
        reverse("historique:export_csv"),
        reverse("historique:export_ndjson"),
    ]

    def lues(client):
        reponses = [client.get(adresse) for adresse in adresses]
        textes = [b"".join(r.streaming_content).decode() if r.streaming else r.text for r in reponses]
        return [(r.status_code, "Marque-" in t) for r, t in zip(reponses, textes, strict=True)]

    assert lues(distribution.financeur.client) == [(200, False)] * 6
    assert lues(par.client) == [(200, True)] * 6


@pytest.mark.django_db
def test_the_actions_refuse_who_acts_for_the_funder(distribution, du_financeur):
    par, version = distribution.financeur.acces, du_financeur.version
    tranche = du_financeur.tranches.get()
    neuf = Financement(intitule="Autre appel", poste="aides_privees", financeur=du_financeur.financeur)
    gestes = [
        lambda: financements.modifier_un_financement(du_financeur, version=version, saisi={"note": "x"}, par=par),
        lambda: financements.archiver_un_financement(du_financeur, par=par),
        lambda: statut(du_financeur, Statut.CONVENTIONNEE, par),
        lambda: suivi.modifier_au_financement(tranche, version=1, saisi={"accorde_centimes": 1}, par=par),
        lambda: suivi.ajouter_au_financement(
            Echeance(financement=du_financeur, nature="appel", le=date(2027, 3, 4)), par=par
        ),
        lambda: financements.chercher(neuf, exercice=budget.exercice(), par=par),
    ]
    for geste in gestes:
        assert refuse(geste).startswith("Vous agissez pour Fondation, qui finance")


@pytest.mark.django_db
def test_a_funding_is_held_by_the_coordination_and_who_leads_its_search(distribution):
    financement = budget.financement(mene_par=distribution.comite.personne)
    for role in ("comite", "coordination"):
        statut(financement, TRANSITIONS[Statut(financement.statut)][0], getattr(distribution, role).acces)
        financement.refresh_from_db()
    for role in ("membre1", "financeur", "administrateur"):
        refus = refuse(statut, financement, Statut.ABANDONNEE, getattr(distribution, role).acces)
        assert refus.startswith("Un financement est tenu par la coordination et par qui en mène la recherche")


# Archives and history -------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_archiving_releases_and_bringing_back_is_offered(distribution):
    financement = budget.financement()
    budget.affectation(financement, budget.ligne(fabriques.chantier(1)), 250)
    adresse = reverse("budget:archiver_un_financement", args=[financement.pk])
    assert "250 € seront de nouveau à trouver." in texte(distribution.coordination.client.get(adresse))
    reponse = distribution.coordination.client.post(adresse, {"motif": "doublon"}, follow=True)
    assert "250 € sont de nouveau à trouver." in texte(reponse)
    assert "Rétablir ce financement" in texte(reponse)
    assert "Ce financement a été archivé" in refuse(
        statut, financement, Statut.ABANDONNEE, distribution.coordination.acces
    )
    distribution.coordination.client.post(reverse("budget:retablir_un_financement", args=[financement.pk]))
    financement.refresh_from_db()
    assert financement.archive_le is None


@pytest.mark.django_db
def test_an_earlier_state_brings_back_what_was_written_not_the_status(distribution):
    financement, par = budget.financement(intitule="Avant"), distribution.coordination.acces
    statut(financement, Statut.EN_PREPARATION, par)
    financement.refresh_from_db()
    financements.modifier_un_financement(financement, version=financement.version, saisi={"intitule": "Après"}, par=par)
    adresse = reverse("historique:restaurer", args=["budget.financement", financement.pk, 1])
    financement.refresh_from_db()
    reponse = distribution.coordination.client.post(adresse, {"version": financement.version, "motif": "retour"})
    assert reponse.status_code == 302
    financement.refresh_from_db()
    assert (financement.intitule, financement.statut) == ("Avant", Statut.EN_PREPARATION)


@pytest.mark.django_db
def test_an_earlier_state_of_amounts_is_refused_under_what_is_affected(distribution):
    financement, par = budget.financement(euros=100), distribution.coordination.acces
    tranche = financement.tranches.get()
    suivi.modifier_au_financement(tranche, version=tranche.version, saisi={"demande_centimes": 900_00}, par=par)
    budget.affectation(financement, budget.ligne(fabriques.chantier(1)), 800)
    etat = Tranche.history.get(id=tranche.pk, version=1)
    declaration = registre.declaration_de(tranche)
    tranche.refresh_from_db()
    assert declaration.restaurer.refus(par, tranche) is None
    assert "800 € de ce financement sont affectés" in refuse(declaration.restaurer.agir, tranche, etat=etat, par=par)
