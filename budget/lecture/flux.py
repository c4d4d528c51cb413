"""« D’où vient l’argent, où va-t-il »: sources, destinations, and the ribbons drawn between them. Amounts are cents.

The drawing is a square of 100 × 100: sources on the left, one slot each; in the middle, the common budget; on the
right, the chantiers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from budget.lecture.adresses import Adresses
from budget.lecture.budget import BudgetLu
from budget.lecture.elements import DEGRES, FinancementLu
from budget.lecture.regroupement import Regroupement
from chantiers.lecture import ChantierLu

SOURCES_AU_PLUS = 12
HAUTEUR = 44.0  # of the common budget, at most
PLEIN = 0.98  # of its slot, at most, for a ribbon
GAUCHE, DROITE = 47, 53
# Place among the four degrees → how deep the colour is: the surer, the deeper.
OPACITES = {0: ".22", 1: ".22", 2: ".42", 3: ".72", 4: "1"}


@dataclass(frozen=True)
class Source:
    """Where money comes from. `finances`: what it brings to each destination, in the order of the page.

    The public is told which chantiers it pays for (`finance_quoi`), never how much of it: what pays one line only would
    say the amount of that line.
    """

    nom: str
    montant_centimes: int
    mot: str
    place: int
    adresse: str = ""
    finances: tuple["Apport", ...] = ()
    manque: bool = False

    @property
    def finance_quoi(self) -> tuple[str, ...]:
        return tuple(apport.titre for apport in self.finances if apport.montant_centimes)


@dataclass(frozen=True)
class Apport:
    """What a source brings to a destination."""

    titre: str
    montant_centimes: int
    adresse: str


@dataclass(frozen=True)
class Destination:
    """A chantier, or several that are read together."""

    chantiers: tuple[ChantierLu, ...]
    montant_centimes: int
    adresse: str = ""

    @property
    def numero(self) -> int:
        return self.chantiers[0].numero if len(self.chantiers) == 1 else 0

    @property
    def nom(self) -> str:
        return " et ".join(chantier.nom_court for chantier in self.chantiers)


@dataclass(frozen=True)
class Ruban:
    """A shape: `numero` is the chantier it goes to (None: it comes from a source)."""

    trace: str
    numero: int | None = None
    opacite: str = "1"
    manque: bool = False


@dataclass(frozen=True)
class Flux:
    sources: tuple[Source, ...]
    destinations: tuple[Destination, ...]
    rubans: tuple[Ruban, ...]
    haut: str
    hauteur: str
    excedent: int = 0


def flux(budget: BudgetLu, regroupement: Regroupement, adresses: Adresses) -> Flux:
    destinations = destinations_de(budget, regroupement, adresses)
    sources = _sources(budget, destinations, adresses)
    droite = [d.montant_centimes for d in destinations] + ([budget.excedent] if budget.excedent else [])
    rubans, haut, hauteur = dessiner(sources, droite, [d.numero for d in destinations])
    return Flux(sources, destinations, rubans, haut, hauteur, budget.excedent)


def destinations_de(budget: BudgetLu, regroupement: Regroupement, adresses: Adresses) -> tuple[Destination, ...]:
    """The chantiers in their order, alone or with those they are read with; those that need nothing come too."""
    trouvees = []
    for chantier in budget.chantiers:
        ensemble = next((e for e in regroupement.chantiers if chantier.id in e), frozenset({chantier.id}))
        siens = tuple(c for c in budget.chantiers if c.id in ensemble)
        if chantier != siens[0]:
            continue
        adresse = adresses.du_chantier(chantier) if len(siens) == 1 else ""
        trouvees.append(Destination(siens, regroupement.des_chantiers(ensemble).total, adresse))
    return tuple(trouvees)


def _sources(budget: BudgetLu, destinations: Sequence[Destination], adresses: Adresses) -> tuple[Source, ...]:
    par_montant = sorted(budget.retenus, key=lambda f: (-f.degre_lu[1], -f.prevu_centimes, f.nom))
    garder = {f.id for f in sorted(budget.retenus, key=lambda f: -f.prevu_centimes)[:SOURCES_AU_PLUS]}
    montrees = [f for f in par_montant if f.id in garder]
    sources = [
        Source(
            nom=f.nom,
            montant_centimes=f.prevu_centimes,
            mot=f.degre_lu[0],
            place=f.degre_lu[1],
            adresse=adresses.du_financement(f),
            finances=tuple(_apport(budget, [f.id], d) for d in destinations),
        )
        for f in montrees
    ]
    autres = [f for f in budget.retenus if f.id not in garder]
    if autres:
        sources.append(_autres(budget, autres, destinations, adresses))
    if budget.a_trouver:
        sources.append(Source("Reste à trouver", budget.a_trouver, "sans piste", 0, manque=True))
    return tuple(sources)


def _autres(
    budget: BudgetLu, autres: Sequence[FinancementLu], destinations: Sequence[Destination], adresses: Adresses
) -> Source:
    """Those that are too many to be drawn one by one, as sure as the least sure of them."""
    ids, place = [f.id for f in autres], min(f.degre_lu[1] for f in autres)
    mot = next(mot for mot, rang in DEGRES.values() if rang == place)
    return Source(
        nom=f"{len(autres)} autres financements",
        montant_centimes=sum(f.prevu_centimes for f in autres),
        mot=f"{mot} au moins",
        place=place,
        adresse=adresses.du_poste("total_produits"),
        finances=tuple(_apport(budget, ids, d) for d in destinations),
    )


def _apport(budget: BudgetLu, financements: Sequence[UUID], destination: Destination) -> Apport:
    montant = sum(budget.flux.get((f, c.id), 0) for f in financements for c in destination.chantiers)
    return Apport(destination.nom, montant, destination.adresse)


def dessiner(
    sources: Sequence[Source], droite: Sequence[int], numeros: Sequence[int]
) -> tuple[tuple[Ruban, ...], str, str]:
    """The ribbons, then the top and the height of the common budget; `droite`: amounts, the last one an excédent."""
    gauche = [s.montant_centimes for s in sources]
    echelle = _echelle(gauche, droite)
    hauteur = max(sum(gauche), sum(droite)) * echelle
    haut = 50 - hauteur / 2
    rubans, bas = [], haut
    for rang, source in enumerate(sources):
        epais = source.montant_centimes * echelle
        trace = _trace(0, _centre(rang, len(gauche)), GAUCHE, bas, epais)
        rubans.append(Ruban(trace, opacite=OPACITES[source.place], manque=source.manque))
        bas += epais
    bas = haut
    for rang, montant in enumerate(droite):
        epais = montant * echelle
        trace = _trace(100, _centre(rang, len(droite)), DROITE, bas, epais)
        rubans.append(Ruban(trace, numero=numeros[rang] if rang < len(numeros) else 0, opacite=".6"))
        bas += epais
    return tuple(rubans), f"{haut:.2f}", f"{hauteur:.2f}"


def _echelle(*cotes: Sequence[int]) -> float:
    """Height of a cent: the whole in its height, and each ribbon in its slot."""
    total = max(sum(cote) for cote in cotes)
    if not total:
        return 0.0
    fentes = (PLEIN * 100 / len(cote) / max(cote) for cote in cotes if cote and max(cote))
    return min(HAUTEUR / total, *fentes)


def _centre(rang: int, nombre: int) -> float:
    return (rang + 0.5) * 100 / nombre


def _trace(bord: int, centre: float, milieu: int, haut: float, epais: float) -> str:
    """From the slot on the edge to its place on the common budget, and back."""
    courbe = (bord + milieu) / 2
    y0, y1, h0, h1 = (f"{y:.1f}" for y in (centre - epais / 2, centre + epais / 2, haut, haut + epais))
    return f"M{bord} {y0}C{courbe} {y0} {courbe} {h0} {milieu} {h0}V{h1}C{courbe} {h1} {courbe} {y1} {bord} {y1}z"
