"""Several lines at once: drawn from the means of the roadmap, or from the year before."""

import pytest

from budget.actions import besoins as actions
from budget.actions.verrous import Perime
from budget.models import Ligne
from historique.actes import Agent, consigner
from historique.horloge import maintenant
from historique.models import Acte
from historique.refus import ActionRefusee
from tests import fabriques
from tests import fabriques_budget as budget

pytestmark = pytest.mark.django_db
LIGNES = "/budget/2027/chantiers/competences-et-metiers/lignes/"
PROPOSER, REPRENDRE = f"{LIGNES}proposer/", f"{LIGNES}reprendre/"


@pytest.fixture
def feuille():
    budget.exercice()
    return fabriques.feuille(fabriques.chantier(1))


@pytest.fixture
def client(feuille, distribution):
    return distribution.membre1.client


def postee(reponse) -> dict:
    """What a browser sends of the form of this page, as it stands."""
    formulaire = reponse.context["formulaire"]
    donnees = {}
    for proposition in formulaire.propositions:
        for champ in proposition:
            valeur = proposition[champ.name].field.prepare_value(champ.value())
            if champ.name == "prendre":
                donnees |= {champ.html_name: "on"} if valeur else {}
            else:
                donnees[champ.html_name] = "" if valeur is None else str(valeur)
    return donnees


def acte() -> Acte:
    return Acte.objects.order_by("-sequence").first()


def test_each_means_proposes_the_line_it_may_become(client, feuille):
    etape = fabriques.etape(fabriques.objectif(feuille))
    fabriques.moyen(feuille, libelle="Enquêteur", quantite=3, unite="jours", montant_centimes=150_000)
    fabriques.moyen(feuille, libelle="Salle", nature="materiel", etape=etape, montant_centimes=20_000, rang=1)
    fabriques.moyen(feuille, libelle="Fonds", nature="financier", montant_centimes=None, rang=2)
    propositions = client.get(PROPOSER).context["formulaire"].propositions
    lues = [(p.initial["libelle"], p.initial["poste"], p.initial["prendre"]) for p in propositions]
    assert lues == [
        ("Enquêteur", "honoraires", True),
        ("Salle", "achats_matieres", True),
        ("Fonds", "autres_charges_de_gestion", False),
    ]


def test_the_lines_chosen_are_added_in_one_act_each_tied_to_its_means(client, feuille):
    moyens = [fabriques.moyen(feuille, libelle=f"Moyen {n}", montant_centimes=10_000, rang=n) for n in range(3)]
    donnees = postee(client.get(PROPOSER))
    del donnees[f"moyen-{moyens[2].pk}-prendre"]
    donnees |= {f"moyen-{moyens[0].pk}-montant": "250,50", f"moyen-{moyens[0].pk}-poste": "locations"}
    actes = Acte.objects.count()
    assert client.post(PROPOSER, donnees).status_code == 302
    lignes = Ligne.objects.order_by("rang")
    assert [(ligne.moyen, ligne.poste, ligne.montant_centimes) for ligne in lignes] == [
        (moyens[0], "locations", 25_050),
        (moyens[1], "honoraires", 10_000),
    ]
    assert (Acte.objects.count() - actes, acte().verbe, acte().objet_id) == (1, "proposer_les_lignes", feuille.pk)


def test_the_form_sent_twice_adds_the_lines_once(client, feuille):
    fabriques.moyen(feuille, montant_centimes=10_000)
    donnees = postee(client.get(PROPOSER))
    assert client.post(PROPOSER, donnees).status_code == 302
    page = client.post(PROPOSER, donnees, follow=True).content.decode()
    assert "Ces lignes étaient déjà dans le budget" in page
    assert Ligne.objects.count() == 1


def test_a_means_that_someone_else_took_meanwhile_is_named(client, feuille):
    moyen = fabriques.moyen(feuille, libelle="Salle", montant_centimes=10_000)
    donnees = postee(client.get(PROPOSER))
    budget.ligne(feuille.chantier, moyen=moyen)
    reponse = client.post(PROPOSER, donnees)
    assert reponse.status_code == 422
    attendue = "«\u00a0Salle\u00a0» a maintenant une ligne dans ce budget\u00a0: décochez ce moyen."
    assert attendue in reponse.content.decode()
    assert Ligne.objects.count() == 1


def test_a_means_that_has_its_line_is_no_more_proposed(client, feuille):
    moyen = fabriques.moyen(feuille, libelle="Salle", montant_centimes=10_000)
    budget.ligne(feuille.chantier, moyen=moyen, libelle="Louer une salle")
    page = client.get(PROPOSER).content.decode()
    assert "Tous les moyens de la feuille de route ont leur ligne." in page
    assert "Louer une salle" in page


def test_what_is_wrong_in_one_line_is_said_beside_it_and_nothing_is_written(client, feuille):
    moyen = fabriques.moyen(feuille, montant_centimes=10_000)
    donnees = postee(client.get(PROPOSER)) | {f"moyen-{moyen.pk}-montant": "", f"moyen-{moyen.pk}-libelle": "Gardé"}
    reponse = client.post(PROPOSER, donnees)
    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert "Écrivez le montant, ou décochez ce moyen." in page
    assert 'value="Gardé"' in page
    assert Ligne.objects.count() == 0


def test_nothing_ticked_says_what_to_do(client, feuille):
    moyen = fabriques.moyen(feuille, montant_centimes=10_000)
    donnees = postee(client.get(PROPOSER))
    del donnees[f"moyen-{moyen.pk}-prendre"]
    reponse = client.post(PROPOSER, donnees)
    assert reponse.status_code == 422
    assert "Cochez au moins un moyen" in reponse.content.decode()


def test_an_archived_means_makes_no_line(distribution, feuille):
    moyen = fabriques.moyen(feuille, libelle="Salle", archive_le=maintenant())
    ligne = Ligne(
        exercice=budget.exercice(), chantier=feuille.chantier, moyen=moyen, poste="locations", libelle="Salle"
    )
    ligne.montant_centimes = 100
    with pytest.raises(Perime, match="Le moyen « Salle » a été archivé entre-temps : décochez-le."):
        actions.proposer_les_lignes(budget.exercice(), feuille, [ligne], par=distribution.membre1.acces)


def test_a_chantier_without_a_roadmap_says_so(distribution):
    budget.exercice()
    fabriques.chantier(1)
    page = distribution.membre1.client.get(PROPOSER).content.decode()
    assert "Ce chantier n’a pas de feuille de route en cours." in page


# The year before ------------------------------------------------------------------------------------------------------


def test_the_lines_of_the_year_before_are_copied_in_one_act(client, feuille):
    avant, action = budget.exercice(2026), budget.action(feuille.chantier)
    moyen = fabriques.moyen(feuille)
    un = budget.ligne(
        feuille.chantier,
        euros=200,
        exercice=avant,
        action=action,
        moyen=moyen,
        quantite=2,
        cout_unitaire_centimes=10_000,
    )
    deux = budget.ligne(feuille.chantier, euros=50, exercice=avant, nominative=True)
    assert client.get(REPRENDRE).context["formulaire"].cochees == {str(un.pk), str(deux.pk)}
    assert client.post(REPRENDRE, {"lignes": [str(un.pk), str(deux.pk)]}).status_code == 302
    copies = list(Ligne.objects.filter(exercice__annee=2027).order_by("rang"))
    assert {ligne.reprise_de_id for ligne in copies} == {un.pk, deux.pk}
    copie = next(ligne for ligne in copies if ligne.reprise_de_id == un.pk)
    assert (copie.action, copie.moyen, copie.quantite, copie.montant_centimes) == (action, moyen, 2, 20_000)
    assert (acte().verbe, acte().objet_id, acte().portee_id) == (
        "reprendre_les_lignes",
        budget.exercice().pk,
        feuille.chantier_id,
    )


def test_those_already_taken_say_so_and_are_taken_once(client, feuille):
    ligne = budget.ligne(feuille.chantier, exercice=budget.exercice(2026), libelle="Salle")
    for _ in range(2):
        assert client.post(REPRENDRE, {"lignes": [str(ligne.pk)]}).status_code == 302
    assert Ligne.objects.filter(reprise_de=ligne).count() == 1
    assert "déjà reprise" in client.get(REPRENDRE).content.decode()


def test_a_line_of_a_closed_roadmap_is_taken_without_its_etape(client, feuille):
    etape = fabriques.etape(fabriques.objectif(feuille))
    ligne = budget.ligne(feuille.chantier, exercice=budget.exercice(2026), etape=etape)
    with consigner("modifier", par=Agent.SYSTEME):
        feuille.etat = "close"
        feuille.save()
    client.post(REPRENDRE, {"lignes": [str(ligne.pk)]})
    assert Ligne.objects.get(reprise_de=ligne).etape is None


def test_a_line_of_an_archived_action_is_not_offered(client, feuille):
    action = budget.action(feuille.chantier, archive_le=maintenant())
    budget.ligne(feuille.chantier, exercice=budget.exercice(2026), action=action)
    page = client.get(REPRENDRE).content.decode()
    assert "son action est archivée" in page
    assert 'type="checkbox"' not in page


def test_a_copy_comes_back_only_if_it_was_not_taken_again(client, distribution, feuille):
    ligne = budget.ligne(feuille.chantier, exercice=budget.exercice(2026))
    client.post(REPRENDRE, {"lignes": [str(ligne.pk)]})
    copie = Ligne.objects.get(reprise_de=ligne)
    actions.archiver(copie, par=distribution.membre1.acces)
    client.post(REPRENDRE, {"lignes": [str(ligne.pk)]})
    with pytest.raises(Perime, match="Cette ligne a été reprise une autre fois dans cet exercice"):
        actions.retablir(copie, par=distribution.membre1.acces)


def test_nothing_comes_before_the_first_exercice(client):
    assert client.get(REPRENDRE).status_code == 404


def test_only_who_keeps_the_needs_takes_several_lines(distribution, feuille):
    phrase = "Seuls les membres du chantier 1, et la coordination, écrivent ses besoins."
    avant = budget.exercice(2026)
    ligne = budget.ligne(feuille.chantier, exercice=avant)
    for faire in (
        lambda: actions.proposer_les_lignes(budget.exercice(), feuille, [], par=distribution.membre2.acces),
        lambda: actions.reprendre_les_lignes(
            budget.exercice(), feuille.chantier, [ligne], par=distribution.membre2.acces
        ),
    ):
        with pytest.raises(ActionRefusee, match=phrase):
            faire()
