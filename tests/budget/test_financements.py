"""Fundings: noted, modified, their status, their amounts, what the law asks; who reads and who stands aside."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError
from django.urls import reverse

from budget.actions import financements, suivi
from budget.lecture.chargement import lire_budget
from budget.lecture.financements import lire_les_financements
from budget.models import Echeance, Financement, Tranche
from historique import registre
from historique.edition import Conflit
from historique.models import Acte
from tests import fabriques
from tests import fabriques_budget as budget
from tests.budget.financer import lire, refuse, sans_verifier, statut, texte
from tests.requetes import verifier_nombre_constant

Statut = Financement.Statut


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


@pytest.mark.django_db
def test_the_database_wants_the_article_of_a_reversement():
    financement = budget.financement()
    financement.reversement_autorise = True
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


@pytest.mark.django_db
def test_the_pages_read_a_fixed_number_of_queries(distribution, compter_requetes):
    client, exercice = distribution.coordination.client, budget.exercice()
    porteur = fabriques.organisation(nom="Labo")

    def ajouter():
        un = budget.financement(
            accorde=10, statut=Statut.CONVENTIONNEE, porteur_financier=porteur, mene_par=fabriques.personne()
        )
        budget.versement(un, 5)
        fabriques.inscrire(Echeance(financement=un, nature="appel", le=date(2027, 3, 4)))

    verifier_nombre_constant(
        compter_requetes, ajouter, lambda: lire(client, "financements", exercice.annee), au_plus=25, tailles=(1, 3)
    )
    suivie = budget.financement(accorde=10_000, statut=Statut.CONVENTIONNEE)

    def suivre():
        budget.versement(suivie, 5)
        fabriques.inscrire(Echeance(financement=suivie, nature="appel", le=date(2027, 3, 4)))

    verifier_nombre_constant(
        compter_requetes, suivre, lambda: lire(client, "financement", suivie.pk), au_plus=30, tailles=(1, 3)
    )


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
