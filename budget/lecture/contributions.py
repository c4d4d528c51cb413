"""The contributions of a year as members read them, and those that a person has to confirm. Amounts are cents."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q

from budget.grille import NATURES, POSTES, Poste
from budget.lecture.baremes import BaremeLu, Valeur, calcul, lire_le_bareme
from budget.models import Contribution, Exercice
from chantiers.lecture import ChantierLu
from chantiers.models import Adhesion, Chantier
from historique.mots import majuscule
from membres.acces import Acces
from membres.models import Rattachement
from membres.noms import nommer

LIENS = ("chantier", "action", "organisation", "bareme", "exercice")


@dataclass(frozen=True)
class ContributionSignee:
    """A contribution, with the name of its giver for this reader."""

    contribution: Contribution
    personne: str

    @property
    def qui(self) -> str:
        """« Région d’essai », « Nadia Benali », « Nadia Benali, pour Région d’essai »."""
        organisation = self.contribution.organisation
        if organisation is None:
            return majuscule(self.personne)
        return f"{majuscule(self.personne)}, pour {organisation.nom}" if self.personne else organisation.nom

    @property
    def calcul(self) -> str:
        return calcul(self.contribution)

    @property
    def confirmee(self) -> bool:
        return self.contribution.etat == Contribution.Etat.CONFIRMEE

    @property
    def etat(self) -> tuple[str, str]:
        """The code of its sign, and its word."""
        return ("fait", "Confirmée") if self.confirmee else ("attendue", "À confirmer")

    @property
    def emploi(self) -> Poste:
        return POSTES[NATURES[self.contribution.nature].emploi]

    @property
    def ressource(self) -> Poste:
        return POSTES[NATURES[self.contribution.nature].ressource]

    @property
    def valeur_centimes(self) -> int:
        return self.contribution.valeur_centimes


@dataclass(frozen=True)
class Somme:
    """What contributions add up to, confirmed and only declared apart."""

    nom: str
    numero: int | None
    confirmees: int
    declarees: int

    @property
    def total(self) -> int:
        return self.confirmees + self.declarees


@dataclass(frozen=True)
class ContributionsLues:
    """Those of a year (present, or archived): one record stands on both sides, so 86 and 87 cannot differ."""

    exercice: Exercice
    chantiers: tuple[ChantierLu, ...]
    contributions: tuple[ContributionSignee, ...]

    @cached_property
    def total(self) -> Somme:
        return _somme("Total", None, self.contributions)

    @cached_property
    def par_nature(self) -> tuple[Somme, ...]:
        return tuple(
            _somme(str(nature.label), None, siennes)
            for nature in Contribution.Nature
            if (siennes := [c for c in self.contributions if c.contribution.nature == nature])
        )

    @cached_property
    def par_chantier(self) -> tuple[Somme, ...]:
        return tuple(
            _somme(chantier.nom_court, chantier.numero, siennes)
            for chantier in self.chantiers
            if (siennes := [c for c in self.contributions if c.contribution.chantier_id == chantier.id])
        )

    @cached_property
    def emplois(self) -> tuple[tuple[Poste, int], ...]:
        """The 86, in the order of the form."""
        return _par_poste(self.contributions, lambda c: c.emploi)

    @cached_property
    def ressources(self) -> tuple[tuple[Poste, int], ...]:
        """The 87: the same records."""
        return _par_poste(self.contributions, lambda c: c.ressource)

    def du_chantier(self, slug: str) -> "ContributionsLues":
        siennes = tuple(c for c in self.contributions if c.contribution.chantier.slug == slug)
        return ContributionsLues(self.exercice, self.chantiers, siennes)


def _somme(nom: str, numero: int | None, contributions: Iterable[ContributionSignee]) -> Somme:
    sommes = {True: 0, False: 0}
    for une in contributions:
        sommes[une.confirmee] += une.valeur_centimes
    return Somme(nom, numero, sommes[True], sommes[False])


def _par_poste(
    contributions: Iterable[ContributionSignee], poste_de: Callable[[ContributionSignee], Poste]
) -> tuple[tuple[Poste, int], ...]:
    sommes: dict[str, int] = {}
    for une in contributions:
        cle = poste_de(une).cle
        sommes[cle] = sommes.get(cle, 0) + une.valeur_centimes
    return tuple((POSTES[cle], sommes[cle]) for cle in POSTES if cle in sommes)


def lire_les_contributions(exercice: Exercice, acces: Acces, *, archivees: bool = False) -> ContributionsLues:
    """Those of this exercice, by chantier then by day; three queries."""
    chantiers = tuple(
        sorted((ChantierLu.de(c) for c in Chantier.objects.all()), key=lambda c: (c.est_interchantier, c.numero))
    )
    choisies = Contribution.objects.archives() if archivees else Contribution.objects.presents()
    lues = _nommees(choisies.filter(exercice=exercice).select_related(*LIENS), acces)
    rangs = {chantier.id: rang for rang, chantier in enumerate(chantiers)}
    lues.sort(key=lambda lue: (rangs[lue.contribution.chantier_id], lue.contribution.le, str(lue.contribution.pk)))
    return ContributionsLues(exercice, chantiers, tuple(lues))


def _nommees(lignes: Any, acces: Acces) -> list[ContributionSignee]:
    chargees = list(lignes)
    noms = nommer({ligne.personne_id for ligne in chargees}, acces)
    return [ContributionSignee(ligne, noms.get(ligne.personne_id, "")) for ligne in chargees]


@dataclass(frozen=True)
class ContributionEnDetail:
    """One contribution, the scale that values it, and who confirmed it."""

    une: ContributionSignee
    bareme: BaremeLu | None
    valeur: Valeur | None
    confirmee_par: str

    @property
    def revalorise(self) -> bool:
        """Whether the scale has another value now on its day: the contribution keeps its own."""
        if self.bareme is None:
            return False
        actuelle = self.bareme.au(self.une.contribution.le)
        return actuelle is None or self.une.contribution.bareme_id not in {bande.id for bande in actuelle.bandes}


def lire_la_contribution(contribution: Contribution, acces: Acces) -> ContributionEnDetail:
    """Three queries at most beyond the row, loaded with LIENS."""
    noms = nommer({contribution.personne_id, contribution.confirmee_par_id}, acces)
    bareme = lire_le_bareme(contribution.bareme.code) if contribution.bareme else None
    figees = [v for v in bareme.valeurs if contribution.bareme_id in {b.id for b in v.bandes}] if bareme else []
    return ContributionEnDetail(
        une=ContributionSignee(contribution, noms.get(contribution.personne_id, "")),  # type: ignore[arg-type]
        bareme=bareme,
        valeur=next(iter(figees), None),
        confirmee_par=noms.get(contribution.confirmee_par_id, ""),  # type: ignore[arg-type]
    )


def a_confirmer(acces: Acces) -> list[Contribution]:
    """What this person has to confirm, hers or that of an organisation she acts for today; one query."""
    if acces.personne_id is None:
        return []
    rattachements: Any = Rattachement.objects.actives()
    adhesions: Any = Adhesion.objects.actives()
    liens = [lignes.filter(personne=acces.personne_id).values("organisation") for lignes in (rattachements, adhesions)]
    sienne = Q(organisation__isnull=True, personne=acces.personne_id)
    presentes = Contribution.objects.presents().filter(etat=Contribution.Etat.DECLAREE)
    trouvees = presentes.filter(sienne | Q(organisation__in=liens[0]) | Q(organisation__in=liens[1]))
    return list(trouvees.select_related("chantier", "organisation").order_by("le", "id"))
