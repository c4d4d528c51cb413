"""Making a report: valid whatever was typed, said in French when it fails, taken up again by the next worker."""

import io

import page
import pypdf
import pytest
from django_ox.testing import run_tasks

from documentation import taches
from documentation.fabrication import MiseEnPageImpossible
from documentation.models import Rapport
from fichiers.rangement import lire
from historique.points import point_a
from tests import fabriques

HOSTILES = (
    '<img src="file:///etc/passwd">',
    "<style>@import url(http://127.0.0.1:9/)</style>",
    "![x](http://127.0.0.1:9/x.png)",
    "{{ settings.SECRET_KEY }}",
    "😀 سلام \u0007",
    "# Titre\n\n### Autre\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[lien](https://exemple.example)",
)


def lu(rapport):
    return pypdf.PdfReader(io.BytesIO(lire(rapport.fichier)))


def texte(rapport):
    return " ".join(" ".join(p.extract_text() for p in lu(rapport).pages).split())


def test_a_report_is_valid_says_what_it_is_and_carries_its_table(adoptee, exporter):
    rapport = exporter(version=adoptee, fait=True)
    octets = lire(rapport.fichier)
    for profil in ("ua1", "3a"):
        assert page.validate_pdf_bytes(octets, profile=profil).failures == []
    dit = texte(rapport)
    for marque in (
        adoptee.decision.numero,
        f"journal {point_a(adoptee.sequence).court}",
        point_a(adoptee.sequence).chaine,
        adoptee.empreinte,
        "Cinq consentements",
    ):
        assert marque in dit
    (csv,) = lu(rapport).attachments["etapes.csv"]
    assert csv.decode("utf-8-sig").splitlines()[1].startswith("Chantier 1;1.1;Objectif du chantier 1;1.1.1;")


def test_every_page_but_the_cover_has_the_foot(adoptee, exporter):
    pages = lu(exporter(version=adoptee, fait=True)).pages
    for numero, feuille in enumerate(list(pages)[1:], start=2):
        dit = feuille.extract_text()
        assert f"{numero} / {len(pages)}" in dit
        assert adoptee.decision.numero in dit


@pytest.mark.parametrize("hostile", HOSTILES)
def test_whatever_is_typed_the_report_is_valid_and_loads_nothing(feuilles, exporter, hostile):
    feuille = fabriques.feuille(fabriques.chantier(3), presentation=hostile)
    objectif = fabriques.objectif(feuille, hostile[:60], description=hostile)
    fabriques.etape(objectif, hostile[:60])
    rapport = exporter(chantier=fabriques.chantier(3), fait=True)
    assert rapport.erreur == ""
    for profil in ("ua1", "3a"):
        assert page.validate_pdf_bytes(lire(rapport.fichier), profile=profil).failures == []
    assert "root:" not in texte(rapport)


def test_names_kept_private_are_not_in_a_report_for_everybody(adoptee, exporter, distribution):
    public = exporter(par=distribution.coordination, version=adoptee, audience="publique", fait=True)
    membres = exporter(version=adoptee, fait=True)
    assert "Cerisier" not in texte(public)
    assert "Cerisier" in texte(membres)


def test_formulas_are_not_live_in_the_table(feuilles, exporter):
    fabriques.etape(feuilles[1].objectif, "=1+1")
    (csv,) = lu(exporter(chantier=fabriques.chantier(1), fait=True)).attachments["etapes.csv"]
    assert ";'=1+1;" in csv.decode()


def test_a_report_that_cannot_be_laid_out_says_why_and_can_be_asked_again(
    feuilles, exporter, monkeypatch, distribution
):
    def trop_long(lu):
        raise MiseEnPageImpossible("La mise en page a dépassé 90 secondes.")

    monkeypatch.setattr(taches, "fabriquer", trop_long)
    rapport = exporter(fait=True)
    assert (rapport.etat, rapport.erreur) == ("echoue", "La mise en page a dépassé 90 secondes.")
    vue = distribution.membre1.client.get(rapport.get_absolute_url()).content.decode()
    assert "La mise en page a dépassé 90" in vue
    assert "Relancer la fabrication" in vue
    monkeypatch.undo()
    distribution.membre1.client.post(f"{rapport.get_absolute_url()}reprendre/")
    run_tasks()
    assert Rapport.objects.get(pk=rapport.pk).pret


def test_a_worker_killed_while_at_it_leaves_the_report_to_the_next(feuilles, exporter):
    rapport = exporter()
    Rapport.objects.filter(pk=rapport.pk).update(etat=Rapport.Etat.EN_COURS, progression=30)
    run_tasks()
    assert Rapport.objects.get(pk=rapport.pk).pret


def test_made_once_even_if_asked_twice(feuilles, exporter, monkeypatch):
    rapport = exporter(fait=True)
    monkeypatch.setattr(taches, "fabriquer", lambda lu: pytest.fail("made again"))
    taches.produire.enqueue(str(rapport.pk))
    run_tasks()
    assert Rapport.objects.get(pk=rapport.pk).pret
