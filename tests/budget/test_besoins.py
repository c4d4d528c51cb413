"""The lines of a chantier: added, modified, merged, ordered, archived and brought back."""

import uuid
from decimal import Decimal

import pytest
from django.db import DatabaseError

from budget.actions import besoins as actions
from budget.actions.verrous import Perime
from budget.models import Ligne
from historique.actes import Agent, consigner
from historique.edition import Conflit
from historique.horloge import maintenant
from historique.models import Acte, Ouverture
from historique.refus import ActionRefusee
from tests import fabriques
from tests import fabriques_budget as budget

pytestmark = pytest.mark.django_db
LIGNES = "/budget/2027/chantiers/competences-et-metiers/lignes/"
AJOUTER = f"{LIGNES}ajouter/"


@pytest.fixture
def chantier():
    budget.exercice()
    return fabriques.chantier(1)


@pytest.fixture
def acces(chantier, distribution):
    return distribution.membre1.acces


@pytest.fixture
def client(chantier, distribution):
    return distribution.membre1.client


def neuve(chantier, **champs) -> Ligne:
    defauts = {"poste": "honoraires", "libelle": "Animation", "montant_centimes": 100_000}
    return Ligne(exercice=budget.exercice(), chantier=chantier, **{**defauts, **champs})


def dernier() -> tuple[str, str]:
    """The verb and the reason of the last entry."""
    acte = Acte.objects.order_by("-sequence").first()
    return acte.verbe, "" if not acte.motif else Ouverture.objects.get(engagement=acte.motif).valeur


def modifier(ligne, acces, version=None, **saisi):
    return actions.modifier(ligne, version=version or ligne.version, saisi=saisi, par=acces)


# The amount -----------------------------------------------------------------------------------------------------------


def test_a_quantity_and_a_unit_cost_make_the_amount(client):
    saisi = {"libelle": "Animation", "poste": "honoraires", "quantite": "12,5", "unite": "jours"}
    reponse = client.post(AJOUTER, {**saisi, "cout_unitaire": "600,10", "motif": "Besoin d’appui"})
    ligne = Ligne.objects.get()
    assert reponse.status_code == 302
    assert (ligne.quantite, ligne.cout_unitaire_centimes, ligne.montant_centimes) == (Decimal("12.5"), 60_010, 750_125)
    assert dernier() == ("ajouter", "Besoin d’appui")


def test_a_typed_amount_is_kept_when_there_is_no_quantity(client):
    client.post(AJOUTER, {"libelle": "Forfait", "poste": "honoraires", "montant": "1 250,50"})
    assert Ligne.objects.get().montant_centimes == 125_050


def test_three_numbers_that_disagree_are_refused_and_both_are_named(client):
    saisi = {"libelle": "Animation", "poste": "honoraires", "quantite": "2", "cout_unitaire": "100", "montant": "300"}
    reponse = client.post(AJOUTER, saisi)
    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert "donne 200\u00a0€, et le montant écrit est 300\u00a0€" in page
    assert 'name="montant" value="300"' in page
    assert Ligne.objects.count() == 0


def test_no_amount_at_all_says_what_to_write(client):
    reponse = client.post(AJOUTER, {"libelle": "Animation", "poste": "honoraires", "quantite": "2"})
    assert reponse.status_code == 422
    assert "Écrivez le montant, ou bien la quantité et le coût unitaire." in reponse.content.decode()


def test_the_form_of_a_computed_line_leaves_its_amount_to_be_computed(client, chantier):
    ligne = budget.ligne(chantier, euros=200, quantite=2, cout_unitaire_centimes=10_000)
    adresse = f"/budget/lignes/{ligne.pk}/modifier/"
    assert 'name="montant" value' not in client.get(adresse).content.decode()
    saisi = {"libelle": "A", "poste": "honoraires", "quantite": "3", "cout_unitaire": "100", "version": "1"}
    assert client.post(adresse, saisi).status_code == 302
    ligne.refresh_from_db()
    assert ligne.montant_centimes == 30_000


# What makes a line hold together --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("champs", "champ", "phrase"),
    [
        ({"libelle": " "}, "libelle", "Dites de quoi le chantier a besoin."),
        ({"poste": "benevolat"}, "poste", "Choisissez un poste de charges de la grille."),
        (
            {"poste": "charges_fixes"},
            "cle_de_repartition",
            "Une charge indirecte porte sa clé de répartition : écrivez-la en toutes lettres.",
        ),
        ({"montant_centimes": 10**13 + 1}, "montant", "Ce montant est trop grand : cent milliards d’euros au plus."),
    ],
)
def test_what_a_line_refuses_is_said_beside_its_field(acces, chantier, champs, champ, phrase):
    with pytest.raises(ActionRefusee) as refus:
        actions.ajouter(neuve(chantier, **champs), par=acces)
    assert (str(refus.value), refus.value.champ) == (phrase, champ)
    assert Ligne.objects.count() == 0


def test_money_is_given_back_at_the_poste_65_only(acces, chantier):
    organisation = fabriques.organisation()
    with pytest.raises(ActionRefusee, match="Un reversement s’inscrit au poste 65") as refus:
        actions.ajouter(neuve(chantier, reversement_a=organisation), par=acces)
    assert refus.value.champ == "reversement_a"
    actions.ajouter(neuve(chantier, poste="autres_charges_de_gestion", reversement_a=organisation), par=acces)
    assert Ligne.objects.get().reversement_a == organisation


def test_an_indirect_charge_says_its_key_in_the_form(client):
    saisi = {"libelle": "Loyer", "poste": "charges_fixes", "montant": "100"}
    reponse = client.post(AJOUTER, saisi)
    assert reponse.status_code == 422
    assert "Écrivez comment la part de cette charge indirecte est calculée." in reponse.content.decode()
    assert client.post(AJOUTER, {**saisi, "cle_de_repartition": "Au temps passé"}).status_code == 302


def test_a_line_stays_in_its_chantier(acces, chantier):
    ailleurs = fabriques.chantier(2)
    etape = fabriques.etape(fabriques.objectif(fabriques.feuille(ailleurs)))
    moyen = fabriques.moyen(etape.objectif.feuille_de_route)
    for champs, champ in (
        ({"action": budget.action(ailleurs)}, "action"),
        ({"etape": etape}, "pour"),
        ({"moyen": moyen}, "pour"),
    ):
        with pytest.raises(ActionRefusee, match="est d’un autre chantier : choisissez dans la liste.") as refus:
            actions.ajouter(neuve(chantier, **champs), par=acces)
        assert refus.value.champ == champ
        with pytest.raises(DatabaseError):
            budget.ligne(chantier, **champs)


def test_an_archived_action_takes_no_line(acces, chantier):
    action = budget.action(chantier, archive_le=maintenant())
    with pytest.raises(ActionRefusee, match="L’action de cette ligne a été archivée le"):
        actions.ajouter(neuve(chantier, action=action), par=acces)


def test_an_amount_is_never_less_than_what_fundings_pay(client, acces, chantier):
    ligne = budget.ligne(chantier, euros=1000)
    budget.affectation(budget.financement(euros=800), ligne, 600)
    saisi = {"libelle": ligne.libelle, "poste": "honoraires", "montant": "599,99", "version": "1"}
    reponse = client.post(f"/budget/lignes/{ligne.pk}/modifier/", saisi)
    assert reponse.status_code == 422
    assert "Des financements paient déjà 600\u00a0€ de cette ligne" in reponse.content.decode()
    modifier(ligne, acces, montant_centimes=60_000)
    ligne.refresh_from_db()
    ligne.montant_centimes = 59_999
    with pytest.raises(DatabaseError, match="tiennent à cette ligne"):
        fabriques.inscrire(ligne)


def test_money_is_not_given_back_where_a_funding_forbids_it(acces, chantier):
    ligne = budget.ligne(chantier, euros=1000, poste="autres_charges_de_gestion")
    financement = budget.financement(euros=800)
    budget.affectation(financement, ligne, 600)
    with pytest.raises(ActionRefusee, match=f"« {financement} », qui paie cette ligne, interdit le reversement"):
        modifier(ligne, acces, reversement_a_id=fabriques.organisation().pk)


# Who ------------------------------------------------------------------------------------------------------------------


def test_only_the_members_of_the_chantier_and_the_coordination_write_its_needs(distribution, chantier):
    phrase = "Seuls les membres du chantier 1, et la coordination, écrivent ses besoins."
    ligne = budget.ligne(chantier)
    for role in ("membre2", "comite", "administrateur"):
        with pytest.raises(ActionRefusee, match=phrase):
            actions.ajouter(neuve(chantier), par=getattr(distribution, role).acces)
        with pytest.raises(ActionRefusee, match=phrase):
            modifier(ligne, getattr(distribution, role).acces, libelle="Autre")
    actions.ajouter(neuve(chantier), par=distribution.coordination.acces)
    assert Ligne.objects.count() == 2


def test_a_right_withdrawn_gives_back_all_that_was_typed(distribution, chantier):
    reponse = distribution.membre2.client.post(AJOUTER, {"libelle": "Longue réflexion", "montant": "12"})
    assert reponse.status_code == 403
    assert "Longue réflexion" in reponse.content.decode()


def test_the_page_writes_the_refusal_instead_of_the_buttons(distribution, chantier):
    budget.ligne(chantier, libelle="Salle")
    page = distribution.membre2.client.get(LIGNES).content.decode()
    assert "Salle" in page
    assert "Seuls les membres du chantier" in page
    assert "Ajouter une ligne" not in page
    assert "Modifier" not in page


# Twice, and together --------------------------------------------------------------------------------------------------


def test_the_same_form_sent_twice_adds_one_line(client):
    saisi = {"id": str(uuid.uuid4()), "libelle": "Salle", "poste": "locations", "montant": "10"}
    assert [client.post(AJOUTER, saisi).status_code for _ in range(2)] == [302, 302]
    assert [str(ligne.pk) for ligne in Ligne.objects.all()] == [saisi["id"]]


def test_two_people_change_two_fields_and_both_are_kept(client, acces, chantier):
    ligne = budget.ligne(chantier, euros=100, libelle="Salle")
    modifier(ligne, acces, libelle="Grande salle")
    saisi = {"libelle": "Salle", "poste": "locations", "montant": "100", "version": "1"}
    page = client.post(f"/budget/lignes/{ligne.pk}/modifier/", saisi, follow=True).content.decode()
    ligne.refresh_from_db()
    assert (ligne.libelle, ligne.poste) == ("Grande salle", "locations")
    assert "Ce qui avait été changé entre-temps est gardé\u00a0: «\u00a0Intitulé\u00a0»." in page


def test_quantity_and_unit_cost_changed_by_two_people_are_both_in_the_amount(client, acces, chantier):
    ligne = budget.ligne(chantier, euros=200, quantite=2, cout_unitaire_centimes=10_000, libelle="Jours")
    modifier(ligne, acces, cout_unitaire_centimes=15_000)
    saisi = {"libelle": "Jours", "poste": "honoraires", "quantite": "3", "cout_unitaire": "100", "version": "1"}
    assert client.post(f"/budget/lignes/{ligne.pk}/modifier/", saisi).status_code == 302
    ligne.refresh_from_db()
    assert (ligne.quantite, ligne.cout_unitaire_centimes, ligne.montant_centimes) == (3, 15_000, 45_000)


def test_the_same_field_changed_twice_is_a_choice_and_nothing_is_lost(client, acces, chantier, distribution):
    ligne = budget.ligne(chantier, euros=100, libelle="Salle")
    modifier(ligne, distribution.referente1.acces, libelle="Grande salle", montant_centimes=30_000)
    adresse = f"/budget/lignes/{ligne.pk}/modifier/"
    saisi = {"libelle": "Petite salle", "poste": "honoraires", "montant": "80", "motif": "Moins cher", "version": "1"}
    reponse = client.post(adresse, saisi)
    page = reponse.content.decode()
    assert reponse.status_code == 409
    assert [nom in page for nom in ("choix-libelle", "choix-montant", "Referente1", "300\u00a0€", "80\u00a0€")] == [
        True
    ] * 5
    assert 'value="Petite salle"' in page
    assert "Moins cher" in page
    choix = {**saisi, "version": "2", "choix-libelle": "moi", "choix-montant": "autre"}
    assert client.post(adresse, choix).status_code == 302
    ligne.refresh_from_db()
    assert (ligne.libelle, ligne.montant_centimes) == ("Petite salle", 30_000)


def test_an_etape_and_a_means_chosen_by_two_people_are_one_choice(client, acces, chantier):
    etape = fabriques.etape(fabriques.objectif(fabriques.feuille(chantier)), titre="Enquête")
    moyen = fabriques.moyen(etape.objectif.feuille_de_route, libelle="Un enquêteur")
    ligne = budget.ligne(chantier, euros=100, libelle="Jours")
    modifier(ligne, acces, etape_id=etape.pk)
    adresse = f"/budget/lignes/{ligne.pk}/modifier/"
    saisi = {"libelle": "Jours", "poste": "honoraires", "montant": "100", "version": "1", "pour": f"moyen:{moyen.pk}"}
    reponse = client.post(adresse, saisi)
    page = reponse.content.decode()
    assert reponse.status_code == 409
    assert page.count('name="choix-pour"') == 2
    assert f'value="moyen:{moyen.pk}" selected' in page
    assert client.post(adresse, {**saisi, "version": "2", "choix-pour": "moi"}).status_code == 302
    ligne.refresh_from_db()
    assert (ligne.etape, ligne.moyen) == (None, moyen)


def test_a_line_archived_meanwhile_gives_the_form_back(client, acces, chantier):
    ligne = budget.ligne(chantier, libelle="Salle")
    actions.archiver(ligne, par=acces)
    saisi = {"libelle": "Belle salle", "poste": "honoraires", "montant": "100", "version": "1"}
    reponse = client.post(f"/budget/lignes/{ligne.pk}/modifier/", saisi)
    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert "Cette ligne a été archivée le" in page
    assert 'value="Belle salle"' in page


def test_a_conflict_is_raised_for_the_same_field(acces, chantier):
    ligne = budget.ligne(chantier)
    modifier(ligne, acces, unite="jours")
    with pytest.raises(Conflit):
        modifier(ligne, acces, version=1, unite="heures")


# Archives and order ---------------------------------------------------------------------------------------------------


def test_a_line_is_archived_with_a_reason_and_comes_back(client, chantier):
    ligne = budget.ligne(chantier, libelle="Salle")
    client.post(f"/budget/lignes/{ligne.pk}/archiver/", {"motif": "Prêtée"})
    ligne.refresh_from_db()
    assert ligne.archive_le is not None
    assert dernier() == ("archiver", "Prêtée")
    page = client.get(LIGNES).content.decode()
    assert "Archivées" in page
    assert f"/budget/lignes/{ligne.pk}/retablir/" in page
    client.post(f"/budget/lignes/{ligne.pk}/retablir/", {"motif": "Plus prêtée"})
    ligne.refresh_from_db()
    assert ligne.archive_le is None
    assert dernier() == ("retablir", "Plus prêtée")


def test_a_line_that_fundings_pay_stays(client, acces, chantier):
    ligne = budget.ligne(chantier, euros=1000)
    budget.affectation(budget.financement(euros=800), ligne, 600)
    phrase = "Des financements paient 600\u00a0€ de cette ligne : libérez d’abord ces affectations, puis archivez-la."
    with pytest.raises(Perime) as refus:
        actions.archiver(ligne, par=acces)
    assert str(refus.value) == phrase
    page = client.get(f"/budget/lignes/{ligne.pk}/archiver/").content.decode()
    assert "Des financements paient 600\u00a0€" in page
    assert "<button>Archiver" not in page
    ligne.archive_le = maintenant()
    with pytest.raises(DatabaseError, match="tiennent à cette ligne"):
        fabriques.inscrire(ligne)


def test_a_line_on_which_something_was_spent_stays(acces, chantier):
    ligne = budget.ligne(chantier)
    budget.depense(ligne)
    with pytest.raises(Perime, match="Une dépense est notée sur cette ligne"):
        actions.archiver(ligne, par=acces)


def test_a_line_comes_back_only_if_it_still_holds_together(acces, chantier):
    action = budget.action(chantier)
    ligne = budget.ligne(chantier, action=action, archive_le=maintenant())
    with consigner("archiver", par=acces):
        action.archive_le = maintenant()
        action.save()
    with pytest.raises(ActionRefusee, match="L’action de cette ligne a été archivée le"):
        actions.retablir(ligne, par=acces)


def test_lines_are_ordered_within_their_poste(client, acces, chantier):
    un, deux, autre = (
        actions.ajouter(neuve(chantier, libelle=nom, poste=poste), par=acces)
        for nom, poste in (("Un", "honoraires"), ("Deux", "honoraires"), ("Autre", "locations"))
    )
    client.post(f"/budget/lignes/{deux.pk}/ordonner/", {"sens": "monter"})
    assert dernier()[0] == "ordonner"
    ranges = Ligne.objects.filter(poste="honoraires").order_by("rang")
    assert [ligne.libelle for ligne in ranges] == ["Deux", "Un"]
    with pytest.raises(ActionRefusee, match="« Autre » est déjà au début de son poste."):
        actions.ordonner(autre, sens=-1, par=acces)
    with pytest.raises(ActionRefusee, match="« Un » est déjà à la fin de son poste."):
        actions.ordonner(un, sens=1, par=acces)


def test_an_earlier_state_is_brought_back_and_checked(acces, chantier):
    ligne = budget.ligne(chantier, euros=100, libelle="Salle")
    etat = Ligne.history.get(id=ligne.pk, version=1)
    modifier(ligne, acces, libelle="Grande salle", montant_centimes=90_000)
    actions.restaurer(ligne, etat=etat, par=acces)
    ligne.refresh_from_db()
    assert (ligne.libelle, ligne.montant_centimes, dernier()[0]) == ("Salle", 10_000, "restaurer")
    modifier(ligne, acces, montant_centimes=90_000)
    budget.affectation(budget.financement(euros=800), ligne, 600)
    with pytest.raises(ActionRefusee, match="Des financements paient déjà 600"):
        actions.restaurer(ligne, etat=etat, par=acces)


# The page -------------------------------------------------------------------------------------------------------------


def test_the_lines_stand_by_action_then_by_poste_with_their_totals(client, chantier):
    action = budget.action(chantier, titre="Référentiel")
    budget.ligne(chantier, euros=300, libelle="Papier de l’action", action=action, poste="achats_matieres")
    budget.ligne(chantier, euros=200, libelle="Facilitation", poste="honoraires")
    budget.ligne(chantier, euros=50, libelle="Papier", poste="achats_matieres")
    page = client.get(LIGNES).content.decode()
    attendus = [
        "550\u00a0€",
        "Animation du chantier",
        ">Papier<",
        ">Facilitation<",
        "250\u00a0€",
        "Référentiel",
        "300\u00a0€",
    ]
    places = [page.index(texte, 0) for texte in attendus]
    assert places == sorted(places)


def test_beyond_a_hundred_lines_the_groups_are_folded_and_open_where_one_comes_for(client, chantier):
    action = budget.action(chantier, titre="Référentiel")
    with consigner("ajouter", par=Agent.SYSTEME):
        for n in range(101):
            neuve(chantier, libelle=f"Ligne {n}").save()
        une = neuve(chantier, libelle="Seule", action=action)
        une.save()
    pliee = client.get(LIGNES).content.decode()
    assert "101 lignes" in pliee
    assert ("Ligne 50" in pliee, "Seule" in pliee) == (False, False)
    for adresse in (f"{LIGNES}?groupe={action.pk}", f"{LIGNES}?ligne={une.pk}", f"/budget/lignes/{une.pk}/modifier/"):
        page = client.get(adresse).content.decode()
        assert ("Ligne 50" in page, "Seule" in page) == (False, True)
    assert "Ligne 50" in client.get(f"{LIGNES}?groupe=animation").content.decode()


def test_an_empty_budget_says_what_to_do(client):
    page = client.get(LIGNES).content.decode()
    assert "Aucune ligne dans le budget 2027." in page
    assert "partez des moyens de la feuille de route" in page


def test_the_form_stands_in_the_place_of_its_line(client, chantier):
    ligne = budget.ligne(chantier, libelle="Salle")
    budget.ligne(chantier, libelle="Autre besoin")
    page = client.get(f"/budget/lignes/{ligne.pk}/modifier/").content.decode()
    assert page.count(f'id="ligne-{ligne.pk}"') == 1
    assert f'id="edition-{ligne.pk}"' in page
    assert "Autre besoin" in page


def test_the_queries_of_the_page_do_not_grow(client, chantier, compter_requetes):
    def ajouter():
        action = budget.action(chantier)
        etape = fabriques.etape(fabriques.objectif(feuille))
        budget.ligne(chantier, action=action, etape=etape)
        budget.ligne(chantier, moyen=fabriques.moyen(feuille, etape=etape), archive_le=maintenant())

    feuille = fabriques.feuille(chantier)
    ajouter()
    client.get(LIGNES)
    avec_un = compter_requetes(lambda: client.get(LIGNES))
    for _ in range(4):
        ajouter()
    assert compter_requetes(lambda: client.get(LIGNES)) == avec_un
    assert avec_un <= 12
