"""Importing lines from a sheet: what is good is written in one act, what is not is named and kept."""

import csv
import io
from http import HTTPStatus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from budget.actions.saisie import importer_des_lignes
from budget.models import Ligne
from historique.horloge import maintenant
from historique.models import Acte, Changement
from historique.refus import ActionRefusee
from tests import fabriques, fabriques_budget
from tests.budget.classeurs import ods, xlsx

pytestmark = pytest.mark.django_db

TITRES = ["Poste", "Intitulé", "Quantité", "Unité", "Coût unitaire", "Montant"]
BONNE = ["622", "Formation", 3, "jours", 600, None]
AUTRE = ["Locations", "Salle", None, None, None, 450.5]


@pytest.fixture
def place(db):
    """An exercice, a chantier, its roadmap and one of its actions."""
    exercice, chantier = fabriques_budget.exercice(), fabriques.chantier(1)
    fabriques.etape(fabriques.objectif(fabriques.feuille(chantier)), titre="Mener l’enquête")
    fabriques_budget.action(chantier, "Journée d’étude")
    return exercice, chantier


@pytest.fixture
def envoyer(place, distribution):
    exercice, chantier = place
    adresse = reverse("budget:importer_des_lignes", args=[exercice.annee, chantier.slug])

    def envoyer(etape="apercu", qui="membre1", fichier=None, **champs):
        donnees = {"id": "00000000-0000-4000-8000-000000000001", "etape": etape, **champs}
        if fichier is not None:
            donnees["fichier"] = SimpleUploadedFile("lignes", fichier)
        return getattr(distribution, qui).client.post(adresse, donnees)

    return envoyer


def lignes() -> list[tuple]:
    return list(
        Ligne.objects.order_by("rang").values_list(
            "poste", "libelle", "quantite", "unite", "cout_unitaire_centimes", "montant_centimes"
        )
    )


def fautes(reponse) -> list[str]:
    apercu = reponse.context["formulaire"].apercu
    return [faute.phrase for faute in apercu.fautes]


def page(reponse) -> str:
    """With ordinary spaces."""
    return reponse.content.decode().replace("\u202f", " ").replace("\u00a0", " ")


def texte(*rangees: list[str]) -> str:
    return "\n".join("\t".join(rangee) for rangee in rangees)


# Preview --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fabriquer", [xlsx, ods])
def test_a_preview_writes_nothing_and_says_what_it_read(envoyer, fabriquer):
    reponse = envoyer(fichier=fabriquer(TITRES, BONNE, AUTRE))
    apercu = reponse.context["formulaire"].apercu
    assert (reponse.status_code, len(apercu.rangees), apercu.total, lignes()) == (200, 2, 225050, [])
    assert "2 lignes prêtes" in page(reponse)


def test_each_bad_cell_is_named_with_its_place_its_value_and_what_to_do(envoyer):
    reponse = envoyer(
        contenu=texte(
            ["poste", "intitulé", "montant", "action", "étape", "clé de répartition"],
            ["622", "Étude", "12O", "", "", ""],
            ["999", "", "5", "9.9", "Rien de tel", ""],
            ["charges_fixes", "Loyer", "-5", "", "", ""],
            ["", "Étude", "", "", "", ""],
            ["622", "x" * 201, "1,234", "", "", ""],
        )
    )
    assert reponse.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert fautes(reponse) == [
        "Ligne 2, colonne C « montant » : « 12O » ne se lit pas : écrivez un montant en euros, par exemple 1 250,50.",
        (
            "Ligne 3, colonne A « poste » : « 999 » n’est pas un poste de charges de la grille : "
            "écrivez son numéro, par exemple 622."
        ),
        (
            "Ligne 3, colonne D « action » : « 9.9 » n’est pas une action de ce chantier : "
            "recopiez son intitulé, ou videz la cellule."
        ),
        (
            "Ligne 3, colonne E « étape » : « Rien de tel » n’est pas une étape de ce chantier : "
            "recopiez son intitulé, ou videz la cellule."
        ),
        "Ligne 3, colonne B « intitulé » : rien n’est écrit : écrivez l’intitulé.",
        "Ligne 4, colonne C « montant » : « -5 » est négatif : écrivez un montant en euros, par exemple 1 250,50.",
        (
            "Ligne 4, colonne F « clé de répartition » : « Charges fixes de fonctionnement » est une charge indirecte"
            " : écrivez sa clé de répartition en toutes lettres."
        ),
        "Ligne 5, colonne A « poste » : aucun poste n’est écrit : écrivez son numéro, par exemple 622.",
        "Ligne 5, colonne C « montant » : écrivez le montant, ou bien la quantité et le coût unitaire.",
        "Ligne 6, colonne B « intitulé » : ce texte compte 201 caractères, pour 200 au plus : raccourcissez-le.",
        "Ligne 6, colonne C « montant » : « 1,234 » a plus de deux décimales : arrondissez-le.",
    ]


def test_an_amount_that_is_not_quantity_times_cost_is_named(envoyer):
    reponse = envoyer(contenu=texte(TITRES, ["622", "Formation", "3", "jours", "600", "1900"]))
    [phrase] = fautes(reponse)
    assert phrase.startswith("Ligne 2, colonne F « Montant » : la quantité multipliée par le coût unitaire donne 1")


def test_a_missing_quantity_is_asked_for_where_there_is_no_column_of_amounts(envoyer):
    reponse = envoyer(contenu=texte(["poste", "intitulé", "quantité", "coût unitaire"], ["622", "Étude", "", "5"]))
    assert fautes(reponse) == [
        "Ligne 2, colonne C « quantité » : écrivez le montant, ou bien la quantité et le coût unitaire."
    ]


def test_an_indirect_charge_without_its_column_says_to_add_it(envoyer):
    reponse = envoyer(contenu=texte(["poste", "intitulé", "montant"], ["charges_fixes", "Loyer", "5"]))
    assert fautes(reponse) == [
        (
            "Ligne 2, colonne A « poste » : « Charges fixes de fonctionnement » est une charge indirecte : "
            "ajoutez une colonne « clé de répartition », ou changez de poste."
        )
    ]


def test_columns_that_are_not_known_are_said_and_kept_in_the_content(envoyer):
    reponse = envoyer(contenu=texte(["poste", "intitulé", "montant", "Remarque"], ["622", "Étude", "5", "à revoir"]))
    assert "Colonnes laissées, que nous ne connaissons pas : « Remarque »" in page(reponse)
    assert "à revoir" in reponse.context["formulaire"]["contenu"].value()


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({}, "Choisissez un fichier, ou collez des cellules avec leurs titres."),
        ({"fichier": b""}, "Ce fichier est vide : choisissez-en un autre."),
        ({"fichier": b"%PDF-\0"}, "Ce fichier n’est ni une feuille XLSX ou ODS, ni un texte CSV."),
        ({"contenu": "a;b\n1;2"}, "La première ligne (ligne 1) ne porte aucun titre de colonne connu"),
        (
            {"contenu": "poste;intitulé\n622;Étude"},
            "Il manque la colonne « montant » : ajoutez-la à la première ligne.",
        ),
    ],
)
def test_what_cannot_be_read_at_all_is_refused_with_a_sentence_and_kept(envoyer, champs, phrase):
    reponse = envoyer(**champs)
    erreurs = [erreur for siennes in reponse.context["formulaire"].errors.values() for erreur in siennes]
    assert reponse.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert [erreur.startswith(phrase) for erreur in erreurs] == [True]
    assert (reponse.context["formulaire"]["contenu"].value() or "").split() == en_tabulations(champs).split()


def en_tabulations(champs) -> str:
    return champs.get("contenu", "").replace(";", "\t")


def test_the_content_stays_when_another_file_is_refused(envoyer):
    bon = texte(TITRES[:2] + ["Montant"], ["622", "Étude", "5"])
    reponse = envoyer(fichier=b"%PDF-\0", contenu=bon)
    assert reponse.context["formulaire"]["contenu"].value() == bon


# Import ---------------------------------------------------------------------------------------------------------------


def test_good_lines_are_written_in_one_act(envoyer, place, distribution):
    exercice, chantier = place
    reponse = envoyer("faire", fichier=xlsx(TITRES, BONNE, AUTRE), motif="Budget du groupe")
    assert reponse["Location"] == reverse("budget:lignes", args=[exercice.annee, chantier.slug])
    assert lignes() == [
        ("honoraires", "Formation", 3, "jours", 60000, 180000),
        ("locations", "Salle", None, "", None, 45050),
    ]
    acte = Acte.objects.get(verbe="importer_des_lignes")
    assert (acte.objet_id, acte.portee_id, acte.auteur_id) == (
        exercice.pk,
        chantier.pk,
        distribution.membre1.personne.pk,
    )
    assert acte.visibilite == "membres"
    assert set(Changement.objects.filter(acte=acte).values_list("objet_id", flat=True)) == set(
        Ligne.objects.values_list("pk", flat=True)
    )


def test_lines_are_tied_to_the_action_and_the_etape_that_the_sheet_names(envoyer):
    titres = ["poste", "intitulé", "montant", "action", "étape"]
    envoyer("faire", contenu=texte(titres, ["622", "Étude", "5", "1.1", "MENER L'ENQUETE"]))
    ligne = Ligne.objects.get()
    assert (ligne.action.titre, ligne.etape.titre) == ("Journée d’étude", "Mener l’enquête")


def test_an_action_archived_is_not_an_action_to_name(envoyer, place):
    action = place[1].actions.get()
    action.archive_le = maintenant()
    fabriques.inscrire(action)
    reponse = envoyer(contenu=texte(["poste", "intitulé", "montant", "action"], ["622", "Étude", "5", "1.1"]))
    assert [phrase.split(" : ")[1] for phrase in fautes(reponse)] == ["« 1.1 » n’est pas une action de ce chantier"]


def test_nothing_is_written_while_a_cell_is_bad(envoyer):
    reponse = envoyer("faire", contenu=texte(["poste", "intitulé", "montant"], ["622", "A", "5"], ["622", "B", "x"]))
    assert (reponse.status_code, lignes(), Acte.objects.filter(verbe="importer_des_lignes").count()) == (422, [], 0)
    assert reponse.context["formulaire"].errors["laisser"] == [
        "Des cellules sont à corriger. Corrigez-les ci-dessous, ou cochez cette case : rien n’est importé."
    ]


def test_a_bad_cell_is_mended_in_the_page_without_the_file(envoyer):
    reponse = envoyer(fichier=xlsx(["poste", "intitulé", "montant"], ["622", "A", "12O"], ["622", "B", 7]))
    formulaire = reponse.context["formulaire"]
    assert 'name="c-1-2" value="12O"' in page(reponse)
    envoyer("faire", contenu=formulaire["contenu"].value(), **{"c-1-2": "120", "a-1-2": "12O"})
    assert [(une[1], une[5]) for une in lignes()] == [("A", 12000), ("B", 700)]


def test_what_is_typed_for_a_bad_cell_survives_another_refusal(envoyer):
    contenu = texte(["poste", "intitulé", "montant"], ["622", "A", "12O"])
    reponse = envoyer("faire", contenu=contenu, **{"c-1-2": "12OO", "a-1-2": "12O"})
    assert 'name="c-1-2" value="12OO"' in page(reponse)
    assert lignes() == []


def test_a_missing_cell_is_mended_too(envoyer):
    contenu = texte(["poste", "intitulé", "montant"], ["622", "A"])
    envoyer("faire", contenu=contenu, **{"c-1-2": "5", "a-1-2": ""})
    assert [une[5] for une in lignes()] == [500]


def test_a_mending_whose_row_has_changed_is_said_and_stops_the_import(envoyer):
    contenu = texte(["poste", "intitulé", "montant"], ["622", "B", "7"])
    reponse = envoyer("faire", contenu=contenu, **{"c-1-2": "120", "a-1-2": "12O"})
    assert (reponse.status_code, lignes()) == (422, [])
    assert "« 120 », ligne 2" in page(reponse)


def test_lines_left_aside_are_shown_again_and_the_good_ones_written(envoyer):
    contenu = texte(["poste", "intitulé", "montant"], ["622", "A", "5"], ["622", "B", "x"])
    reponse = envoyer("faire", contenu=contenu, laisser="on")
    formulaire = reponse.context["formulaire"]
    assert (reponse.status_code, [une[1] for une in lignes()]) == (200, ["A"])
    assert formulaire["contenu"].value() == "poste\tintitulé\tmontant\n622\tB\tx\n"
    assert fautes(reponse)[0].startswith("Ligne 2, colonne C « montant » : « x » ne se lit pas")
    messages = [str(message) for message in reponse.context["messages"]]
    assert messages == ["1 ligne importée.", "1 ligne laissée de côté : les voici."]


def test_when_no_line_is_good_there_is_nothing_to_import(envoyer):
    contenu = texte(["poste", "intitulé", "montant"], ["622", "B", "x"])
    reponse = envoyer("faire", contenu=contenu, laisser="on")
    assert (reponse.status_code, lignes()) == (422, [])
    assert reponse.context["formulaire"].non_field_errors() == [
        "Aucune ligne n’est prête : corrigez les cellules signalées ci-dessous."
    ]


def test_the_same_form_sent_twice_writes_once(envoyer):
    contenu = texte(["poste", "intitulé", "montant"], ["622", "A", "5"], ["622", "A", "5"])
    envoyer("faire", contenu=contenu)
    envoyer("faire", contenu=contenu)
    assert [une[1] for une in lignes()] == ["A", "A"]
    assert Acte.objects.filter(verbe="importer_des_lignes").count() == 1


def test_the_same_form_sent_to_another_chantier_is_another_import(envoyer, distribution):
    contenu = texte(["poste", "intitulé", "montant"], ["622", "A", "5"])
    envoyer("faire", contenu=contenu)
    adresse = reverse("budget:importer_des_lignes", args=[2027, fabriques.chantier(2).slug])
    donnees = {"id": "00000000-0000-4000-8000-000000000001", "etape": "faire", "contenu": contenu}
    distribution.membre2.client.post(adresse, donnees)
    assert list(Ligne.objects.order_by("chantier__numero").values_list("chantier__numero", flat=True)) == [1, 2]


def test_a_row_mended_after_the_others_were_written_is_added_alone(envoyer):
    titres = ["poste", "intitulé", "montant"]
    envoyer("faire", contenu=texte(titres, ["622", "A", "5"], ["622", "B", "x"]), laisser="on")
    envoyer("faire", contenu=texte(titres, ["622", "A", "5"], ["622", "B", "6"]))
    assert [(une[1], une[5]) for une in lignes()] == [("A", 500), ("B", 600)]


def test_a_text_that_looks_like_a_formula_stays_a_text(envoyer):
    envoyer("faire", contenu=texte(["poste", "intitulé", "montant"], ["622", "=HYPERLINK(1)", "5"]))
    assert [une[1] for une in lignes()] == ["=HYPERLINK(1)"]


def test_two_thousand_rows_take_few_fields_and_a_short_page(envoyer):
    rangees = [["622", f"Ligne {n}", "x" if n % 2 else "5"] for n in range(2000)]
    reponse = envoyer(contenu=texte(["poste", "intitulé", "montant"], *rangees))
    html = page(reponse)
    assert html.count("<input") < 200
    assert html.count("<") < 3000
    assert (len(fautes(reponse)), reponse.context["autres_fautes"]) == (1000, 940)


# Who ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("qui", ["membre2", "comite", "administrateur"])
def test_who_does_not_keep_the_needs_of_the_chantier_imports_nothing(envoyer, qui):
    contenu = texte(["poste", "intitulé", "montant"], ["622", "A", "5"])
    reponse = envoyer("faire", qui=qui, contenu=contenu)
    assert (reponse.status_code, lignes()) == (403, [])
    assert "Seuls les membres du chantier 1, et la coordination, écrivent ses besoins." in page(reponse)
    assert "622" in page(reponse)


def test_the_action_refuses_whoever_lost_the_right_meanwhile(place, distribution):
    exercice, chantier = place
    ligne = Ligne(exercice=exercice, chantier=chantier, poste="honoraires", libelle="A", montant_centimes=5)
    with pytest.raises(ActionRefusee, match="^Seuls les membres du chantier 1, et la coordination"):
        importer_des_lignes(exercice, chantier, [ligne], par=distribution.membre2.acces)
    assert lignes() == []


def test_the_coordination_imports_for_any_chantier(envoyer):
    envoyer("faire", qui="coordination", contenu=texte(["poste", "intitulé", "montant"], ["622", "A", "5"]))
    assert len(lignes()) == 1


def test_the_model_sheet_holds_the_titles_that_are_read(place, distribution):
    exercice, chantier = place
    adresse = reverse("budget:importer_des_lignes", args=[exercice.annee, chantier.slug])
    reponse = distribution.membre1.client.get(adresse, {"modele": "csv"})
    octets = reponse.content
    [titres] = list(csv.reader(io.StringIO(octets.decode("utf-8-sig")), delimiter=";"))
    assert octets.startswith(b"\xef\xbb\xbf")
    assert titres == [
        *("poste", "intitulé", "quantité", "unité", "coût unitaire", "montant", "action", "étape"),
        *("clé de répartition", "paie d’une seule personne"),
    ]
    assert reponse["Content-Disposition"] == 'attachment; filename="modele-lignes.csv"'
