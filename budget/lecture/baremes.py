"""The scales as they are read: each with its values over time, in words, and the decision that adopts them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from uuid import UUID

from budget.models import Bareme, Contribution
from budget.prises import DecisionConnue, decisions_connues
from historique.horloge import aujourd_hui
from historique.mots import entier, euros

FORFAIT = "forfait"  # the unit of what is valued by hand
EURO = "€"  # the unit of what is counted at its real price


@dataclass(frozen=True)
class Bande:
    """One rate: beyond `au_dela_de` units a year, quantity × rate + flat part."""

    id: UUID
    au_dela_de: int
    taux_milliemes: int
    forfait_centimes: int


@dataclass(frozen=True)
class Valeur:
    """What a scale is worth from a day to another: one band, or several (mileage)."""

    id: UUID
    du: date
    au: date | None
    unite: str
    bandes: tuple[Bande, ...]
    source: str
    a_adopter: bool
    decision_id: UUID | None
    decision: DecisionConnue | None

    @property
    def en_attente(self) -> bool:
        """Whether a decision has yet to adopt it: it values nothing until then."""
        return self.a_adopter and self.decision_id is None

    @property
    def en_vigueur(self) -> bool:
        """Whether it is that of today."""
        return self.du <= aujourd_hui() and (self.au is None or self.au >= aujourd_hui())

    @property
    def en_mots(self) -> str:
        """« 12,31 €/h », or each band in its turn."""
        if len(self.bandes) == 1:
            return taux(self.bandes[0].taux_milliemes, self.unite)
        phrases = []
        for rang, bande in enumerate(self.bandes):
            suivante = self.bandes[rang + 1] if rang + 1 < len(self.bandes) else None
            phrases.append(f"{_tranche(bande, suivante, self.unite)} : {_tarif(bande, self.unite)}")
        return " ; ".join(phrases)


def _tranche(bande: Bande, suivante: Bande | None, unite: str) -> str:
    if suivante is None:
        return "au-delà"
    fin = f"{entier(suivante.au_dela_de)} {unite}"
    return f"de {entier(bande.au_dela_de + 1)} à {fin}" if bande.au_dela_de else f"jusqu’à {fin}"


def _tarif(bande: Bande, unite: str) -> str:
    ajoute = f" + {euros(bande.forfait_centimes)}" if bande.forfait_centimes else ""
    return taux(bande.taux_milliemes, unite) + ajoute


@dataclass(frozen=True)
class BaremeLu:
    """A scale and its values, the latest first."""

    code: str
    libelle: str
    famille: str
    unite: str
    valeurs: tuple[Valeur, ...]

    @property
    def derniere(self) -> Valeur:
        return self.valeurs[0]

    @property
    def libelle_famille(self) -> str:
        return str(Bareme.Famille(self.famille).label)

    def au(self, jour: date) -> Valeur | None:
        """Its value on that day, adopted or not."""
        return next((v for v in self.valeurs if v.du <= jour and (v.au is None or v.au >= jour)), None)


def lire_les_baremes() -> tuple[BaremeLu, ...]:
    """All of them, by family then by name; two queries."""
    lignes = Bareme.objects.order_by("famille", "code", "-valable_du", "au_dela_de")
    decisions = {decision.id: decision for decision in decisions_connues()}
    familles = list(Bareme.Famille)
    lus = [_bareme(list(siennes), decisions) for _, siennes in groupby(lignes, key=lambda ligne: ligne.code)]
    return tuple(sorted(lus, key=lambda b: (familles.index(Bareme.Famille(b.famille)), _rang(b), b.code)))


def _rang(bareme: BaremeLu) -> tuple[bool, str, int]:
    """By what is counted, then from the lowest rate; the official ones last: they explain the others."""
    return (not bareme.derniere.a_adopter, bareme.unite, bareme.derniere.bandes[0].taux_milliemes)


def lire_le_bareme(code: str) -> BaremeLu | None:
    lignes = list(Bareme.objects.filter(code=code).order_by("-valable_du", "au_dela_de"))
    return _bareme(lignes, {decision.id: decision for decision in decisions_connues()}) if lignes else None


def _bareme(lignes: list[Bareme], decisions: dict[UUID, DecisionConnue]) -> BaremeLu:
    premiere = lignes[0]
    valeurs = [list(siennes) for _, siennes in groupby(lignes, key=lambda ligne: ligne.valable_du)]
    return BaremeLu(
        code=premiere.code,
        libelle=premiere.libelle,
        famille=premiere.famille,
        unite=premiere.unite,
        valeurs=tuple(_valeur(siennes, decisions) for siennes in valeurs),
    )


def _valeur(lignes: list[Bareme], decisions: dict[UUID, DecisionConnue]) -> Valeur:
    premiere = lignes[0]
    return Valeur(
        id=premiere.pk,
        du=premiere.valable_du,
        au=premiere.valable_au,
        unite=premiere.unite,
        bandes=tuple(Bande(b.pk, b.au_dela_de, b.taux_milliemes, b.forfait_centimes) for b in lignes),
        source=premiere.source,
        a_adopter=premiere.a_adopter,
        decision_id=premiere.decision_id,
        decision=decisions.get(premiere.decision_id) if premiere.decision_id else None,
    )


def bande(lignes: Iterable[Bareme], quantite: Decimal) -> Bareme:
    """Of the bands of one value, that in which this quantity falls (5 000 km is still in the first one)."""
    triees = sorted(lignes, key=lambda ligne: ligne.au_dela_de)
    return [ligne for ligne in triees if ligne.au_dela_de == 0 or quantite > ligne.au_dela_de][-1]


# In words -------------------------------------------------------------------------------------------------------------


def taux(milliemes: int, unite: str) -> str:
    """« 12,31 €/h », « 0,606 €/km », « 180 €/jour »; « prix réel » when euros count euros."""
    if unite == EURO and milliemes == 1000:
        return "prix réel"
    euro, reste = divmod(milliemes, 1000)
    if not reste:
        decimales = ""
    elif euro and reste % 10 == 0:
        decimales = f",{reste // 10:02}"
    else:
        decimales = f",{reste:03}"
    return f"{entier(euro)}{decimales} €/{unite}"


def quantite_en_mots(quantite: Decimal, unite: str) -> str:
    """« 2 000 km », « 12,5 h », « 18 jours »."""
    if quantite == quantite.to_integral_value():
        nombre = entier(int(quantite))
    else:
        nombre = f"{quantite:,.2f}".replace(",", "\u202f").replace(".", ",").rstrip("0")
    return f"{nombre} {unite}{'s' if len(unite) > 2 and quantite >= 2 else ''}"


def calcul(contribution: Contribution) -> str:
    """« 6 × 2 000 km × 0,606 €/km = 7 272 € »: how the value was reached."""
    valeur, fois = euros(contribution.valeur_centimes), f"{contribution.nombre} × " if contribution.nombre > 1 else ""
    if contribution.nature == Contribution.Nature.DON_EN_NATURE:
        return f"{valeur}, estimés à la main"
    une = quantite_en_mots(contribution.quantite, contribution.unite)
    tarif = taux(contribution.taux_milliemes, contribution.unite)
    if tarif == "prix réel" and not fois:
        return f"{une} au {tarif}"
    une = f"{une} au {tarif}" if tarif == "prix réel" else f"{une} × {tarif}"
    if contribution.forfait_centimes:
        une += f" + {euros(contribution.forfait_centimes)}"
        une = f"({une})" if fois else une
    return f"{fois}{une} = {valeur}"
