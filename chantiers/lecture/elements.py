"""What roadmaps are made of, as it is read: plain frozen dataclasses without steps of their own.

Dates are days in Paris, amounts are cents.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from chantiers.models import Chantier, Livrable, Moyen


@dataclass(frozen=True)
class ChantierLu:
    """The chantier a roadmap belongs to; number 0 is the interchantier."""

    id: UUID
    numero: int
    titre: str
    nom_court: str
    slug: str
    defi: str = ""

    @property
    def est_interchantier(self) -> bool:
        return self.numero == 0

    @property
    def prefixe(self) -> str:
        """What its codes begin with: « 2 », or « I »."""
        return str(self.numero) if self.numero else "I"

    @property
    def nom(self) -> str:
        return f"Chantier {self.numero}" if self.numero else "Interchantier"

    @classmethod
    def de(cls, chantier: Chantier) -> "ChantierLu":
        return cls(chantier.pk, chantier.numero, chantier.titre, chantier.nom_court, chantier.slug, chantier.defi)


@dataclass(frozen=True)
class LivrableLu:
    """A deliverable of a step."""

    id: UUID
    version: int
    etape_id: UUID
    titre: str
    description: str
    echeance: date | None
    etat: str
    remis_le: date | None
    lien: str
    rang: int
    archive_le: datetime | None
    jour: date

    @property
    def libelle_etat(self) -> str:
        return str(Livrable.Etat(self.etat).label)

    @property
    def en_retard(self) -> bool:
        return self.etat == Livrable.Etat.ATTENDU and self.echeance is not None and self.echeance < self.jour


@dataclass(frozen=True)
class AttenteLue:
    """Another step this one waits for. `echeance` lets the page say when the dates contradict."""

    id: UUID
    version: int
    etape_id: UUID
    attend_id: UUID
    titre: str
    chantier_numero: int
    chantier_slug: str
    echeance: date | None
    faite: bool
    archive_le: datetime | None = None


@dataclass(frozen=True)
class MoyenLu:
    """A means the roadmap needs; `pour` names what it serves (« 2.2 », « 2.2.1 » or « Tous »)."""

    id: UUID
    version: int
    nature: str
    libelle: str
    quantite: Decimal | None
    unite: str
    montant_centimes: int | None
    objectif_id: UUID | None
    etape_id: UUID | None
    pour: str
    rang: int
    archive_le: datetime | None

    @property
    def libelle_nature(self) -> str:
        return str(Moyen.Nature(self.nature).label)

    @property
    def quantite_lue(self) -> str:
        """« 0,3 », without idle zeros; empty when it is not given."""
        return "" if self.quantite is None else f"{self.quantite.normalize():f}".replace(".", ",")
