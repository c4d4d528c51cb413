"""The list of what was taken out, kept outside the database: a backup older than an erasure would bring the texts back.

`DOSSIER_DU_JOURNAL/effacements.ndjson`, one line per act that took something out, never the text; written once the
act is committed; if a crash comes in between, the daily upkeep adds it (`completer_la_liste`).
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any, Self
from uuid import UUID

from django.conf import settings
from django.db import models, transaction

from historique import prises, registre, retrait
from historique.actes import ActeEnCours, Agent, consigner
from historique.canonique import canonique, lire
from historique.models import Acte, Ouverture, Retrait


@dataclass(frozen=True)
class Effacement:
    """One line of the list. `passages` says where the texts were: (type, key, field)."""

    inscription: UUID
    sequence: int
    instant: str
    engagements: tuple[str, ...]
    passages: tuple[tuple[str, UUID, str], ...]
    personne: UUID | None
    motif_legal: str

    @classmethod
    def de(cls, acte: Acte) -> Self:
        faits = lire(acte.faits) if acte.faits else {}
        return cls.lire(
            faits | {"inscription": acte.pk, "sequence": acte.sequence, "instant": lire(canonique(acte.instant))}
        )

    @classmethod
    def lire(cls, ligne: dict[str, Any]) -> Self:
        return cls(
            inscription=UUID(str(ligne["inscription"])),
            sequence=ligne["sequence"],
            instant=ligne["instant"],
            engagements=tuple(ligne.get("retraits", ())),
            passages=tuple((genre, UUID(pk), champ) for genre, pk, champ in ligne.get("passages", ())),
            personne=UUID(ligne["personne"]) if ligne.get("personne") else None,
            motif_legal=ligne.get("motif_legal", ""),
        )

    @property
    def ligne(self) -> str:
        return canonique(
            {
                "inscription": self.inscription,
                "sequence": self.sequence,
                "instant": self.instant,
                "retraits": self.engagements,
                "passages": self.passages,
                "personne": self.personne,
                "motif_legal": self.motif_legal,
            }
        )


# The list -------------------------------------------------------------------------------------------------------------


def apres_un_retrait(inscrit: prises.RetraitInscrit) -> None:
    """Add the act to the list once it is committed (`prises.apres_un_retrait`)."""
    transaction.on_commit(partial(completer_la_liste, depuis=inscrit.sequence), robust=True)


def completer_la_liste(depuis: int = 1) -> int:
    """Add the acts of the journal, from this number on, that the list lacks; safe to repeat. Returns how many."""
    with _liste() as fichier:
        connus = {effacement.inscription for effacement in _lire(fichier)}
        siens = models.Exists(Retrait.objects.filter(acte=models.OuterRef("pk")))
        actes = Acte.objects.filter(siens | models.Q(faits__contains='"motif_legal"'), sequence__gte=depuis)
        actes = actes.order_by("sequence")
        nouveaux = [Effacement.de(acte) for acte in actes if acte.pk not in connus]
        if nouveaux:
            fichier.write("".join(f"{effacement.ligne}\n" for effacement in nouveaux).encode())
            fichier.flush()
            os.fsync(fichier.fileno())
    return len(nouveaux)


def lire_la_liste() -> list[Effacement]:
    """All that the list holds, in the order of its lines."""
    with _liste() as fichier:
        return _lire(fichier)


def liste_presente() -> bool:
    return _chemin().exists()


def _chemin() -> Path:
    return Path(settings.DOSSIER_DU_JOURNAL) / "effacements.ndjson"


@contextmanager
def _liste() -> Iterator[IO[bytes]]:
    """The list, open to this process alone."""
    chemin = _chemin()
    chemin.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with chemin.open("a+b") as fichier:
        fcntl.flock(fichier, fcntl.LOCK_EX)
        yield fichier


def _lire(fichier: IO[bytes]) -> list[Effacement]:
    """The whole lines; one that a crash cut is ended here, and its act is added again."""
    fichier.seek(0)
    lignes = fichier.read().split(b"\n")
    if lignes[-1]:
        fichier.write(b"\n")
    lues = []
    for ligne in lignes:
        try:
            lues.append(Effacement.lire(lire(ligne.decode())))
        except (ValueError, KeyError):
            continue
    return lues


# After the return of a backup -----------------------------------------------------------------------------------------


def rejouer_les_effacements() -> int:
    """Take out again what the list says and this database still holds, by acts of the platform; returns how many.

    Where the text had been replaced in a live row, the marker stands: the list does not hold the replacement.
    """
    rejoues = 0
    effaces = {e.personne for e in map(Effacement.de, Acte.objects.filter(faits__contains='"personne"'))}
    presents = set(Acte.objects.values_list("pk", flat=True).filter(faits__contains='"motif_legal"'))
    for effacement in lire_la_liste():
        if effacement.inscription in presents:
            continue
        if effacement.personne is not None and effacement.personne not in effaces:
            for prise in prises.effacer_de_nouveau:
                prise(effacement.personne, effacement.motif_legal)
            effaces.add(effacement.personne)
            rejoues += 1
        rejoues += _rejouer(effacement)
    completer_la_liste()
    return rejoues


def _rejouer(effacement: Effacement) -> int:
    """Redo one act on what is left of it: 1, or 0 when nothing is."""
    if not Ouverture.objects.filter(pk__in=effacement.engagements).exists():
        return 0
    with consigner("rejouer_un_retrait", par=Agent.SYSTEME) as acte:
        retrait.verrouiller([(genre, pk) for genre, pk, _ in effacement.passages])
        textes = dict(Ouverture.objects.filter(pk__in=effacement.engagements).values_list("pk", "valeur"))
        acte.retirer(textes, textes.values())
        for genre, pk in dict.fromkeys((genre, pk) for genre, pk, _ in effacement.passages):
            champs = [champ for autre, cle, champ in effacement.passages if (autre, cle) == (genre, pk)]
            _rejouer_sur(acte, genre, pk, {champ: textes.values() for champ in champs})
        if effacement.motif_legal:
            retrait.motiver(acte, effacement.motif_legal)
        acte.faits["inscription_rejouee"] = str(effacement.inscription)
    return 1


def _rejouer_sur(acte: ActeEnCours, genre: str, pk: UUID, textes: retrait.Textes) -> None:
    """On one object, if this database knows it."""
    declaration = registre.declarations.get(genre)
    if declaration is not None and declaration.modele._base_manager.filter(pk=pk).exists():
        retrait.retirer_les_textes(acte, declaration.modele, pk, textes)
    elif genre == Acte._meta.label_lower and (vise := Acte.objects.filter(pk=pk).first()) is not None:
        retrait.retirer_un_motif(acte, vise)
