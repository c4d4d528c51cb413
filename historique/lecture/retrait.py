"""What can be taken out of one object, or of one entry: every text that a field ever held, and where it is."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models

from historique import registre
from historique.canonique import canonique, empreinte, lire, simple
from historique.lecture.inscriptions import champs, libelle_de
from historique.lecture.noms import Nom, nommer
from historique.lecture.objet import actes_sur, champs_tus
from historique.models import Acte, Changement, Ouverture
from historique.mots import majuscule
from historique.registre import Declaration
from historique.retrait import engagements_de, est_fige, textes_tenus


@dataclass(frozen=True)
class TexteTenu:
    """A text that a field holds or held: the key by which a form names it, and the entries that wrote it."""

    valeur: str
    present: bool
    sequences: tuple[int, ...] = ()

    @property
    def cle(self) -> str:
        return empreinte(self.valeur)[:16]


@dataclass(frozen=True)
class ChampTenu:
    """A field with all its texts, the present one first, then from the latest to the oldest."""

    nom: str
    libelle: str
    textes: tuple[TexteTenu, ...]


@dataclass(frozen=True)
class ObjetARetirer:
    """One object and its fields that hold or held a text."""

    cle: str
    pk: UUID
    nom: Nom
    objet: Any
    fige: bool
    champs: tuple[ChampTenu, ...]

    @property
    def intitule(self) -> str:
        return majuscule(str(self.nom))

    def champ(self, nom: str) -> ChampTenu | None:
        return next((champ for champ in self.champs if champ.nom == nom), None)


def lire_les_textes(cle: str, pk: UUID, acces: Any) -> ObjetARetirer | None:
    """The texts of an object, or None when this person may read no entry about it."""
    declaration = registre.declarations.get(cle)
    if declaration is None or not actes_sur(cle, pk, acces).exists():
        return None
    objet: Any = declaration.modele._base_manager.get(pk=pk)
    tus = champs_tus(cle, pk, acces)
    noms = [nom for nom in champs(declaration) if nom in declaration.engages and nom not in tus]
    tenus, ecrits = textes_tenus(declaration, pk, noms), _inscriptions_qui_ecrivent(declaration, pk)
    for nom in declaration.champs_personnels:  # how someone is called today is hers to change
        tenus[nom].discard(simple(getattr(objet, nom)))
    return ObjetARetirer(
        cle=cle,
        pk=pk,
        nom=nommer([(cle, pk)], acces)[cle, pk],
        objet=objet,
        fige=est_fige(objet),
        champs=tuple(
            ChampTenu(nom, libelle_de(champs(declaration)[nom]), _ranger(objet, nom, tenus[nom], ecrits))
            for nom in noms
            if tenus[nom]
        ),
    )


def _ranger(objet: Any, nom: str, valeurs: set[str], ecrits: dict[tuple[str, str], list[int]]) -> tuple[TexteTenu, ...]:
    present = simple(getattr(objet, nom))
    textes = [TexteTenu(v, v == present, tuple(ecrits.get((nom, v), ()))) for v in valeurs]
    return tuple(sorted(textes, key=lambda t: (not t.present, -max(t.sequences, default=0), t.valeur)))


def _inscriptions_qui_ecrivent(declaration: Declaration, pk: UUID) -> dict[tuple[str, str], list[int]]:
    """(field, text) → the numbers of the entries that wrote it, from the first."""
    changements = Changement.objects.filter(objet_type=declaration.cle, objet_id=pk, champ__in=declaration.engages)
    ecrits = [
        (champ, contenu["engagement"], sequence)
        for champ, apres, sequence in changements.order_by("acte__sequence").values_list(
            "champ", "apres", "acte__sequence"
        )
        if apres is not None and isinstance(contenu := lire(apres), dict)
    ]
    ouvertures = dict(Ouverture.objects.filter(pk__in=[e[1] for e in ecrits]).values_list("pk", "valeur"))
    trouves: dict[tuple[str, str], list[int]] = {}
    for champ, cle, sequence in ecrits:
        if cle in ouvertures:
            trouves.setdefault((champ, simple(ouvertures[cle])), []).append(sequence)
    return trouves


@dataclass(frozen=True)
class MotifARetirer:
    """The reason that the author of an entry had typed."""

    acte: Acte
    valeur: str


def lire_le_motif(sequence: int, acces: Any) -> MotifARetirer | None:
    """The reason of this entry, or None when she may not read it, or it has none (any more)."""
    acte = Acte.objects.lisibles_par(acces).filter(sequence=sequence).exclude(motif="").first()
    ouverture = Ouverture.objects.filter(pk=acte.motif).first() if acte is not None else None
    return MotifARetirer(acte, ouverture.valeur) if acte is not None and ouverture is not None else None


@dataclass(frozen=True)
class Ailleurs:
    """Another place where the very same text stands, and the page from which it is taken out."""

    cle: str
    pk: UUID
    nom: Nom
    champ: str
    libelle: str

    @property
    def intitule(self) -> str:
        return majuscule(str(self.nom))


def lire_ailleurs(valeurs: set[str], sauf: tuple[str, UUID, str], acces: Any) -> tuple[Ailleurs, ...]:
    """The other fields, of any object, that were given one of these texts."""
    siens = engagements_de(registre.declarations[sauf[0]], sauf[1], [sauf[2]])
    ouverts = set(Ouverture.objects.filter(valeur__in=valeurs).values_list("pk", flat=True)) - siens.keys()
    if not ouverts:
        return ()  # without reading the whole journal
    engages = [canonique({"engagement": cle}) for cle in ouverts]
    trouves = Changement.objects.filter(models.Q(apres__in=engages) | models.Q(avant__in=engages)).order_by()
    cles = set(trouves.values_list("objet_type", "objet_id", "champ").distinct()) - {sauf}
    noms = nommer({(genre, pk) for genre, pk, _ in cles}, acces)
    return tuple(
        Ailleurs(genre, pk, noms[genre, pk], champ, libelle_de(champs(declaration)[champ]))
        for genre, pk, champ in sorted(cles, key=str)
        if (declaration := registre.declarations.get(genre)) is not None and champ in champs(declaration)
    )
