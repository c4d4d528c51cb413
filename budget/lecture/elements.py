"""The pieces of a budget as it is read: plain frozen dataclasses. Amounts are cents, quantities Decimal."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from budget.grille import NATURES, POSTES, Emploi, Poste, groupe
from budget.models import PUBLICS, Contribution, Financement

ANIMATION = "Animation du chantier"
STATUTS = dict(Financement.Statut.choices)
# How sure a funding is, from the least: the word, and its place among the four degrees shown.
DEGRES = {"piste": ("identifié", 1), "demande": ("demandé", 2), "acquis": ("acquis", 3), "recu": ("versé", 4)}


@dataclass(frozen=True)
class ActionLue:
    """An action or expérimentation; `etapes`: the étapes it carries out, (key, title)."""

    id: UUID
    version: int
    chantier_id: UUID
    code: str
    nature: str
    titre: str
    description: str
    territoire: str
    archive_le: datetime | None = None
    etapes: tuple[tuple[UUID, str], ...] = ()

    @property
    def nom(self) -> str:
        """« Expérimentation 3.1 Parcours sur trois territoires »."""
        genre = "Expérimentation" if self.nature == "experimentation" else "Action"
        return f"{genre} {self.code} {self.titre}"


@dataclass(frozen=True)
class LigneLue:
    """A need. `etape_id` is its own étape or that of its means; `depense_centimes`: really spent on it so far."""

    id: UUID
    version: int
    chantier_id: UUID
    action_id: UUID | None
    poste_cle: str
    libelle: str
    quantite: Decimal | None
    unite: str
    cout_unitaire_centimes: int | None
    montant_centimes: int
    moyen_id: UUID | None
    moyen: str
    etape_id: UUID | None
    etape: str
    cle_de_repartition: str
    reversement_a_id: UUID | None
    reversement_a: str
    nominative: bool
    ecart_explique: str
    rang: int
    archive_le: datetime | None = None
    affecte_centimes: int = 0
    depense_centimes: int = 0

    @property
    def poste(self) -> Poste:
        return POSTES[self.poste_cle]

    @property
    def groupe(self) -> Poste:
        return groupe(self.poste_cle)

    @property
    def a_trouver_centimes(self) -> int:
        """What no funding pays yet."""
        return self.montant_centimes - self.affecte_centimes

    @property
    def ecart_centimes(self) -> int:
        """Spent minus planned."""
        return self.depense_centimes - self.montant_centimes


@dataclass(frozen=True)
class ContributionLue:
    """A valued contribution; `personne` is empty for those who may not read the name."""

    id: UUID
    version: int
    chantier_id: UUID
    action_id: UUID | None
    organisation_id: UUID | None
    organisation: str
    personne_id: UUID | None
    personne: str
    nature: str
    libelle: str
    le: date
    nombre: int
    quantite: Decimal
    unite: str
    taux_milliemes: int
    forfait_centimes: int
    valeur_centimes: int
    etat: str
    archive_le: datetime | None = None

    @property
    def emploi(self) -> Emploi:
        return NATURES[self.nature]

    @property
    def libelle_nature(self) -> str:
        return Contribution.Nature(self.nature).label

    @property
    def qui(self) -> str:
        return ", ".join(nom for nom in (self.personne, self.organisation) if nom)

    @property
    def confirmee(self) -> bool:
        return self.etat == Contribution.Etat.CONFIRMEE


@dataclass(frozen=True)
class FinancementLu:
    """A funding, for one exercice. `accorde_centimes` is None until it is known."""

    id: UUID
    version: int
    intitule: str
    financeur_id: UUID | None
    financeur: str
    poste_cle: str
    statut: str
    demande_centimes: int
    accorde_centimes: int | None
    recu_centimes: int
    plafond_public: int | None
    base_du_plafond: str
    porteur_administratif_id: UUID | None
    porteur_administratif: str
    porteur_financier_id: UUID | None
    porteur_financier: str
    reversement_autorise: bool
    affecte_centimes: int = 0
    impute_centimes: int = 0

    @property
    def poste(self) -> Poste:
        return POSTES[self.poste_cle]

    @property
    def groupe(self) -> Poste:
        return groupe(self.poste_cle)

    @property
    def public(self) -> bool:
        return self.poste_cle in PUBLICS

    @property
    def perdu(self) -> bool:
        return self.statut in Financement.Statut.perdus()

    @property
    def prevu_centimes(self) -> int:
        """What it counts for: nothing once lost; granted once it is known, else asked."""
        if self.perdu:
            return 0
        return self.demande_centimes if self.accorde_centimes is None else self.accorde_centimes

    @property
    def libre_centimes(self) -> int:
        return self.prevu_centimes - self.affecte_centimes

    @property
    def degre(self) -> str:
        """`piste`, `demande`, `acquis`, or `perdu`."""
        if self.perdu:
            return "perdu"
        if self.statut in Financement.Statut.acquis():
            return "acquis"
        return "demande" if self.statut in Financement.Statut.demandes() else "piste"

    @property
    def degre_lu(self) -> tuple[str, int]:
        """The word, and its place from 1 to 4."""
        if self.degre == "acquis" and self.prevu_centimes and self.recu_centimes >= self.prevu_centimes:
            return DEGRES["recu"]
        return DEGRES.get(self.degre, (self.libelle_statut.lower(), 0))

    @property
    def libelle_statut(self) -> str:
        return STATUTS[Financement.Statut(self.statut)]

    @property
    def nom(self) -> str:
        """The funder, or what it is called when it has none."""
        return self.financeur or self.intitule


@dataclass(frozen=True)
class AffectationLue:
    """Which funding pays which line, and how much."""

    id: UUID
    version: int
    financement_id: UUID
    ligne_id: UUID
    montant_centimes: int
