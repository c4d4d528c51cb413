"""What is added to a funding, modified, archived and brought back in one shape: its amounts, due dates, versements."""

from collections.abc import Callable, Mapping
from typing import Any

from budget import permissions
from budget.actions import echeances, montants_annuels, versements
from budget.actions.financements import tenir
from budget.actions.statuts import passer_en_versement
from budget.actions.verrous import Perime, relire
from budget.models import Echeance, Tranche, Versement
from historique.actes import consigner
from historique.edition import Fusion, appliquer
from historique.horloge import maintenant
from historique.retrait import a_rendre
from membres.acces import Acces

type Piece = Tranche | Echeance | Versement

CONTENU: dict[type, tuple[str, ...]] = {
    Tranche: ("demande_centimes", "accorde_centimes"),
    Echeance: ("nature", "le", "precision", "faite_le"),
    Versement: ("exercice_id", "nature", "le", "montant_centimes"),
}
EXIGER: dict[type, Callable[[Any], None]] = {
    Tranche: montants_annuels.exiger_possible,
    Echeance: echeances.exiger_possible,
    Versement: versements.exiger_possible,
}
VERBES: dict[type, str] = {Tranche: "prevoir", Echeance: "ajouter", Versement: "encaisser"}
NOMS: dict[type, tuple[str, str]] = {
    Tranche: ("Ce montant", ""),
    Echeance: ("Cette échéance", "e"),
    Versement: ("Ce versement", ""),
}


def ajouter_au_financement(piece: Any, *, en_versement: bool = False, motif: str = "", par: Acces) -> Any:
    """Add an unsaved amount, due date or versement; the same form sent twice (same key) finds the row.

    `en_versement`: with a versement, the status becomes so if the table of transitions allows it.
    """
    with consigner(VERBES[type(piece)], par=par, motif=motif) as acte:
        piece.financement = tenir(piece.financement, par=par, exercices=_exercices(piece))
        deja = type(piece).objects.filter(pk=piece.pk).first()
        if deja is not None:
            return deja
        EXIGER[type(piece)](piece)
        piece.save()
        acte.objet = piece
        if en_versement:
            passer_en_versement(piece.financement)
        _suites(piece)
    return piece


def modifier_au_financement(
    piece: Any, *, version: int, saisi: Mapping[str, Any], motif: str = "", par: Acces
) -> Fusion:
    """Merge `saisi` (column → value), typed from `version`, with what others did meanwhile."""
    vises = {saisi["exercice_id"]} if saisi.get("exercice_id") else set()
    with consigner("modifier", par=par, motif=motif) as acte:
        acte.objet = piece = _presente(piece, par, vises)
        fusion = appliquer(piece, version=version, saisi=saisi)
        EXIGER[type(piece)](piece)
        piece.save()
        _suites(piece)
    return fusion


def accomplir(echeance: Echeance, *, motif: str = "", par: Acces) -> None:
    """The due date is done, today."""
    with consigner("accomplir", par=par, motif=motif) as acte:
        acte.objet = echeance = _presente(echeance, par)
        echeances.noter_faite(echeance)
        echeance.save()


def archiver_au_financement(piece: Any, *, motif: str = "", par: Acces) -> None:
    """Nothing is deleted; refused when something hangs on it."""
    with consigner("archiver", par=par, motif=motif) as acte:
        acte.objet = piece = _presente(piece, par)
        piece.archive_le = maintenant()
        EXIGER[type(piece)](piece)
        piece.save()


def retablir_au_financement(piece: Any, *, motif: str = "", par: Acces) -> None:
    """Bring it back, if it still fits."""
    with consigner("retablir", par=par, motif=motif) as acte:
        financement = tenir(piece.financement, par=par, exercices=_exercices(piece))
        acte.objet = piece = relire(piece)
        piece.financement = financement
        if piece.archive_le is None:
            nom, e = NOMS[type(piece)]
            raise Perime(f"{nom} n’est pas archivé{e} : il n’y a rien à rétablir.")
        piece.archive_le = None
        EXIGER[type(piece)](piece)
        piece.save()
        _suites(piece)


def restaurer_au_financement(piece: Any, *, etat: Any, motif: str = "", par: Acces) -> Any:
    """Bring back what was written of it at an earlier state (a historical row), if it still fits."""
    with consigner("restaurer", par=par, motif=motif) as acte:
        passe = getattr(etat, "exercice_id", None)
        acte.objet = piece = _presente(piece, par, {passe} if passe else set())
        etat = a_rendre(etat)
        for colonne in CONTENU[type(piece)]:
            setattr(piece, colonne, getattr(etat, colonne))
        EXIGER[type(piece)](piece)
        piece.save()
        _suites(piece)
    return piece


def _exercices(piece: Any) -> set[Any]:
    exercice_id = getattr(piece, "exercice_id", None)
    return {exercice_id} if exercice_id else set()


def _presente(piece: Any, par: Acces, exercices: set[Any] = frozenset()) -> Any:  # type: ignore[assignment]
    """The row under lock, its funding too, neither archived."""
    financement = tenir(piece.financement, par=par, exercices=_exercices(piece) | exercices)
    piece = relire(piece)
    piece.financement = financement
    if refus := permissions.refus_d_archive(piece, *NOMS[type(piece)]):
        raise Perime(refus)
    return piece


def _suites(piece: Any) -> None:
    """A newly granted exercice is one more report to give."""
    if isinstance(piece, Tranche):
        echeances.prevoir_les_comptes_rendus(piece.financement)
