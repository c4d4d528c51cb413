"""Receipts of an expense: what their bytes say they are, whatever their name; archived, never deleted."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import Protocol

from budget import permissions
from budget.actions.verrous import relire, verrouiller_l_exercice
from budget.models import Depense, Justificatif
from fichiers.rangement import EXTENSIONS, enregistrer, type_de
from historique.actes import consigner
from historique.horloge import maintenant
from historique.refus import ActionRefusee, exiger
from membres.acces import Acces

AU_PLUS = 10 * 1024 * 1024  # in one sending: what a proxy lets through
NOM_AU_PLUS = 120


class Recu(Protocol):
    """A file that someone sends."""

    @property
    def name(self) -> str | None: ...

    @property
    def size(self) -> int | None: ...

    def read(self) -> bytes: ...


def joindre(depense: Depense, fichiers: Sequence[Recu], *, motif: str = "", par: Acces) -> list[Justificatif]:
    """Keep these files with the expense; bytes that are there already are found, not added."""
    with consigner("joindre" if len(fichiers) == 1 else "joindre_plusieurs", par=par, motif=motif) as acte:
        verrouiller_l_exercice(depense.ligne.exercice_id)
        depense = relire(depense, "ligne__chantier")
        exiger(permissions.refus_de_noter_une_depense(par, depense.ligne.chantier))
        exiger(permissions.refus_d_archive(depense, "Cette dépense"))
        joints = []
        for nom, octets, type in list(_lus(fichiers)):
            fichier = enregistrer(octets, type)
            piece = Justificatif.objects.presents().filter(depense=depense, fichier=fichier).first()
            if piece is None:
                piece = Justificatif(depense=depense, fichier=fichier, nom=nom_propre(nom, type))
                piece.save()
            joints.append(piece)
        acte.objet = joints[0] if len(joints) == 1 else depense
    return joints


def archiver_un_justificatif(piece: Justificatif, *, motif: str = "", par: Acces) -> None:
    """It proves nothing any more; its bytes are kept."""
    with consigner("archiver", par=par, motif=motif) as acte:
        acte.objet = piece = _relu(piece, par)
        exiger(permissions.refus_d_archive(piece, "Ce justificatif", ""))
        piece.archive_le = maintenant()
        piece.save()


def retablir_un_justificatif(piece: Justificatif, *, motif: str = "", par: Acces) -> None:
    with consigner("retablir", par=par, motif=motif) as acte:
        acte.objet = piece = _relu(piece, par)
        if piece.archive_le is None:
            raise ActionRefusee("Ce justificatif n’est pas archivé.")
        exiger(permissions.refus_d_archive(piece.depense, "Cette dépense"))
        if Justificatif.objects.presents().filter(depense=piece.depense_id, fichier=piece.fichier_id).exists():
            raise ActionRefusee("Ce même fichier est de nouveau joint à cette dépense : il n’y a rien à rétablir.")
        piece.archive_le = None
        piece.save()


def _relu(piece: Justificatif, par: Acces) -> Justificatif:
    verrouiller_l_exercice(piece.depense.ligne.exercice_id)
    piece = relire(piece, "depense__ligne__chantier")
    exiger(permissions.refus_de_noter_une_depense(par, piece.depense.ligne.chantier))
    return piece


def _lus(fichiers: Sequence[Recu]) -> Iterable[tuple[str, bytes, str]]:
    """Name, bytes and type of each. Raises ActionRefusee for one that is too big, empty, or of another type."""
    if not fichiers:
        raise ActionRefusee("Choisissez au moins un fichier.", "fichiers")
    if len(fichiers) > 1 and sum(fichier.size or 0 for fichier in fichiers) > AU_PLUS:
        raise ActionRefusee("Ces fichiers dépassent ensemble 10 Mo : joignez-les en plusieurs envois.", "fichiers")
    for fichier in fichiers:
        nom = fichier.name or "fichier"
        if not fichier.size:
            raise ActionRefusee(f"« {nom} » est vide : choisissez un autre fichier.", "fichiers")
        if fichier.size > AU_PLUS:
            raise ActionRefusee(f"« {nom} » dépasse 10 Mo : allégez-le, ou coupez-le en plusieurs.", "fichiers")
        octets = fichier.read()
        type = type_de(octets)
        if type is None:
            raise ActionRefusee(
                f"« {nom} » n’est ni un PDF, ni une image PNG ou JPEG, quel que soit son nom : "
                "enregistrez-le dans l’un de ces formats, puis joignez-le.",
                "fichiers",
            )
        yield nom, octets, type


def nom_propre(nom: str, type: str) -> str:
    """The name of a file as people read it: no folder, no hidden character, and the extension of what it is."""
    dernier = PurePosixPath(unicodedata.normalize("NFC", nom).replace("\\", "/")).name
    visible = "".join(" " if c.isspace() else c for c in dernier if c.isspace() or unicodedata.category(c)[0] != "C")
    racine = re.sub(r"(\.(pdf|png|jpe?g|html?|svg|exe))+$", "", visible.strip(), flags=re.IGNORECASE)
    racine = re.sub(r"\s+", " ", racine).strip(" .")[:NOM_AU_PLUS]
    return f"{racine or 'justificatif'}.{EXTENSIONS[type]}"
