"""The point of control in a report: in the footer, the metadata, an attachment, a QR code; and what it proves."""

import io
import re
from base64 import b64encode
from dataclasses import replace

import pikepdf
import pypdf
import pytest
import segno
from django_ox.testing import run_tasks

from documentation import fabrication
from documentation.lecture import lire_rapport
from documentation.models import Rapport
from documentation.taches import produire
from fichiers.rangement import lire
from historique import verifier
from historique.lecture.examen import examiner
from historique.points import cles, point_a, signer, verifier_point
from membres.acces import ANONYME
from tests import fabriques

MODULES = re.compile(r"M(\d+) (\d+)h(\d+)v1h-\3z")


@pytest.fixture
def rapport(adoptee, exporter, distribution):
    return exporter(
        par=distribution.coordination, chantier=fabriques.chantier(1), version=adoptee, audience="publique", fait=True
    )


def pages_de(octets):
    return pypdf.PdfReader(io.BytesIO(octets)).pages


def test_a_report_keeps_the_signed_note_of_its_position(rapport):
    assert verifier_point(rapport.point) == point_a(rapport.sequence)


def test_the_footer_of_every_page_has_the_short_form_on_one_line_and_so_has_the_cover(rapport):
    court = point_a(rapport.sequence).court
    couverture, *autres = pages_de(lire(rapport.fichier))
    assert court in couverture.extract_text()
    for page in autres:
        pied = [ligne for ligne in page.extract_text().splitlines() if f"journal {court}" in ligne]
        assert [ligne.startswith("Compétences et métiers, version ") for ligne in pied] == [True]


def test_the_longest_footer_stays_on_one_line(rapport):
    lu = lire_rapport(rapport)
    quand = "Feuille de route globale, version 12.10, décision D-2026-123 · données au 23 septembre 2026"
    long = f"{quand} · journal 12345678-0123456789abcdef"

    class AuPiedLong(type(lu)):
        pied = long

    html = fabrication.en_html(AuPiedLong(**vars(replace(lu))))
    pdf = fabrication.rendre(
        {"html": html, "titre": "T", "auteur": "A", "sujet": long, "mots_cles": "M", "pieces": []}
        | {"instant": rapport.instant.isoformat(), "identifiant": rapport.cle}
    )
    dernieres = [page.extract_text().splitlines() for page in list(pages_de(pdf))[1:]]
    folios = [[ligne.removeprefix(long) for ligne in lignes if ligne.startswith(long)] for lignes in dernieres]
    assert folios == [[f" {numero} / {len(dernieres) + 1}"] for numero in range(2, len(dernieres) + 2)]


def test_the_note_is_in_the_raw_bytes_of_the_metadata_twice_the_same(rapport):
    octets = lire(rapport.fichier)
    mots_cles = f"point-de-controle:{b64encode(rapport.point.encode()).decode()}"
    assert octets.count(mots_cles.encode()) == 2
    lecteur = pypdf.PdfReader(io.BytesIO(octets))
    assert lecteur.metadata["/Keywords"] == mots_cles
    with pikepdf.open(io.BytesIO(octets)) as pdf, pdf.open_metadata() as xmp:
        assert xmp["pdf:Keywords"] == mots_cles
    verdicts, points, _ = verifier.examiner("rapport.pdf", octets, [str(cle) for cle in cles()])
    assert [verdict for verdict, _ in verdicts] == [verifier.PROUVE]
    assert points == [(rapport.sequence, point_a(rapport.sequence).chaine)]


def test_the_note_is_attached(rapport):
    (piece,) = pypdf.PdfReader(io.BytesIO(lire(rapport.fichier))).attachments["point-de-controle.txt"]
    assert piece.decode() == rapport.point


def test_the_chapter_of_verification_says_it_all(rapport):
    dit = " ".join(list(pages_de(lire(rapport.fichier)))[-1].extract_text().split())
    point = point_a(rapport.sequence)
    for attendu in (
        point.chaine,
        rapport.empreinte,
        f"aller à http://127.0.0.1:8000/journal/verifier/ et y recopier la fin d’un pied de page, {point.court}",
        "python3 verifier.py journal.ndjson rapport.pdf",
        f"aucune des {point.taille} premières inscriptions du journal n’a été modifiée, retirée ni ajoutée",
        "Ni que ce qui a été inscrit est vrai",
        "Clé publique qui l’a signé",
    ):
        assert attendu in dit


def matrice(svg):
    """The modules of a drawing, in a square with its blank margin."""
    cote = int(re.search(r'viewBox="0 0 (\d+) \1"', svg)[1])
    noirs = {(int(x) + i, int(y)) for x, y, longueur in MODULES.findall(svg) for i in range(int(longueur))}
    return [[int((x, y) in noirs) for x in range(cote)] for y in range(cote)]


def test_the_qr_code_leads_to_the_page_that_verifies_with_the_whole_fingerprint(rapport, distribution):
    page = distribution.visiteur.client.get(f"{rapport.get_absolute_url()}page/").content.decode()
    (svg,) = re.findall(r'<svg[^>]*class="code-qr".*?</svg>', page)
    lien = f"http://127.0.0.1:8000/journal/verifier/?point={point_a(rapport.sequence).long}"
    attendue = [
        [int(bool(module)) for module in ligne] for ligne in segno.make_qr(lien, error="m").matrix_iter(border=4)
    ]
    assert matrice(svg) == attendue
    assert "<title>Code à photographier" in svg
    assert re.search(r'width="150" height="150"', svg)


def test_the_page_shows_the_same_as_the_file(rapport, distribution):
    page = distribution.visiteur.client.get(f"{rapport.get_absolute_url()}page/").content.decode()
    point = point_a(rapport.sequence)
    for attendu in (point.court, point.chaine, rapport.point.splitlines()[-1].split()[-1]):
        assert attendu in page.replace("&#x2B;", "+")


def test_a_report_proves_that_the_journal_of_later_continues_it(rapport):
    fabriques.objectif(fabriques.feuille(fabriques.chantier(4)), "Un objectif de plus")
    examen = examiner("rapport.pdf", lire(rapport.fichier), ANONYME)
    assert (examen.faux, len(examen.prouves)) == ((), 2)
    assert examen.fichier.adresse == rapport.get_absolute_url()


def test_a_file_is_known_only_to_those_who_may_read_its_report(feuilles, exporter, distribution):
    octets = lire(exporter(chantier=fabriques.chantier(1), fait=True).fichier)
    assert examiner("r.pdf", octets, distribution.membre2.acces).fichier is not None
    assert examiner("r.pdf", octets, ANONYME).fichier is None
    assert examiner("r.pdf", octets[:-1] + b" ", distribution.membre2.acces).fichier is None


def test_a_report_of_before_is_shown_with_its_point_and_keeps_it_when_made_again(rapport, distribution):
    Rapport.objects.filter(pk=rapport.pk).update(point="")
    adresse = rapport.get_absolute_url()
    court = point_a(rapport.sequence).court
    assert court in distribution.visiteur.client.get(adresse).content.decode()
    assert court in distribution.visiteur.client.get(f"{adresse}page/").content.decode()
    assert Rapport.objects.get(pk=rapport.pk).point == ""
    Rapport.objects.filter(pk=rapport.pk).update(fichier=None, etat="en_attente")
    produire.enqueue(str(rapport.pk))
    run_tasks()
    assert verifier_point(Rapport.objects.get(pk=rapport.pk).point) == point_a(rapport.sequence)


def test_a_report_is_not_made_when_the_journal_cannot_be_signed(feuilles, exporter, dossier_du_journal, distribution):
    signer()
    (dossier_du_journal / "cle").unlink()
    rapport = exporter(fait=True)
    assert rapport.etat == "echoue"
    assert rapport.erreur.startswith("La clé du journal manque.")
    page = distribution.membre1.client.get(f"{rapport.get_absolute_url()}page/").content.decode()
    assert "ne peut pas être signé en ce moment" in page
