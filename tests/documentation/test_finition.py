"""The finishing pass: streams keep their content, and are bounded as archives want, whatever byte they end with."""

import io
import zlib
from itertools import count

import pikepdf
import pytest

from documentation.finition import finir

QUOI = {"titre": "T", "auteur": "A", "sujet": "S", "mots_cles": "M"}


def pdf_avec(donnees, **filtre):
    pdf = pikepdf.Pdf.new()
    pdf.add_blank_page()
    pdf.Root.Essai = pdf.make_stream(donnees, **filtre)
    sortie = io.BytesIO()
    pdf.save(sortie, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return sortie.getvalue()


def finie_par_un_retour():
    """Data that, once compressed, ends with a line feed."""
    textes = (f"{n:x}".encode() * 99 for n in count())
    return next(t for t in textes if zlib.compress(t).endswith(b"\n"))


@pytest.mark.parametrize("filtre", [None, pikepdf.Name.FlateDecode])
def test_a_stream_that_ends_with_a_line_feed_is_bounded_and_reads_the_same(filtre):
    clair = finie_par_un_retour() if filtre else b"une ligne\n"
    brut = zlib.compress(clair) if filtre else clair
    fini = finir(pdf_avec(brut, **({"Filter": filtre} if filtre else {})), QUOI, "2026-11-23T13:32:00Z")
    with pikepdf.open(io.BytesIO(fini)) as pdf:
        flux = pdf.Root.Essai
        assert flux.read_bytes() == clair
        assert not flux.read_raw_bytes().endswith((b"\n", b"\r"))


def test_the_same_bytes_come_out_twice():
    brut = pdf_avec(b"une ligne\n")
    assert finir(brut, QUOI, "2026-11-23T13:32:00Z") == finir(brut, QUOI, "2026-11-23T13:32:00Z")
