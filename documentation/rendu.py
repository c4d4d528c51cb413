"""HTML in, PDF out: `python -m documentation.rendu`, a process of its own with limits on time and memory.

Reads a JSON order on its standard input and writes the PDF on its standard output. It knows neither Django nor the
database, opens no file but ours and no connection at all. The only module that imports WeasyPrint.

The order: `html`; `titre`, `auteur`, `sujet`, `mots_cles` and `instant` (ISO) for the metadata; `identifiant`
(hexadecimal); `pieces` to attach (`nom`, `texte`, `description`); `memoire` (MiB), `secondes` (of processor) at most.
"""

import ctypes
import json
import resource
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import uses_netloc, uses_relative

from weasyprint import CSS, HTML, Attachment
from weasyprint.text.ffi import ffi, gobject, pango
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from documentation.caracteres import lisible
from documentation.finition import finir

SANS_MEMOIRE = 3
STATIQUES = Path(__file__).resolve().parent.parent / "static"
# All that a report may load, whatever its text asks for.
NOTRES = {
    "app:///css/jetons.css": ("css/jetons.css", "text/css"),
    "app:///css/rapport.css": ("css/rapport.css", "text/css"),
    "app:///police/atkinson-next.woff2": ("police/atkinson-next.woff2", "font/woff2"),
}


def borner(memoire: int, secondes: int) -> None:
    """Limit this process: address space in MiB, processor in seconds; it writes no core and no file."""
    resource.setrlimit(resource.RLIMIT_AS, (memoire * 2**20,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (secondes, secondes + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def composer(ordre: Mapping[str, Any]) -> bytes:
    """The PDF: tagged (PDF/UA-1), made to be kept (PDF/A-3a), the same bytes for the same order."""
    uses_relative.append("app")
    uses_netloc.append("app")
    instant = datetime.fromisoformat(ordre["instant"]).astimezone(UTC)
    notre, police = Notre(allowed_protocols={"app"}, allow_redirects=False), FontConfiguration()
    feuilles = [CSS(url=url, url_fetcher=notre, font_config=police) for url in NOTRES if url.endswith(".css")]
    html = lisible(ordre["html"], lambda signes: sans_dessin(signes, police))
    brut = HTML(string=html, base_url="app:///", url_fetcher=notre).write_pdf(
        stylesheets=feuilles,
        font_config=police,
        attachments=_pieces(ordre["pieces"], instant, notre),
        pdf_variant="pdf/a-3a",
        pdf_identifier=bytes.fromhex(ordre["identifiant"])[:16],
    )
    return finir(brut, ordre, f"{instant:%Y-%m-%dT%H:%M:%SZ}")


class Notre(URLFetcher):
    """Fetches our style sheets and our font; anything else does not exist."""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        if url not in NOTRES:
            # WeasyPrint goes on without it; its FatalURLFetchingError would stop the report on a mere mention.
            raise ValueError("a report loads nothing from outside")
        chemin, genre = NOTRES[url]
        return URLFetcherResponse(url, (STATIQUES / chemin).read_bytes(), {"Content-Type": genre})


def sans_dessin(signes: set[str], police: FontConfiguration) -> set[str]:
    """Those of `signes` that Pango draws with no font of this machine."""
    # Not declared by WeasyPrint's own binding: asked of the library itself.
    compter = ctypes.CDLL("libpango-1.0.so.0").pango_layout_get_unknown_glyphs_count
    compter.argtypes, compter.restype = [ctypes.c_void_p], ctypes.c_int
    contexte = ffi.gc(pango.pango_font_map_create_context(police.font_map), gobject.g_object_unref)
    inconnus = set()
    for signe in signes:
        texte = ffi.gc(pango.pango_layout_new(contexte), gobject.g_object_unref)
        octets = signe.encode()
        pango.pango_layout_set_text(texte, ffi.new("char[]", octets), len(octets))
        if compter(int(ffi.cast("uintptr_t", texte))):
            inconnus.add(signe)
    return inconnus


def _pieces(pieces: Iterable[Mapping[str, str]], instant: datetime, notre: Notre) -> list[Attachment]:
    return [
        Attachment(
            string=piece["texte"],
            url_fetcher=notre,
            name=piece["nom"],
            description=piece["description"],
            created=instant,
            modified=instant,
            relationship="Data",
        )
        for piece in pieces
    ]


def main() -> int:
    ordre = json.load(sys.stdin)
    borner(ordre["memoire"], ordre["secondes"])
    try:
        pdf = composer(ordre)
    except MemoryError:
        return SANS_MEMOIRE
    sys.stdout.buffer.write(pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main())
