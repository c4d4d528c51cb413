"""What a footer, a report or a downloaded journal proves of the journal of today, in sentences.

`verifier.py` reads the formats and words the verdicts, here as on the machine of who distrusts this one.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from historique import prises, verifier
from historique.canonique import lire
from historique.chaine import chaine_a
from historique.models import Acte
from historique.points import REPRENDRE, cles, point_a
from historique.prises import Nomme

# What a page shows of a file where everything is false.
MONTREES = 20
COURT = 16
FORME_COURTE = (
    "La forme courte d’un point ne porte que le début de son empreinte : assez contre une erreur ou une retouche faite "
    "après coup, pas contre qui tiendrait le site et aurait préparé d’avance deux journaux où ce début est le même. Le "
    "code QR et le PDF la portent entière."
)
PAS_LE_FICHIER = (
    "Ce PDF n’est pas, à l’octet près, un rapport de la plateforme que vous puissiez lire : son point de contrôle dit "
    "de quel journal il vient, pas que son texte est resté le même."
)
FIN_MANQUANTE = (
    "Le journal n’a que {dernier} inscriptions, et ce point en compte {taille} : la fin du journal a été ôtée, ou ce "
    "point n’est pas de lui."
)
REECRIT = (
    "Ce point a été signé par la clé de ce journal et n’y est plus : le journal a été réécrit, ou une ancienne base a "
    "été remise sans le dire."
)


@dataclass(frozen=True)
class Examen:
    """What is proven, what is false, what is not proven, as sentences; `fichier`: the report that this file is."""

    prouves: tuple[str, ...]
    faux: tuple[str, ...]
    non_prouves: tuple[str, ...]
    fichier: Nomme | None = None

    @property
    def autres_fautes(self) -> int:
        return max(len(self.faux) - MONTREES, 0)

    @property
    def fautes(self) -> tuple[str, ...]:
        return self.faux[:MONTREES]


def examiner(nom: str, octets: bytes, acces: Any) -> Examen | None:
    """What these bytes prove; None when there is nothing in them to check. A fixed number of queries, one per point."""
    verdicts, points, _ = verifier.examiner(nom, octets, [str(cle) for cle in cles()])
    compares = list(_comparer(points))
    # Signed by a key of this journal, and not of it any more: no mistake of copy can do that.
    rompu = _de(verifier.PROUVE, verdicts) and compares and not _de(verifier.PROUVE, compares)
    if rompu and _de(verifier.FAUX, compares):
        compares.append((verifier.FAUX, REECRIT))
    verdicts = [*verdicts, *compares]
    fichier, pdf = None, b"%PDF" in octets[:1024]
    if pdf:
        sha256 = hashlib.sha256(octets).hexdigest()
        fichier = next((nomme for prise in prises.fichiers_connus if (nomme := prise(sha256, acces))), None)
    if not verdicts and fichier is None:
        return None
    prouves = _de(verifier.PROUVE, verdicts)
    reserves = [FORME_COURTE] if prouves and any(len(chaine) == COURT for _, chaine in points) else []
    reserves += [PAS_LE_FICHIER] if pdf and fichier is None else []
    return Examen(
        prouves=prouves,
        faux=_de(verifier.FAUX, verdicts),
        non_prouves=(*_de(verifier.NON_PROUVE, verdicts), *reserves),
        fichier=fichier,
    )


def _comparer(points: Iterable[tuple[int, str]]) -> Iterable[tuple[str, str]]:
    """Each point against the journal of today."""
    tete = point_a()
    inscrites = Acte.objects.filter(verbe=REPRENDRE).exclude(faits="").values_list("sequence", "faits")
    faits = [(sequence, lire(texte)) for sequence, texte in inscrites]
    reprises = [(n, f["perdues_de"], f["perdues_a"], f["point_perdu"]) for n, f in faits]
    for taille, connue in list(points)[:MONTREES]:
        chaine = chaine_a(taille)
        verdict, phrase = verifier.comparer((taille, connue), tete.taille, chaine, reprises)
        if chaine is None and verdict == verifier.FAUX:
            phrase = FIN_MANQUANTE.format(dernier=tete.taille, taille=taille)
        yield verdict, phrase


def _de(verdict: str, verdicts: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(phrase for le_sien, phrase in verdicts if le_sien == verdict)
