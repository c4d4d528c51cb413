"""What changes from one version to another, in words and by chantier, ready for a page."""

from dataclasses import dataclass
from uuid import UUID

from historique.lecture import derniere_sequence, presentes_au
from membres.acces import Acces
from pilotage.lecture.versions import (
    Contenu,
    DifferenceMotivee,
    TexteDifferent,
    changement_de_texte,
    contenu_actuel,
    differences,
    lire_contenu,
)
from pilotage.models import Decision, Proposition, Version


@dataclass(frozen=True)
class Comparaison:
    """`lignes` for roadmaps and budgets, `textes` for a text; `avant` may belong to an earlier, adopted proposition."""

    avant: Version
    apres: Version
    lignes: tuple[DifferenceMotivee, ...]
    textes: tuple[TexteDifferent, ...]

    def _combien(self, nature: str) -> int:
        return sum(ligne.difference.nature == nature for ligne in self.lignes)

    @property
    def phrase(self) -> str:
        """« 5 changements : 2 ajouts, 2 modifications, 1 retrait »."""
        total = len(self.lignes) + len(self.textes)
        if not total:
            return "Aucun changement"
        noms = (("ajout", "ajout"), ("modification", "modification"), ("retrait", "retrait"))
        parts = [f"{n} {nom}{'s' if n > 1 else ''}" for nature, nom in noms if (n := self._combien(nature))]
        detail = f" : {', '.join(parts)}" if parts else ""
        return f"{total} changement{'s' if total > 1 else ''}{detail}"

    @property
    def avec_motifs(self) -> bool:
        return any(ligne.motif for ligne in self.lignes)


def comparer_les_versions(avant: Version, apres: Version, acces: Acces) -> Comparaison:
    contenus: tuple[Contenu, Contenu] = (lire_contenu(avant, acces), lire_contenu(apres, acces))
    return Comparaison(
        avant=avant,
        apres=apres,
        lignes=differences(avant, apres, acces, contenus=contenus),
        textes=changement_de_texte(*contenus),
    )


def comparer_au_present(version: Version, acces: Acces) -> Comparaison | None:
    """What a new version frozen now would change; None for a text, which is still to be written."""
    proposition = version.proposition
    if proposition.fige_un_texte:
        return None
    contenus = (lire_contenu(version, acces), contenu_actuel(proposition, acces))
    suivante = Version(proposition=proposition, numero=version.numero + 1, sequence=derniere_sequence())
    return Comparaison(version, suivante, differences(version, suivante, acces, contenus=contenus), ())


def comparer_a_la_precedente(version: Version, acces: Acces) -> Comparaison | None:
    """With the version before it, or for a first one with the version in force of the same nature and exercice."""
    avant = _precedente(version)
    return comparer_les_versions(avant, version, acces) if avant else None


def _precedente(version: Version) -> Version | None:
    if version.numero > 0:
        autres = Version.objects.select_related("proposition").filter(proposition=version.proposition)
        return autres.get(numero=version.numero - 1)
    if version.proposition.nature not in Proposition.Nature.globales():
        return None
    decision = derniere_decision(version.proposition.nature, version.sequence, version.proposition.exercice_id)
    return decision.version_adoptee if decision else None


def derniere_decision(nature: str, sequence: int | None = None, exercice_id: UUID | None = None) -> Decision | None:
    """The last adoption of this nature (and exercice), today or after an entry of the journal; with its version."""
    lignes = presentes_au(Decision, sequence).filter(proposition__nature=nature, proposition__exercice=exercice_id)
    return lignes.select_related("version_adoptee__proposition").order_by("-constatee_le", "-numero").first()
