"""The rendering process: valid, the same twice, deaf to what texts ask for, and stopped when it is too much."""

import contextlib
import io
import socket
import threading

import page
import pypdf
import pytest

from documentation.fabrication import MiseEnPageImpossible, rendre

DEBUT = '<!doctype html><html lang="fr" data-theme="light"><head><title>Essai</title></head><body><h1>Essai</h1>'


def ordre(corps="<p>Bonjour.</p>", **champs):
    return {
        "html": f"{DEBUT}{corps}</body></html>",
        "titre": "Essai & rapport",
        "auteur": "Comité",
        "sujet": "Essai",
        "mots_cles": "point-de-controle:RXNzYWk=",
        "instant": "2026-11-23T14:32:00+01:00",
        "identifiant": "ab" * 32,
        "pieces": [{"nom": "etapes.csv", "texte": "\ufeffa;b\r\n", "description": "Étapes"}],
        **champs,
    }


def echecs(pdf):
    return {
        profil: [(f.rule_id, f.message) for f in page.validate_pdf_bytes(pdf, profile=profil).failures]
        for profil in ("ua1", "3a")
    }


def textes(pdf):
    return "\n".join(feuille.extract_text() for feuille in pypdf.PdfReader(io.BytesIO(pdf)).pages)


@contextlib.contextmanager
def ecoute():
    """A server that answers nobody and counts who comes."""
    venus = []
    with socket.create_server(("127.0.0.1", 0)) as prise:
        prise.settimeout(0.2)
        fini = threading.Event()

        def attendre():
            while not fini.is_set():
                with contextlib.suppress(TimeoutError):
                    visiteur, adresse = prise.accept()
                    visiteur.close()
                    venus.append(adresse)

        fil = threading.Thread(target=attendre)
        fil.start()
        try:
            yield prise.getsockname()[1], venus
        finally:
            fini.set()
            fil.join()


def test_the_pdf_is_accessible_made_to_be_kept_and_the_same_twice():
    premier, second = rendre(ordre()), rendre(ordre())
    assert echecs(premier) == {"ua1": [], "3a": []}
    assert premier == second


def test_it_says_its_title_language_date_and_carries_its_data():
    lecteur = pypdf.PdfReader(io.BytesIO(rendre(ordre())))
    assert lecteur.metadata.title == "Essai & rapport"
    assert lecteur.metadata["/CreationDate"] == "D:20261123133200Z"
    assert lecteur.trailer["/Root"]["/Lang"] == "fr"
    assert lecteur.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert {nom: octets for nom, (octets,) in lecteur.attachments.items()} == {"etapes.csv": b"\xef\xbb\xbfa;b\r\n"}


@pytest.mark.parametrize("signes", ["😀 👩‍👧 سلام שלום 日本", "\u0000\u0007\ufffe\ue000", "a\u0301 ①  𓀀"])
def test_any_sign_can_be_printed(signes):
    assert echecs(rendre(ordre(f"<p>Début {signes} fin</p>"))) == {"ua1": [], "3a": []}


def test_a_text_that_asks_for_something_outside_gets_nothing(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("mot-de-passe-tres-secret")
    with ecoute() as (port, venus):
        site = f"http://127.0.0.1:{port}"
        pdf = rendre(
            ordre(
                f'<style>@import url("{site}/a.css"); @font-face {{ font-family: x; src: url({site}/x.woff2) }}'
                f" p {{ background: url({site}/b.png); font-family: x }}</style>"
                f'<link rel="stylesheet" href="{site}/c.css">'
                f'<link rel="attachment" href="file://{secret}"><link rel="attachment" href="file:///etc/passwd">'
                f'<p>Texte <img alt="image" src="{site}/d.png"><img alt="fichier" src="file:///etc/passwd">'
                f'<object data="file://{secret}">repli</object><embed src="{site}/e"></p>'
                f'<svg width="9" height="9"><title>x</title><image href="{site}/f.png" width="9" height="9"/></svg>'
            )
        )
    assert venus == []
    assert b"mot-de-passe-tres-secret" not in pdf
    assert set(pypdf.PdfReader(io.BytesIO(pdf)).attachments) == {"etapes.csv"}
    assert "root:" not in textes(pdf)
    assert "mot-de-passe" not in textes(pdf)


def test_the_listening_server_would_have_been_reached():
    """The negative control: what the process is denied does work here."""
    with ecoute() as (port, venus):
        socket.create_connection(("127.0.0.1", port)).close()
        threading.Event().wait(0.4)
    assert len(venus) == 1


def test_a_layout_that_takes_too_long_is_stopped():
    long = "".join(f"<p>Paragraphe {n} {'mot ' * 60}</p>" for n in range(4000))
    with pytest.raises(MiseEnPageImpossible, match="trop grand"):
        rendre(ordre(long), secondes=3)


def test_a_layout_that_takes_too_much_memory_is_stopped():
    long = "".join(f"<p>Paragraphe {n} {'mot ' * 200}</p>" for n in range(3000))
    with pytest.raises(MiseEnPageImpossible, match="trop grand"):
        rendre(ordre(long), memoire=330, secondes=60)
