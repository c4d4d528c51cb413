"""The pages and the forms of contributions; both sides of the budget; the figures of the demonstration."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budget.actions import contributions as actions
from budget.actions.baremes import poser_les_baremes
from budget.grille import NATURES, POSTES, Sens
from budget.lecture.contributions import ContributionSignee, lire_les_contributions
from budget.models import Bareme, Contribution
from budget.montants import valeur
from historique.actes import Agent, consigner
from historique.horloge import maintenant
from membres.acces import ANONYME
from membres.models import Rattachement
from tests import fabriques
from tests import fabriques_budget as budget
from tests.requetes import verifier_nombre_constant

pytestmark = pytest.mark.django_db


@pytest.fixture
def annee():
    return budget.exercice()


@pytest.fixture
def chantier():
    return fabriques.chantier(1)


@pytest.fixture
def poses():
    """The scales to begin with, all adopted."""
    poser_les_baremes(par=Agent.SYSTEME)
    with consigner("adopter_des_baremes", par=Agent.SYSTEME):
        for bareme in Bareme.objects.filter(a_adopter=True):
            bareme.decision_id = uuid4()
            bareme.save()


@pytest.fixture
def membre(distribution):
    return distribution.membre1


def declarer(client, chantier, **champs):
    adresse = reverse("budget:declarer", args=[2027, chantier.slug])
    saisie = {"id": uuid4(), "bareme": "benevolat_execution", "libelle": "Relecture", "nombre": "1", "le": "2027-01-01"}
    return client.post(adresse, saisie | {"quantite": "10", "valeur": "", "motif": ""} | champs)


def texte(reponse) -> str:
    """The page as it is read: narrow and no-break spaces are spaces."""
    return reponse.content.decode().replace("\u202f", " ").replace("\u00a0", " ")


def page_de_l_annee(client, **parametres):
    return texte(client.get(reverse("budget:contributions", args=[2027]), parametres))


# Figures --------------------------------------------------------------------------------------------------------------

DEMONSTRATION = [
    ("benevolat_execution", "1", "420", 517_020),
    ("benevolat_encadrement", "1", "200", 492_400),
    ("temps_salarie_moyen", "1", "1 400", 4_900_000),
    ("salle_jour", "1", "18", 324_000),
    ("km_auto_4cv", "6", "2 000", 727_200),
    ("train", "1", "4 160,00", 416_000),
]


def test_the_contributions_of_the_demonstration_typed_in_the_form(poses, annee, distribution):
    organisation, client = fabriques.organisation(), distribution.coordination.client
    for rang, (bareme, nombre, quantite, _) in enumerate(DEMONSTRATION):
        champs = {"bareme": bareme, "nombre": nombre, "quantite": quantite}
        reponse = declarer(client, fabriques.chantier(rang % 6), **champs, organisation=organisation.pk)
        assert reponse.status_code == 302
    assert [c.valeur_centimes for c in Contribution.objects.order_by("valeur_centimes")] == sorted(
        centimes for *_, centimes in DEMONSTRATION
    )
    lues = lire_les_contributions(annee, distribution.coordination.acces)
    assert [(p.cle, m) for p, m in lues.emplois] == [
        ("mise_a_disposition", 324_000),
        ("prestations", 6_043_200),
        ("personnel_benevole", 1_009_420),
    ]
    assert [(p.cle, m) for p, m in lues.ressources] == [
        ("benevolat", 1_009_420),
        ("prestations_en_nature", 6_367_200),
    ]
    page = page_de_l_annee(client)
    assert (lues.total.declarees, lues.total.confirmees) == (7_376_620, 0)
    assert page.count('<th scope="row">Total 86</th><td class="nombre">73 766,20 €</td>') == 1
    assert page.count('<th scope="row">Total 87</th><td class="nombre">73 766,20 €</td>') == 1
    assert "6 × 2 000 km × 0,606 €/km = 7 272 €" in page
    assert "864 Personnel bénévole" in page


# Both sides -----------------------------------------------------------------------------------------------------------


def test_each_nature_stands_on_a_pair_of_postes():
    assert set(NATURES) == set(Contribution.Nature.values)
    sens = {(POSTES[e.emploi].sens, POSTES[e.ressource].sens) for e in NATURES.values()}
    assert sens == {(Sens.EMPLOI_CVN, Sens.RESSOURCE_CVN)}


APPORTS = st.lists(
    st.tuples(
        st.sampled_from(sorted(Contribution.Nature.values)),
        st.integers(1, 5),
        st.decimals(Decimal("0.01"), Decimal(99_999), places=2),
        st.integers(1, 200_000),
        st.integers(0, 200_000),
        st.booleans(),
    ),
    max_size=30,
)


@pytest.fixture
def vide(annee):
    """The page of a year, to which the test gives contributions made in memory."""
    for numero in range(4):
        fabriques.chantier(numero)
    return lire_les_contributions(annee, ANONYME)


def lues_de(vide, apports):
    chantiers = [fabriques.chantier(numero) for numero in range(4)]
    faites = [
        Contribution(
            chantier=chantiers[rang % 4],
            nature=nature,
            valeur_centimes=valeur(nombre, quantite, taux, forfait),
            etat="confirmee" if confirmee else "declaree",
        )
        for rang, (nature, nombre, quantite, taux, forfait, confirmee) in enumerate(apports)
    ]
    return replace(vide, contributions=tuple(ContributionSignee(une, "") for une in faites))


@given(apports=APPORTS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_86_always_equals_87_in_total_and_for_each_chantier(vide, apports):
    lues = lues_de(vide, apports)
    parts = [lues.du_chantier(chantier.slug) for chantier in lues.chantiers]
    for part in (lues, *parts):
        total = sum(c.valeur_centimes for c in part.contributions)
        assert sum(m for _, m in part.emplois) == sum(m for _, m in part.ressources) == part.total.total == total
        assert sum(s.total for s in part.par_nature) == sum(s.total for s in part.par_chantier) == total
    assert sum(part.total.total for part in parts) == lues.total.total


# The form -------------------------------------------------------------------------------------------------------------


def test_the_computation_is_shown_before_sending_and_nothing_is_written(poses, annee, chantier, membre):
    organisation = fabriques.organisation()
    champs = {"bareme": "km_auto_4cv", "nombre": "6", "quantite": "2 000", "organisation": organisation.pk}
    reponse = declarer(membre.client, chantier, **champs, calculer="1")
    assert (reponse.status_code, Contribution.objects.count()) == (200, 0)
    assert "<strong>6 × 2 000 km × 0,606 €/km = 7 272 €</strong>" in texte(reponse)
    assert 'value="2 000"' in texte(reponse)


def test_the_giver_is_oneself_by_default(poses, annee, chantier, membre):
    page = texte(membre.client.get(reverse("budget:declarer", args=[2027, chantier.slug])))
    assert f'<option value="{membre.personne.pk}" selected>Membre1 Essai</option>' in page


def test_after_declaring_one_reads_what_was_written(poses, annee, chantier, membre):
    reponse = declarer(membre.client, chantier, personne=membre.personne.pk)
    contribution = Contribution.objects.get()
    assert reponse["Location"] == contribution.get_absolute_url()
    page = texte(membre.client.get(reponse["Location"]))
    assert "Contribution déclarée, confirmée : 123,10 €." in page
    assert "10 h × 12,31 €/h = 123,10 €" in page
    assert "86 Emplois" in page
    assert reverse("historique:objet", args=["budget.contribution", contribution.pk]) in page


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"bareme": ""}, "Choisissez ce qui est apporté dans la liste."),
        ({"quantite": ""}, "Écrivez une quantité supérieure à zéro."),
        ({"quantite": "douze"}, "« douze » ne se lit pas"),
        ({"valeur": "50"}, "Le barème donne la valeur : laissez ce champ vide, ou choisissez « Don en nature »."),
        ({"bareme": "don_en_nature"}, "Un don en nature s’estime à sa valeur : laissez la quantité vide."),
        ({"bareme": "don_en_nature", "quantite": ""}, "Écrivez la valeur de ce don, en euros."),
        (
            {"bareme": "don_en_nature", "quantite": "", "valeur": "80"},
            "Dites comment la valeur de ce don est estimée.",
        ),
        ({"bareme": "km_auto_4cv"}, "Un déplacement n’est valorisé ici que si une organisation le prend en charge"),
        ({"le": "2031-01-01"}, "Choisissez un jour de l’exercice 2027"),
        ({"nombre": "0"}, "Écrivez un nombre entier, 1 au moins."),
        ({"libelle": ""}, "Dites en quelques mots ce qui est apporté."),
    ],
)
def test_a_refusal_says_what_to_mend_and_keeps_what_was_typed(poses, annee, chantier, membre, champs, phrase):
    saisie = {"personne": membre.personne.pk, "precision": "", "motif": "Mon motif"} | champs
    reponse = declarer(membre.client, chantier, **saisie)
    assert (reponse.status_code, Contribution.objects.count()) == (422, 0)
    assert phrase in texte(reponse)
    assert 'value="Mon motif"' in texte(reponse)


def test_a_scale_that_waits_for_its_decision_is_not_offered_and_refused_with_a_reason(annee, chantier, membre):
    poser_les_baremes(par=Agent.SYSTEME)
    page = texte(membre.client.get(reverse("budget:declarer", args=[2027, chantier.slug])))
    assert [code in page for code in ("smic_horaire_brut", "train", "benevolat_execution")] == [True, True, False]
    reponse = declarer(membre.client, chantier, personne=membre.personne.pk)
    assert reponse.status_code == 422
    assert "il ne valorise rien tant que la coordination ne l’a pas rattaché à une décision" in texte(reponse)


def test_a_conflict_offers_the_choice_and_either_side_can_be_kept(poses, annee, chantier, distribution):
    membre = distribution.membre1
    declarer(membre.client, chantier, personne=distribution.referente1.personne.pk)
    contribution = Contribution.objects.get()
    actions.modifier(contribution, version=1, saisi={"quantite": Decimal(20)}, par=distribution.referente1.acces)
    adresse = reverse("budget:modifier_une_contribution", args=[contribution.pk])
    saisie = {"version": "1", "bareme": "benevolat_execution", "libelle": "Relue", "nombre": "1", "le": "2027-01-01"}
    saisie |= {"quantite": "30", "personne": distribution.referente1.personne.pk}
    reponse = membre.client.post(adresse, saisie)
    assert reponse.status_code == 409
    assert "Referente1 Essai a modifié la contribution" in texte(reponse)
    reponse = membre.client.post(adresse, saisie | {"version": "2", "choix-quantite": "autre"})
    contribution.refresh_from_db()
    assert (reponse.status_code, contribution.quantite, contribution.libelle) == (302, 20, "Relue")
    assert contribution.valeur_centimes == 24_620


def test_a_gift_in_kind_shows_its_value_in_the_form_again(poses, annee, chantier, distribution):
    champs = {"bareme": "don_en_nature", "quantite": "", "valeur": "1 250,50", "precision": "Prix du neuf"}
    declarer(distribution.membre1.client, chantier, **champs, personne=distribution.referente1.personne.pk)
    contribution = Contribution.objects.get()
    adresse = reverse("budget:modifier_une_contribution", args=[contribution.pk])
    page = texte(distribution.membre1.client.get(adresse))
    assert 'value="1 250,50"' in page
    assert '<option value="don_en_nature" selected>' in page


# Reading and acting ---------------------------------------------------------------------------------------------------


def test_what_waits_is_shown_to_who_gives_and_confirmed_in_one_click(poses, annee, chantier, distribution):
    referente = distribution.referente1
    declarer(distribution.membre1.client, chantier, personne=referente.personne.pk)
    assert "À confirmer par vous" not in page_de_l_annee(distribution.membre1.client)
    assert "À confirmer par vous" in page_de_l_annee(referente.client)
    bord = texte(referente.client.get(reverse("pilotage:tableau_de_bord")))
    assert "Confirmer la contribution « Relecture »" in bord
    contribution = Contribution.objects.get()
    adresse = reverse("budget:confirmer_une_contribution", args=[contribution.pk])
    reponse = distribution.membre1.client.post(adresse, follow=True)
    assert "C’est à la personne qui donne de confirmer sa contribution." in texte(reponse)
    reponse = referente.client.post(adresse, {"motif": "C’est cela"}, follow=True)
    assert "« Relecture » est confirmée." in texte(reponse)
    assert "Confirmer la contribution" not in texte(referente.client.get(reverse("pilotage:tableau_de_bord")))


def test_who_gives_without_being_a_member_reads_and_confirms(poses, annee, chantier, distribution):
    organisation, dehors = fabriques.organisation(), distribution.administrateur
    fabriques.inscrire(Rattachement(personne=dehors.personne, organisation=organisation, du=date(2020, 1, 1)))
    declarer(distribution.membre1.client, chantier, organisation=organisation.pk)
    contribution = Contribution.objects.get()
    assert dehors.client.get(contribution.get_absolute_url()).status_code == 200
    dehors.client.post(reverse("budget:confirmer_une_contribution", args=[contribution.pk]))
    contribution.refresh_from_db()
    assert contribution.etat == "confirmee"


def test_archiving_asks_why_and_what_is_archived_can_come_back(poses, annee, chantier, membre):
    declarer(membre.client, chantier, personne=membre.personne.pk)
    contribution = Contribution.objects.get()
    adresse = reverse("budget:archiver_une_contribution", args=[contribution.pk])
    assert "123,10 €" in texte(membre.client.get(adresse))
    assert membre.client.post(adresse, {"motif": "Erreur"})["Location"] == reverse("budget:contributions", args=[2027])
    assert 'class="nombre">123,10 €' not in page_de_l_annee(membre.client)
    assert "Relecture" in page_de_l_annee(membre.client, archivees="1")
    membre.client.post(reverse("budget:retablir_une_contribution", args=[contribution.pk]))
    contribution.refresh_from_db()
    assert contribution.archive_le is None


def test_the_page_of_a_chantier_adds_up_its_contributions_alone(poses, annee, distribution):
    client = distribution.coordination.client
    for numero, heures in ((1, "10"), (2, "20")):
        declarer(client, fabriques.chantier(numero), quantite=heures, personne=distribution.membre1.personne.pk)
    assert "369,30 €" in page_de_l_annee(client)
    page = page_de_l_annee(client, chantier=fabriques.chantier(2).slug)
    assert "246,20 €" in page
    assert "369,30 €" not in page


def test_a_past_rate_is_said_on_the_page_of_the_contribution(poses, annee, chantier, membre):
    declarer(membre.client, chantier, personne=membre.personne.pk)
    adresse = Contribution.objects.get().get_absolute_url()
    assert "Le taux est figé ici" in texte(membre.client.get(adresse))
    with consigner("fixer_un_bareme", par=Agent.SYSTEME):
        bareme = Bareme.objects.get(code="benevolat_execution")
        bareme.valable_au = date(2026, 12, 31)
        bareme.save()
    assert "garde le taux du jour où elle a été déclarée" in texte(membre.client.get(adresse))


def test_the_page_keeps_its_queries(poses, annee, chantier, membre, compter_requetes):
    bareme = Bareme.objects.get(code="benevolat_execution")

    def ajouter():
        personne = fabriques.personne()
        budget.contribution(
            chantier,
            bareme=bareme,
            personne=personne,
            organisation=fabriques.organisation(),
            action=budget.action(chantier),
            etat="confirmee",
            confirmee_le=maintenant(),
            confirmee_par=personne,
        )

    verifier_nombre_constant(compter_requetes, ajouter, lambda: page_de_l_annee(membre.client), au_plus=25)
