"""A journal that came back from a backup says what was lost, and the key that signs it is changed in the open."""

from dataclasses import dataclass

from config.sauvegarde import SauvegardeRefusee
from historique import chaine, points
from historique.actes import Agent, consigner
from historique.canonique import lire
from historique.models import Acte, Visibilite
from historique.note import ClePublique, CleSecrete, Point


@dataclass(frozen=True)
class Perte:
    """Entries that were signed and are in the database no more: from `de` to `a`, up to the point `signe`.

    `remplacees`: others bear their numbers, which no old backup does by itself.
    """

    de: int
    a: int
    signe: Point
    remplacees: bool = False

    def __str__(self) -> str:
        if self.remplacees:
            return (
                "Ce journal n’est plus celui qui a été signé : d’autres inscriptions portent des numéros de "
                f"{self.de} à {self.a}. Il a été réécrit, ou continué depuis une ancienne sauvegarde."
            )
        perdues = f"les inscriptions qui portaient les numéros {self.de} à {self.a} sont perdues"
        if self.de == self.a:
            perdues = f"l’inscription qui portait le numéro {self.a} est perdue"
        return f"Retour d’une sauvegarde plus ancienne que le dernier point de contrôle signé : {perdues}."


def perte() -> Perte | None:
    """What the points signed outside the database know, and the journal does not; None when it continues them.

    Raises SauvegardeRefusee when they are those of another journal.
    """
    if points.point_perdu() is None:
        return None
    signes = points.points_signes()
    inconnus = []
    for point in reversed(signes):
        if chaine.chaine_a(point.taille) == point.chaine:
            break
        inconnus.append(point.taille)
    else:
        _exiger_le_meme_journal(signes)
    suivante = points.point_a().taille + 1
    return Perte(min(suivante, *inconnus), max(inconnus), signes[-1], remplacees=min(inconnus) < suivante)


def _exiger_le_meme_journal(signes: list[Point]) -> None:
    """No point is known: a backup older than all of them, unless one that it should know is not its own."""
    if any(point.taille <= points.point_a().taille for point in signes):
        raise SauvegardeRefusee(
            "Les points de contrôle gardés à part sont ceux d’un autre journal : aucun n’est dans cette base. "
            "Remettez le dossier du journal qui va avec elle (DOSSIER_DU_JOURNAL), ou la base qui va avec lui."
        )


def reprendre(perdu: Perte) -> int:
    """Write the entry that says what was lost; returns its number."""
    with consigner(points.REPRENDRE, par=Agent.SYSTEME, motif=str(perdu), visibilite=Visibilite.PUBLIQUE) as acte:
        acte.faits |= {"perdues_de": perdu.de, "perdues_a": perdu.a, "point_perdu": perdu.signe.long}
        if perdu.remplacees:
            acte.faits["remplacees"] = True
        acte.faits |= _cle_changee_depuis()
    return _numero(acte.sequence)


def _cle_changee_depuis() -> dict[str, str]:
    """The key that signs, when the entry that named it is among those that were lost."""
    presente, premiere = points.cles()[0], points.cles()[-1]
    dit = Acte.objects.filter(verbe="changer_la_cle").order_by("-sequence").values_list("faits", flat=True).first()
    derniere_dite = lire(dit)["nouvelle"] if dit else str(premiere)
    return {} if derniere_dite == str(presente) else {"ancienne": derniere_dite, "nouvelle": str(presente)}


def changer_la_cle() -> tuple[int, ClePublique, bool]:
    """Sign with a new key from now on; returns the number of the entry, the new key, and if the old one signed it.

    When the old key is there, it signs a last point that covers the entry naming the new one. Raises SauvegardeRefusee.
    """
    if not (connues := points.cles()):
        raise SauvegardeRefusee("Aucune clé n’a encore signé ce journal : la première se fait d’elle-même.")
    if perte() is not None:
        raise SauvegardeRefusee(f"Le journal ne continue pas ce qui a été signé.\n{points.REPRENDRE_LE_JOURNAL}")
    ancienne, nouvelle = connues[0], CleSecrete.tirer(connues[0].nom)
    presente = _la_cle_est_la()
    motif = "La clé qui signe le journal est changée" + ("." if presente else " : l’ancienne est perdue ou illisible.")
    with consigner("changer_la_cle", par=Agent.SYSTEME, motif=motif, visibilite=Visibilite.PUBLIQUE) as acte:
        acte.faits |= {"ancienne": str(ancienne), "nouvelle": str(nouvelle.publique)}
    if presente:
        points.signer()
    points.poser_la_cle(nouvelle)
    points.signer()
    return _numero(acte.sequence), nouvelle.publique, presente


def _la_cle_est_la() -> bool:
    """Of a journal that continues what was signed, only the key can keep from signing."""
    try:
        points.signer()
    except points.RuptureDuJournal:
        return False
    return True


def _numero(sequence: int | None) -> int:
    if sequence is None:
        raise LookupError("an entry was written without a number")
    return sequence
