"""What changes from one version to another, in words and by chantier, ready for a page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

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

PAR_PAGE = 60
# How an address names what is not a version of the proposition.
EN_VIGUEUR, PRESENT = "vigueur", "present"


@dataclass(frozen=True)
class Comparaison:
    """`lignes` for roadmaps and budgets, `textes` for a text; `avant` may belong to an earlier, adopted proposition.

    `a_figer`: `apres` is what would be frozen now, called by the number it would take, or by today (`au_present`).
    """

    avant: Version
    apres: Version
    lignes: tuple[DifferenceMotivee, ...]
    textes: tuple[TexteDifferent, ...]
    a_figer: bool = False
    au_present: bool = False
    debut: int = 0

    @property
    def montrees(self) -> tuple[DifferenceMotivee, ...]:
        """A page of `lignes`, from `debut`."""
        return self.lignes[self.debut : self.debut + PAR_PAGE]

    @property
    def suite(self) -> str:
        """The address of the differences that follow those that are shown, or nothing."""
        suivante = self.debut + PAR_PAGE
        if suivante >= len(self.lignes):
            return ""
        proposition = self.apres.proposition
        de = self.avant.numero if self.avant.proposition_id == proposition.pk else EN_VIGUEUR
        choix = {"de": de, "a": PRESENT if self.a_figer else self.apres.numero, "apres": suivante}
        return f"{reverse('pilotage:differences', args=[proposition.numero])}?{urlencode(choix)}#t-diff"

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
    lignes = differences(version, suivante, acces, contenus=contenus)
    return Comparaison(version, suivante, lignes, (), a_figer=True)


def versions_a_comparer(proposition: Proposition) -> dict[str, Version]:
    """How an address names them → its versions, oldest first, after the one in force when the first was frozen."""
    siennes = {str(v.numero): v for v in proposition.versions.select_related("proposition")}
    en_vigueur = _en_vigueur(proposition, siennes["0"].sequence) if siennes else None
    return siennes if en_vigueur is None else {EN_VIGUEUR: en_vigueur, **siennes}


def comparer_les_choisies(versions: Mapping[str, Version], choix: Mapping[str, str], acces: Acces) -> Comparaison:
    """As the address says, `?de=vigueur&a=1&apres=60`; the last two by default. `a=present`: for members."""
    ordre, de, a = list(versions), choix.get("de", ""), choix.get("a", "")
    comparaison = None
    if a == PRESENT and acces.membre:
        comparaison = _au_present(versions.get(de, versions[ordre[-1]]), acces)
    if comparaison is None:
        arrivee = a if a in versions else ordre[-1]
        depart = de if de in versions else ordre[max(ordre.index(arrivee) - 1, 0)]
        comparaison = comparer_les_versions(versions[depart], versions[arrivee], acces)
    apres = choix.get("apres", "")
    return replace(comparaison, debut=int(apres) if re.fullmatch("[0-9]{1,6}", apres) else 0)


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
