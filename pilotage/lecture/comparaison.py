"""What changes from one version to another, in words and by chantier, ready for a page."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
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

# How an address names what is not a version of the proposition.
EN_VIGUEUR, PRESENT = "vigueur", "present"


@dataclass(frozen=True)
class Comparaison:
    """`lignes` for roadmaps and budgets, `textes` for a text; `avant` may belong to an earlier, adopted proposition."""

    avant: Version
    apres: Version
    lignes: tuple[DifferenceMotivee, ...]
    textes: tuple[TexteDifferent, ...]
    au_present: bool = False

    @property
    def nom_avant(self) -> str:
        return f"Version {self.avant.etiquette}"

    @property
    def nom_apres(self) -> str:
        return "Aujourd’hui" if self.au_present else f"Version {self.apres.etiquette}"

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


def versions_a_comparer(proposition: Proposition) -> dict[str, Version]:
    """How an address names them → its versions, oldest first, after the one in force of an earlier proposition."""
    siennes = {str(v.numero): v for v in proposition.versions.select_related("proposition")}
    en_vigueur = _en_vigueur(proposition, None)
    if siennes and en_vigueur is not None and en_vigueur.proposition_id != proposition.pk:
        return {EN_VIGUEUR: en_vigueur, **siennes}
    return siennes


def comparer_les_choisies(versions: Mapping[str, Version], de: str, a: str, acces: Acces) -> Comparaison:
    """From one to the other, as the address says; the last two by default. `a`: the present, for members."""
    ordre = list(versions)
    if a == PRESENT and acces.membre and (present := _au_present(versions.get(de, versions[ordre[-1]]), acces)):
        return present
    arrivee = a if a in versions else ordre[-1]
    depart = de if de in versions else ordre[max(ordre.index(arrivee) - 1, 0)]
    return comparer_les_versions(versions[depart], versions[arrivee], acces)


def _au_present(version: Version, acces: Acces) -> Comparaison | None:
    comparaison = comparer_au_present(version, acces)
    return replace(comparaison, au_present=True) if comparaison else None


def comparer_a_la_precedente(version: Version, acces: Acces) -> Comparaison | None:
    """With the version before it, or for a first one with the version in force of the same nature and exercice."""
    avant = _precedente(version)
    return comparer_les_versions(avant, version, acces) if avant else None


def _precedente(version: Version) -> Version | None:
    if version.numero > 0:
        autres = Version.objects.select_related("proposition").filter(proposition=version.proposition)
        return autres.get(numero=version.numero - 1)
    return _en_vigueur(version.proposition, version.sequence)


def _en_vigueur(proposition: Proposition, sequence: int | None) -> Version | None:
    """The version adopted of the same global nature and exercice, today or after an entry of the journal."""
    if proposition.nature not in Proposition.Nature.globales():
        return None
    decision = derniere_decision(proposition.nature, sequence, proposition.exercice_id)
    return decision.version_adoptee if decision else None


def derniere_decision(nature: str, sequence: int | None = None, exercice_id: UUID | None = None) -> Decision | None:
    """The last adoption of this nature (and exercice), today or after an entry of the journal; with its version."""
    lignes = presentes_au(Decision, sequence).filter(proposition__nature=nature, proposition__exercice=exercice_id)
    return lignes.select_related("version_adoptee__proposition").order_by("-constatee_le", "-numero").first()
