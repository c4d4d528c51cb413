"""Receipts: checked by content, kept outside the web root, served as attachments to those who may read them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from budget.actions import justificatifs as actions
from budget.lecture.usage import nommer_le_justificatif
from budget.models import Justificatif
from config.sauvegarde.prise import sauvegarder
from fichiers.models import Fichier
from fichiers.rangement import balayer, chemin, enregistrer, retirer
from historique.horloge import maintenant
from historique.models import Acte
from historique.refus import ActionRefusee
from tests import fabriques
from tests import fabriques_budget as budget

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 une facture"
PNG = b"\x89PNG\r\n\x1a\n une photo"
JPEG = b"\xff\xd8\xff\xe0 une autre"


@pytest.fixture(autouse=True)
def dossier(settings, tmp_path):
    settings.FICHIERS = tmp_path / "fichiers"


@pytest.fixture
def depense():
    return budget.depense(budget.ligne(fabriques.chantier(1)), 100)


def fichier(nom="facture.pdf", octets=PDF):
    return SimpleUploadedFile(nom, octets)


def joindre(depense, par, *fichiers):
    return actions.joindre(depense, fichiers or [fichier()], par=par)


def test_several_receipts_are_joined_in_one_entry(depense, distribution):
    par = distribution.animateur.acces
    pieces = joindre(depense, par, fichier(), fichier("photo.PNG", PNG), fichier("ticket.jpeg", JPEG))
    assert [(piece.nom, piece.fichier.type) for piece in pieces] == [
        ("facture.pdf", "application/pdf"),
        ("photo.png", "image/png"),
        ("ticket.jpg", "image/jpeg"),
    ]
    acte = Acte.objects.first()
    assert (acte.verbe, acte.objet_id) == ("joindre_plusieurs", depense.pk)
    page = distribution.animateur.client.get(depense.get_absolute_url()).content.decode()
    assert "a joint des justificatifs à la dépense" in page
    assert chemin(pieces[1].fichier_id).read_bytes() == PNG


def test_the_same_bytes_are_joined_once(depense, distribution):
    par = distribution.animateur.acces
    une, deux = joindre(depense, par), joindre(depense, par, fichier("autre-nom.pdf"))
    assert une == deux
    assert Justificatif.objects.count() == 1


def test_a_member_joins_none(depense, distribution):
    with pytest.raises(ActionRefusee, match="Une dépense est notée par"):
        joindre(depense, distribution.membre1.acces)
    assert Fichier.objects.count() == 0


@pytest.mark.parametrize(
    "octets",
    [
        b"<!doctype html><script>alert(1)</script>",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b"MZ\x90\x00 un programme",
        b"#!/bin/sh\nrm -rf /",
        b"PK\x03\x04 une archive",
        b" %PDF-1.7 presque",
    ],
)
def test_what_is_disguised_as_a_pdf_is_refused(depense, distribution, octets):
    with pytest.raises(ActionRefusee) as refus:
        joindre(depense, distribution.animateur.acces, fichier("facture.pdf", octets))
    assert str(refus.value) == (
        "« facture.pdf » n’est ni un PDF, ni une image PNG ou JPEG, quel que soit son nom : "
        "enregistrez-le dans l’un de ces formats, puis joignez-le."
    )
    assert Fichier.objects.count() == Justificatif.objects.count() == 0


def test_one_wrong_file_refuses_them_all(depense, distribution):
    with pytest.raises(ActionRefusee):
        joindre(depense, distribution.animateur.acces, fichier(), fichier("page.pdf", b"<html>"))
    assert Fichier.objects.count() == Justificatif.objects.count() == 0


def test_a_file_that_is_empty_or_too_big_is_refused(depense, distribution):
    par = distribution.animateur.acces
    with pytest.raises(ActionRefusee, match="« vide.pdf » est vide"):
        joindre(depense, par, fichier("vide.pdf", b""))
    with pytest.raises(ActionRefusee, match="« gros.pdf » dépasse 10 Mo"):
        joindre(depense, par, fichier("gros.pdf", PDF + b"0" * actions.AU_PLUS))
    with pytest.raises(ActionRefusee, match="Ces fichiers dépassent ensemble 10 Mo"):
        joindre(depense, par, *(fichier(octets=PDF + b"0" * (actions.AU_PLUS // 2)) for _ in range(2)))
    with pytest.raises(ActionRefusee, match="Choisissez au moins un fichier"):
        actions.joindre(depense, [], par=par)


@pytest.mark.parametrize(
    ("nom", "propre"),
    [
        ("Facture n° 12 (hôtel).pdf", "Facture n° 12 (hôtel).pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Documents\\note.PDF", "note.pdf"),
        ("facture.pdf.exe", "facture.pdf"),
        ("page.html", "page.pdf"),
        ("\u202egnp.exe\x00.pdf", "gnp.pdf"),
        (".pdf", "justificatif.pdf"),
        ("a" * 300 + ".pdf", "a" * 120 + ".pdf"),
        ("<img src=x onerror=alert(1)>.pdf", "<img src=x onerror=alert(1)>.pdf"),
    ],
)
def test_names_are_cleaned_and_say_what_the_file_is(nom, propre):
    assert actions.nom_propre(nom, "application/pdf") == propre


# Reading --------------------------------------------------------------------------------------------------------------


def test_a_receipt_is_served_as_an_attachment_to_its_chantier_and_to_the_comité(depense, distribution):
    [piece] = joindre(depense, distribution.animateur.acces, fichier("Facture d’août.pdf"))
    adresse = f"/budget/justificatifs/{piece.pk}/"
    for role in ("membre1", "referente1", "comite", "coordination"):
        reponse = getattr(distribution, role).client.get(adresse)
        assert reponse.content == PDF
        assert reponse["Content-Disposition"] == 'attachment; filename="facture-daout.pdf"'
        assert reponse["Content-Security-Policy"] == "sandbox; default-src 'none'"
    for role in ("membre2", "administrateur"):
        assert getattr(distribution, role).client.get(adresse).status_code == 404
    assert nommer_le_justificatif(piece.fichier_id, distribution.membre1.acces).adresse == depense.get_absolute_url()
    assert nommer_le_justificatif(piece.fichier_id, distribution.membre2.acces) is None


def test_the_same_bytes_on_two_expenses_open_neither_to_who_reads_one(depense, distribution):
    autre = budget.depense(budget.ligne(fabriques.chantier(2)), 100)
    [ici] = joindre(depense, distribution.coordination.acces)
    [la] = joindre(autre, distribution.coordination.acces)
    assert ici.fichier == la.fichier
    assert distribution.membre2.client.get(f"/budget/justificatifs/{ici.pk}/").status_code == 404
    assert distribution.membre2.client.get(f"/budget/justificatifs/{la.pk}/").status_code == 200


def test_the_page_names_receipts_to_those_who_may_read_them(depense, distribution):
    joindre(depense, distribution.animateur.acces, fichier("<img src=x onerror=alert(1)>.pdf"))
    adresse = f"/budget/depenses/{depense.pk}/"
    page = distribution.membre1.client.get(adresse).content.decode()
    assert "&lt;img src=x onerror=alert(1)&gt;.pdf" in page
    assert "<img" not in page
    page = distribution.membre2.client.get(adresse).content.decode()
    assert "onerror" not in page
    assert "1 justificatif, à lire entre membres du chantier" in page


def test_the_form_joins_and_refuses(depense, distribution):
    client, adresse = distribution.animateur.client, f"/budget/depenses/{depense.pk}/justificatifs/joindre/"
    assert 'enctype="multipart/form-data"' in client.get(adresse).content.decode()
    deux = [fichier(), fichier("photo.png", PNG)]
    assert client.post(adresse, {"fichiers": deux}).status_code == 302
    assert Justificatif.objects.count() == 2
    faux = client.post(adresse, {"fichiers": [fichier("faux.pdf", b"<html>")], "motif": "Gardé"})
    assert faux.status_code == 422
    assert "n’est ni un PDF" in faux.content.decode()
    assert "Gardé" in faux.content.decode()
    onze = [fichier(f"{n}.pdf", PDF + bytes([n])) for n in range(11)]
    assert "10 fichiers au plus" in client.post(adresse, {"fichiers": onze}).content.decode()
    assert "Choisissez au moins un fichier." in client.post(adresse).content.decode()
    assert Justificatif.objects.count() == 2


# Keeping --------------------------------------------------------------------------------------------------------------


def test_an_archived_receipt_is_kept_and_comes_back(depense, distribution):
    par, client = distribution.animateur.acces, distribution.animateur.client
    [piece] = joindre(depense, par)
    client.post(f"/budget/justificatifs/{piece.pk}/archiver/", {"motif": "Illisible"})
    assert Justificatif.objects.presents().count() == 0
    assert Acte.objects.first().verbe == "archiver"
    [remplacant] = joindre(depense, par)
    with pytest.raises(ActionRefusee, match="de nouveau joint"):
        actions.retablir_un_justificatif(piece, par=par)
    actions.archiver_un_justificatif(remplacant, par=par)
    client.post(f"/budget/justificatifs/{piece.pk}/retablir/")
    assert Justificatif.objects.presents().get() == piece


def test_sweeping_never_takes_a_receipt_even_archived(depense, distribution):
    par = distribution.animateur.acces
    pieces = joindre(depense, par, fichier(), fichier("photo.png", PNG))
    actions.archiver_un_justificatif(pieces[1], par=par)
    perdu = enregistrer(JPEG, "image/jpeg")
    assert balayer(maintenant() + timedelta(days=1)) == 1
    assert [chemin(piece.fichier_id).exists() for piece in pieces] == [True, True]
    assert not chemin(perdu.pk).exists()
    assert not retirer(pieces[1].fichier_id)


def test_a_backup_holds_the_receipts(base_reelle, distribution, tmp_path):
    depense = budget.depense(budget.ligne(fabriques.chantier(1)), 100)
    joindre(depense, distribution.animateur.acces, fichier(), fichier("photo.png", PNG))
    prise = sauvegarder(tmp_path / "sauvegarde.tar.gz", portable=True)
    assert (prise.fichiers, prise.manquants) == (2, [])
