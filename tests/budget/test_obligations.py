"""What the law asks of fundings, the ceiling of public aid, and who stands aside."""

from datetime import date

import pytest
from django.urls import reverse

from budget.actions import financements, suivi
from budget.lecture.fiche_de_financement import lire_la_fiche
from budget.lecture.obligations import lire_les_obligations
from budget.models import TRANSITIONS, Echeance, Financement
from historique.models import Acte
from membres.models import Rattachement
from tests import fabriques
from tests import fabriques_budget as budget
from tests.budget.financer import lire, refuse, statut, texte

Statut = Financement.Statut


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
def test_the_search_of_the_journal_does_not_find_what_only_the_working_note_says(distribution, du_financeur):
    def trouve(mots):
        page = distribution.financeur.client.get(reverse("historique:journal"), {"texte": mots})
        return reverse("historique:objet", args=["budget.financement", du_financeur.pk]) in page.text or (
            du_financeur.intitule in page.text
        )

    assert trouve(du_financeur.intitule)
    assert not trouve("stratégie")


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


@pytest.mark.django_db
def test_nor_does_a_coordination_read_the_note_where_texts_are_taken_out(distribution, du_financeur):
    adresse = reverse("historique:passages", args=["budget.financement", du_financeur.pk])
    client = distribution.coordination.client
    assert "Marque-stratégie" in texte(client.get(adresse))
    fabriques.inscrire(Rattachement(personne=distribution.coordination.personne, organisation=du_financeur.financeur))
    assert "Marque-stratégie" not in texte(client.get(adresse))
    assert client.get(f"{adresse}note/").status_code == 404
