"""The journal as files: complete, readable by who may read, verified by the script, at a fixed cost."""

import csv
import io
import json
from datetime import date
from urllib.parse import urlencode

import pytest

from historique import chaine, points, verifier
from historique.actes import Agent, consigner
from historique.lecture import exports
from historique.models import Acte, Visibilite
from historique.note import CleSecrete
from tests import fabriques
from tests.bases import en_parallele
from tests.requetes import verifier_nombre_constant

pytestmark = pytest.mark.django_db
NDJSON, CSV = "/journal/export.ndjson", "/journal/export.csv"


def corps(reponse):
    assert reponse.status_code == 200, reponse.status_code
    return b"".join(reponse.streaming_content)


def telecharger(figure, adresse=NDJSON, **parametres):
    return corps(figure.client.get(adresse, parametres))


def entrees(figure):
    """The entries of the downloaded journal, which the script accepts."""
    octets = telecharger(figure)
    assert list(verifier.Journal(octets, [str(points.cles()[0])]).fautes()) == []
    return [json.loads(ligne) for ligne in octets.splitlines()[1:-1]]


def derniere(figure, sequence):
    return entrees(figure)[sequence - 1]


def rangees(figure, sequence=None, **parametres):
    """The rows of the CSV; those of one entry."""
    texte = telecharger(figure, CSV, **parametres).decode("utf-8-sig")
    lignes = csv.DictReader(io.StringIO(texte), delimiter=";")
    return [ligne for ligne in lignes if sequence is None or ligne["Inscription"] == str(sequence)]


def etape(**champs):
    return fabriques.etape(fabriques.objectif(fabriques.feuille(fabriques.chantier(1))), **champs)


def modifier(objet, par=Agent.SYSTEME, motif="", visibilite=None, **champs):
    with consigner("modifier", par=par, motif=motif, visibilite=visibilite) as acte:
        courant = type(objet).objects.select_for_update().get(pk=objet.pk)
        for champ, valeur in champs.items():
            setattr(courant, champ, valeur)
        courant.save()
        acte.objet = courant
    return Acte.objects.latest("sequence").sequence


# NDJSON ---------------------------------------------------------------------------------------------------------------


def test_every_entry_is_there_with_its_leaf_and_its_link(distribution):
    etape()
    lues = [(une["sequence"], une["feuille"], une["chaine"]) for une in entrees(distribution.visiteur)]
    assert lues == list(Acte.objects.order_by("sequence").values_list("sequence", "feuille", "chaine"))
    assert lues != []


def test_what_is_given_of_an_entry_is_what_its_leaf_covers(distribution):
    sequence = modifier(etape(titre="Mener l’enquête"), motif="Deux relectures.", echeance=date(2027, 4, 30))
    lue = derniere(distribution.membre1, sequence)
    acte, changements = next(chaine.inscriptions(apres=sequence - 1))
    assert verifier.canonique(lue["inscription"]) == chaine.octets(acte, changements)
    assert [ouverture["valeur"] for ouverture in lue["ouvertures"]] == ["Deux relectures."]


RESERVEE = ("(détail réservé)", "")
ROLES = ("visiteur", "membre1", "comite", "financeur", "coordination", "administrateur")


@pytest.mark.parametrize(
    ("visibilite", "lecteurs"),
    [
        (Visibilite.PUBLIQUE, set(ROLES)),
        (Visibilite.MEMBRES, {"membre1", "comite", "financeur", "coordination"}),
        (Visibilite.COMITE, {"comite", "financeur", "coordination"}),
        (Visibilite.RESTREINTE, {"coordination", "administrateur"}),
    ],
)
def test_an_entry_is_read_by_whom_its_visibility_says_and_hashed_for_the_others(distribution, visibilite, lecteurs):
    sequence = modifier(etape(), motif="Motif-marque", visibilite=visibilite, titre="Titre-marque")
    figures = {role: getattr(distribution, role) for role in ROLES}
    ont_lu = {role for role, figure in figures.items() if "inscription" in derniere(figure, sequence)}
    assert ont_lu == lecteurs
    # The title alone is told to members by the page of the étape: in the CSV, the rows of the entry are counted.
    assert {role for role, figure in figures.items() if rangees(figure, sequence)} == lecteurs
    for marque in (b"Titre-marque", b"Motif-marque"):
        assert {role for role, figure in figures.items() if marque in telecharger(figure)} == lecteurs


def test_one_reads_one_s_own_entries(distribution):
    acces = distribution.membre1.acces
    sequence = modifier(etape(), acces, visibilite=Visibilite.COMITE, titre="Titre-marque")
    assert "inscription" in derniere(distribution.membre1, sequence)
    assert "inscription" not in derniere(distribution.membre2, sequence)


def test_an_entry_that_touches_a_reserved_type_is_hashed_for_who_may_not_read_it(distribution):
    """A public entry that also changes someone's row: the whole of it is in one leaf."""
    une, personne = etape(), fabriques.personne(nom="Nom-marque")
    with consigner("modifier", par=Agent.SYSTEME, visibilite=Visibilite.PUBLIQUE) as acte:
        courante = type(une).objects.select_for_update().get(pk=une.pk)
        courante.titre = "Titre-marque"
        courante.save()
        elle = type(personne).objects.select_for_update().get(pk=personne.pk)
        elle.nom = "Autre-nom-marque"
        elle.save()
        acte.objet = courante
    sequence = Acte.objects.latest("sequence").sequence
    for role, lisible in (("visiteur", False), ("membre1", False), ("coordination", True)):
        figure = getattr(distribution, role)
        assert ("inscription" in derniere(figure, sequence)) is lisible, role
        assert (b"Autre-nom-marque" in telecharger(figure)) is lisible, role
        lues = {(ligne["Champ"], ligne["Après"]) for ligne in rangees(figure, sequence)}
        assert lues == {("Intitulé", "Titre-marque"), ("Nom", "Autre-nom-marque") if lisible else RESERVEE}, role


def test_an_opening_that_was_taken_out_is_not_given_and_the_journal_stays_true(distribution):
    une, membre = etape(titre="Titre-marque"), distribution.membre1
    marques = [o for lue in entrees(membre) for o in lue.get("ouvertures", []) if o["valeur"] == "Titre-marque"]
    with consigner("modifier", par=Agent.SYSTEME) as acte:
        courante = type(une).objects.select_for_update().get(pk=une.pk)
        courante.titre = "Autre titre"
        courante.save()
        acte.objet = courante
        acte.retirer([ouverture["engagement"] for ouverture in marques], ["Titre-marque"])
    donnees = [o["valeur"] for lue in entrees(membre) for o in lue.get("ouvertures", [])]
    assert len(marques) == 1
    assert "Autre titre" in donnees
    assert b"Titre-marque" not in telecharger(membre)


def test_each_lot_of_entries_costs_the_same_queries(distribution, compter_requetes, monkeypatch):
    monkeypatch.setattr(chaine, "LOT", 10)
    monkeypatch.setattr(exports, "LOT", 10)
    acces, une = distribution.membre1.acces, etape()
    debut = points.point_a().taille
    assert debut < 20

    def jusqua(nombre):
        for rang in range(points.point_a().taille, nombre):
            modifier(une, titre=f"Titre {rang}")
        note = points.signer(nombre)
        return compter_requetes(lambda: list(exports.en_ndjson(note, str(points.cles()[0]), acces)))

    un, deux, trois = (jusqua(nombre) for nombre in (20, 30, 40))
    assert deux - un == trois - deux == 4


def test_the_number_of_queries_does_not_grow_with_the_entries(distribution, compter_requetes):
    une, numeros = etape(), iter(range(100))
    figure = distribution.membre1
    for adresse in (NDJSON, CSV):
        verifier_nombre_constant(
            compter_requetes,
            lambda: modifier(une, motif="Parce que", titre=f"Titre {next(numeros)}"),
            lambda adresse=adresse: telecharger(figure, adresse),
            au_plus=25,
        )


def test_a_journal_that_cannot_be_signed_is_not_given(distribution, dossier_du_journal):
    etape()
    points.signer()
    (dossier_du_journal / "cle").write_text(str(CleSecrete.tirer("ailleurs/journal")))
    for adresse in (NDJSON, "/journal/point-de-controle"):
        reponse = distribution.visiteur.client.get(adresse)
        assert (reponse.status_code, reponse["Content-Type"]) == (503, "text/plain; charset=utf-8")
        assert "n’est pas celle qui a signé" in reponse.text


def test_a_file_is_one_state_and_its_download_stops_nobody_from_writing(base_reelle, distribution, monkeypatch):
    """Entries written while it is sent are not in it; a snapshot held meanwhile would lock SQLite."""
    monkeypatch.setattr(exports, "LOT", 1)
    membre, une = distribution.membre1, etape()
    sequence = points.point_a().taille
    for adresse in (NDJSON, CSV):
        morceaux = iter(membre.client.get(adresse).streaming_content)
        debut = [next(morceaux), next(morceaux)]
        motif = f"Motif-de-{adresse}"
        (nouvelle,) = en_parallele(lambda motif=motif: modifier(une, motif=motif, titre=motif[6:]))
        texte = b"".join([*debut, *morceaux])
        assert nouvelle > sequence
        assert motif.encode() not in texte
        assert motif.encode() in telecharger(membre, adresse)


@pytest.mark.parametrize("adresse", [NDJSON, CSV])
def test_the_headers_alone_do_not_read_the_journal(distribution, compter_requetes, adresse):
    etape()
    visiteur = distribution.visiteur
    telecharger(visiteur, adresse)
    reponse = visiteur.client.head(adresse)
    assert reponse["Content-Disposition"].startswith('attachment; filename="journal.')
    tetes, entier = (compter_requetes(lambda f=f: f(adresse)) for f in (visiteur.client.head, entier_de(visiteur)))
    assert tetes < entier


def entier_de(figure):
    return lambda adresse: telecharger(figure, adresse)


# CSV ------------------------------------------------------------------------------------------------------------------


def test_the_csv_tells_one_changed_field_per_row(distribution):
    une, acces = etape(titre="Mener l’enquête", echeance=date(2027, 3, 12)), distribution.membre1.acces
    sequence = modifier(une, acces, motif="Deux relectures.", echeance=date(2027, 4, 30), titre="Mener l’étude")
    lues = rangees(distribution.membre1, sequence)
    acte = Acte.objects.get(sequence=sequence)
    assert [(ligne["Champ"], ligne["Avant"], ligne["Après"]) for ligne in lues] == [
        ("Intitulé", "Mener l’enquête", "Mener l’étude"),
        ("Échéance", "12 mars 2027", "30 avril 2027"),
    ]
    for ligne in lues:
        assert ligne["Ce qui s’est passé"] == "Membre1 Essai a modifié l’étape Mener l’étude"
        assert (ligne["Auteur"], ligne["Motif"]) == ("Membre1 Essai", "Deux relectures.")
        assert (ligne["Empreinte du contenu"], ligne["Empreinte de la chaîne"]) == (acte.feuille, acte.chaine)


def test_the_csv_opens_in_a_spreadsheet(distribution):
    etape()
    reponse = distribution.membre1.client.get(CSV)
    octets = corps(reponse)
    assert octets.startswith("\ufeffInscription;Date et heure (Paris);".encode())
    assert reponse["Content-Disposition"] == 'attachment; filename="journal.csv"'


@pytest.mark.parametrize("signe", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_taken_for_a_formula(signe):
    assert exports._cellule(f"{signe}HYPERLINK(1)") == f"'{signe}HYPERLINK(1)"
    assert exports._cellule(f"Titre {signe}") == f"Titre {signe}"


def test_a_title_that_looks_like_a_formula_is_quoted(distribution):
    sequence = modifier(etape(), titre="=1+1", motif="@somme(A1)")
    (ligne,) = rangees(distribution.membre1, sequence)
    assert (ligne["Après"], ligne["Motif"]) == ("'=1+1", "'@somme(A1)")


def test_an_entry_that_changes_no_field_has_a_row(distribution):
    with consigner("raconter", par=Agent.SYSTEME, visibilite=Visibilite.PUBLIQUE):
        pass
    (ligne,) = rangees(distribution.visiteur, Acte.objects.latest("sequence").sequence)
    assert (ligne["Champ"], ligne["Auteur"]) == ("", "La plateforme")


def test_the_csv_keeps_the_filters_of_the_page(distribution):
    modifier(etape(), distribution.membre1.acces, titre="Titre-un")
    autre = fabriques.etape(fabriques.objectif(fabriques.feuille(fabriques.chantier(2))))
    modifier(autre, distribution.membre1.acces, titre="Titre-deux")
    toutes = {ligne["Après"] for ligne in rangees(distribution.membre1)}
    du_chantier = {ligne["Après"] for ligne in rangees(distribution.membre1, chantier="2")}
    assert toutes >= {"Titre-un", "Titre-deux"}
    assert "Titre-deux" in du_chantier
    assert "Titre-un" not in du_chantier


def test_a_wrong_filter_leads_to_the_page_that_says_what_is_wrong(distribution):
    parametres = urlencode({"du": "2027-02-30"})
    reponse = distribution.membre1.client.get(f"{CSV}?{parametres}")
    assert (reponse.status_code, reponse["Location"]) == (302, f"/journal/?{parametres}")
