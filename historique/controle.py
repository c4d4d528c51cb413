"""The chain and its signed points, checked against what the database and the directory of the journal hold."""

from collections.abc import Iterator

from historique import chaine, points
from historique.anomalies import Anomalie
from historique.models import ORIGINE_DE_LA_CHAINE, Tete


def chaine_du_journal() -> Iterator[Anomalie]:
    """Every entry whose content or place is not what its fingerprints say; the first break is the one to look at."""
    precedente = ORIGINE_DE_LA_CHAINE
    for maille in chaine.mailles():
        ou = f"inscription {maille.sequence}"
        if maille.refaite != maille.feuille:
            yield Anomalie(ou, "son contenu a changé depuis qu’elle a été écrite")
        if chaine.maillon(precedente, maille.feuille) != maille.chaine:
            yield Anomalie(ou, "elle ne continue pas celle d’avant : la chaîne est rompue")
        precedente = maille.chaine
    if precedente != Tete.objects.values_list("chaine", flat=True).get(pk=1):
        yield Anomalie("journal", "la tête ne porte pas l’empreinte de la dernière inscription")


def points_signes() -> Iterator[Anomalie]:
    """Whether the journal continues the last point signed, with the key that signed it."""
    if rupture := points.rupture_du_journal():
        fait, _, remede = rupture.rpartition("\n")
        yield Anomalie("points de contrôle", fait, remede=remede)
