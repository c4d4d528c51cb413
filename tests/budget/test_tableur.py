"""Files that people bring: read as cells whatever their kind, or refused with what to do."""

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget.feuilles.colonnes import lettre, lire_les_titres, simplifier
from budget.feuilles.fichier import LIGNES_AU_PLUS, OCTETS_AU_PLUS, lire_le_fichier
from budget.feuilles.postes import reconnaitre
from budget.feuilles.texte import en_grille, en_texte
from budget.grille import POSTES, Sens
from historique.refus import ActionRefusee
from tests.budget.classeurs import archive, ods, xlsx, xlsx_brut, xlsx_immense

TITRES = ["Poste", "Intitulé", "Montant"]
LIGNE = ["622", "Formation à l’évaluation", 1234.5]
LUE = ["622", "Formation à l’évaluation", "1234,5"]


def cellules(octets: bytes) -> list[list[str]]:
    return lire_le_fichier(octets).cellules


def refus(octets: bytes) -> str:
    with pytest.raises(ActionRefusee) as levee:
        lire_le_fichier(octets)
    assert levee.value.champ == "fichier"
    return str(levee.value)


# Workbooks ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fabriquer", [xlsx, ods])
def test_a_workbook_is_read_as_texts(fabriquer):
    assert cellules(fabriquer(TITRES, LIGNE)) == [TITRES, LUE]


@pytest.mark.parametrize("fabriquer", [xlsx, ods])
def test_rows_keep_the_numbers_that_the_spreadsheet_gives_them(fabriquer):
    assert cellules(fabriquer([None], [None, None, None], TITRES))[2] == TITRES


def test_a_formula_is_read_as_its_value_and_a_text_that_looks_like_one_stays_a_text():
    rangees = '<row r="1"><c r="A1"><f>600+22</f><v>622</v></c><c r="B1" t="inlineStr"><is><t>=1+1</t></is></c></row>'
    assert cellules(xlsx_brut(rangees)) == [["622", "=1+1"]]


@pytest.mark.parametrize(
    ("valeur", "lue"),
    [
        ("622.0", "622"),
        ("0.1", "0,1"),
        ("1.005", "1,01"),
        ("333.33333333", "333,33"),
        ("-4.5", "-4,5"),
        ("1e300", "1e+300"),
    ],
)
def test_numbers_have_two_decimals_at_most_and_a_decimal_comma(valeur, lue):
    assert cellules(xlsx_brut(f'<row r="1"><c r="A1"><v>{valeur}</v></c></row>')) == [[lue]]


def test_the_first_sheet_shown_that_holds_something_is_read_and_the_others_are_counted():
    une = '<row r="1"><c r="A1"><v>{}</v></c></row>'
    feuille = lire_le_fichier(xlsx_brut(une.format(1), "", une.format(3), une.format(4), cachees=1))
    assert (feuille.nom, feuille.autres, feuille.cellules) == ("Feuille 3", 2, [["3"]])


def test_what_a_spreadsheet_saved_is_read(tmp_path):
    (tmp_path / "feuille.csv").write_bytes("\ufeffPoste;Intitulé;Montant\r\n622;Étude;1 234,50\r\n".encode())
    for genre in ("xlsx", "ods"):
        # Office writes its profile where HOME is.
        subprocess.run(
            [
                *("soffice", f"-env:UserInstallation=file://{tmp_path}/profil", "--headless"),
                *("--infilter=CSV:59,34,76,1,,1036", "--convert-to", genre, "--outdir", str(tmp_path)),
                str(tmp_path / "feuille.csv"),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        assert cellules((tmp_path / f"feuille.{genre}").read_bytes()) == [TITRES, ["622", "Étude", "1234,5"]]


# Workbooks that are refused -------------------------------------------------------------------------------------------

TROP_GRANDE = (
    "Cette feuille est trop grande pour être lue : gardez 2 000 lignes et 100 colonnes au plus, sans rien au loin."
)
ABIMEE = "Ce fichier est abîmé : ouvrez-le dans votre tableur, enregistrez-le de nouveau, puis choisissez-le."
INCONNUE = (
    "Ce fichier n’est ni une feuille XLSX ou ODS, ni un texte CSV. "
    "Enregistrez votre feuille dans un de ces trois formats, puis choisissez-la de nouveau."
)


@pytest.mark.parametrize("loin", ["XFD1048576", "A1048576", "XFD1"])
def test_a_cell_far_away_is_refused_and_does_not_take_the_server_with_it(loin):
    """The library would reserve hundreds of gigabytes and abort: it does so in a process of its own."""
    rang = "".join(c for c in loin if c.isdigit())
    rangees = '<row r="1"><c r="B1"><v>1</v></c></row>' if rang != "1" else ""
    assert refus(xlsx_brut(f'{rangees}<row r="{rang}"><c r="{loin}"><v>1</v></c></row>')) == TROP_GRANDE


@pytest.mark.parametrize(("rangees", "colonnes", "phrase"), [(20_000, 50, TROP_GRANDE), (1_048_000, 16_000, ABIMEE)])
def test_a_cell_repeated_beyond_measure_in_an_ods_is_refused(rangees, colonnes, phrase):
    """The library itself refuses the larger one."""
    repete = (
        f'<table:table-row table:number-rows-repeated="{rangees}"><table:table-cell office:value-type="float" '
        f'office:value="1" table:number-columns-repeated="{colonnes}"><text:p>1</text:p></table:table-cell>'
        "</table:table-row>"
    )
    assert refus(ods(TITRES, fin=repete)) == phrase


def test_empty_rows_repeated_to_the_end_of_an_ods_are_not_read():
    vides = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>'
    assert cellules(ods(TITRES, LIGNE, fin=vides)) == [TITRES, LUE]


def test_an_archive_that_unfolds_beyond_measure_is_refused_before_it_is_unfolded():
    bombe = archive({"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": bytes(80 * 2**20)})
    assert len(bombe) < OCTETS_AU_PLUS
    assert refus(bombe) == TROP_GRANDE


def test_an_archive_that_lies_about_what_it_unfolds_to_is_refused():
    """Its own directory says one byte: the process that reads it is bounded all the same."""
    bombe = bytearray(xlsx_immense(560))
    ici = 0
    while (ici := bombe.find(b"PK\x01\x02", ici + 1)) > 0:
        bombe[ici + 24 : ici + 28] = (1).to_bytes(4, "little")
    assert len(bombe) < OCTETS_AU_PLUS
    assert refus(bytes(bombe)) in (TROP_GRANDE, ABIMEE)


def test_a_file_over_two_megabytes_is_refused():
    assert refus(b"a" * (OCTETS_AU_PLUS + 1)).startswith("Ce fichier pèse plus de 2 Mo")


def test_too_many_rows_are_counted():
    assert refus(xlsx(TITRES, *[LIGNE] * (LIGNES_AU_PLUS + 1))) == (
        "Cette feuille compte 2\u202f001 lignes, pour 2 000 au plus : importez-la en plusieurs fois."
    )


def test_two_thousand_rows_are_read():
    assert len(cellules(ods(TITRES, *[LIGNE] * LIGNES_AU_PLUS))) == LIGNES_AU_PLUS + 1


@pytest.mark.parametrize(
    ("octets", "phrase"),
    [
        (b"", "Ce fichier est vide : choisissez-en un autre."),
        (b"\n;;;\n", "Ce fichier est vide : choisissez-en un autre."),
        (xlsx([None]), "Ce fichier est vide : choisissez-en un autre."),
        (b"PK\x03\x04 rien de bon", ABIMEE),
        (archive({"xl/workbook.xml": "<rien"}), ABIMEE),
        (archive({"word/document.xml": "<document/>"}), INCONNUE),
        (archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}), INCONNUE),
        (b"%PDF-1.7\n\0\0", INCONNUE),
        (b"\x89PNG\r\n\x1a\n\0\0\0", INCONNUE),
        (b"poste;\x81\x8d", INCONNUE),
    ],
)
def test_what_is_not_a_sheet_is_refused_by_its_bytes(octets, phrase):
    assert refus(octets) == phrase


def test_an_old_or_protected_workbook_says_how_to_save_it():
    assert refus(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)).endswith(
        "enregistrez-la en XLSX, ODS ou CSV, sans mot de passe, puis choisissez-la de nouveau."
    )


# Texts ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("coupe", [";", ",", "\t"])
@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("fin", ["\n", "\r\n", "\r"])
def test_a_csv_of_any_usual_kind_is_read(coupe, code, fin):
    texte = fin.join(coupe.join(rangee) for rangee in (TITRES, ["622", "Été à Nîmes", '"1 234,50"'])) + fin
    assert cellules(texte.encode(code)) == [TITRES, ["622", "Été à Nîmes", "1 234,50"]]


def test_a_quote_that_closes_nothing_loses_nothing():
    assert en_grille('622\tSalle "Est" louée\n"623\tTracts') == [["622", 'Salle "Est" louée'], ['"623', "Tracts"]]


def test_characters_that_no_database_keeps_are_taken_out():
    assert en_grille("a\0b;\x07c") == [["ab", "c"]]


CELLULE = st.text(st.characters(blacklist_categories=("Cs", "Cc"))).map(str.strip) | st.sampled_from(
    ["a\nb", 'dit "ainsi"', "a\tb", "=1+1", "", "'", ";"]
)


@given(st.lists(st.lists(CELLULE, min_size=2, max_size=5), min_size=1, max_size=6))
def test_cells_shown_as_text_read_back_the_same(grille):
    assert en_grille(en_texte(grille), "\t") == grille


# Titles and postes ----------------------------------------------------------------------------------------------------


def test_titles_are_recognised_whatever_their_accents_and_case():
    titres = lire_les_titres([["POSTE", "Intitule", "QUANTITÉ", "unite", "Cout unitaire (€)", "Montant en €", "Note"]])
    assert titres.places == {
        "poste": 0, "libelle": 1, "quantite": 2, "unite": 3, "cout_unitaire": 4, "montant": 5
    }  # fmt: skip
    assert titres.inconnus == ("Note",)


@pytest.mark.parametrize(
    ("rangee", "phrase"),
    [
        (
            ["622", "Étude", "1000"],
            (
                "La première ligne (ligne 1) ne porte aucun titre de colonne connu : écrivez-y par exemple "
                "poste ; intitulé ; quantité ; unité ; coût unitaire ; montant."
            ),
        ),
        (["Poste", "Montant"], "Il manque la colonne « intitulé » : ajoutez-la à la première ligne."),
        (
            ["Intitulé", "Quantité"],
            "Il manque les colonnes « poste » et « montant » : ajoutez-les à la première ligne.",
        ),
        (
            ["Poste", "Intitulé", "Montant", "Total"],
            "Deux colonnes sont intitulées « montant » : renommez celle qui est à laisser.",
        ),
    ],
)
def test_titles_that_do_not_do_are_refused(rangee, phrase):
    with pytest.raises(ActionRefusee) as levee:
        lire_les_titres([rangee])
    assert str(levee.value) == phrase


def test_columns_are_named_as_spreadsheets_do():
    assert [lettre(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


CHARGES = [p for p in POSTES.values() if p.sens == Sens.CHARGE and p.genre == "ligne"]


@pytest.mark.parametrize("poste", CHARGES, ids=lambda poste: poste.cle)
def test_a_poste_is_recognised_by_its_key_label_number_and_both(poste):
    noms = {poste.cle, poste.cle.upper(), poste.libelle, poste.intitule(), poste.numero() or poste.cle}
    assert {reconnaitre(nom) for nom in noms} == {poste.cle}


def test_a_number_decides_whatever_follows_it_and_a_group_of_one_is_its_poste():
    assert (reconnaitre("622 Honoraires"), reconnaitre("65")) == ("honoraires", "autres_charges_de_gestion")


@pytest.mark.parametrize(
    ("texte", "phrase"),
    [
        ("", "aucun poste n’est écrit : écrivez son numéro, par exemple 622"),
        (
            "61",
            (
                "« 61 » est un groupe de postes : choisissez entre 613 Locations, 615 Entretien et réparation, "
                "616 Assurance et 618 Documentation"
            ),
        ),
        (
            "Loccations",
            "« Loccations » n’est pas un poste de charges de la grille : le plus proche est « 613 Locations »",
        ),
        ("zzz", "« zzz » n’est pas un poste de charges de la grille : écrivez son numéro, par exemple 622"),
    ],
)
def test_what_is_not_a_poste_says_what_to_write(texte, phrase):
    with pytest.raises(ActionRefusee) as levee:
        reconnaitre(texte)
    assert str(levee.value) == phrase


def test_folding_drops_signs_and_what_stands_in_parentheses():
    assert simplifier(" Coût-unitaire (en €) ") == "cout unitaire"
