"""A column copied from a spreadsheet, laid on the lines of a chantier in their order: before and after, each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Sum

from budget.calcul import montant_d_une_ligne, se_calcule
from budget.feuilles.texte import TABULATION, nettoyer
from budget.forms.champs import Ecrit, Euros, Nombre, en_chiffres
from budget.grille import POSTES
from budget.models import Affectation, Ligne
from budget.montants import en_euros
from historique.mots import euros
from historique.refus import ActionRefusee


@dataclass(frozen=True)
class Cible:
    """What the column is pasted into."""

    cle: str
    titre: str
    colonne: str
    champ: Ecrit

    def montrer(self, valeur: Any) -> str:
        """A value of the column as one types it."""
        if valeur is None:
            return ""
        return en_chiffres(valeur if isinstance(valeur, Decimal) else en_euros(valeur))


CIBLES = {
    cible.cle: cible
    for cible in (
        Cible("montants", "les montants", "montant_centimes", Euros()),
        Cible("quantites", "les quantités", "quantite", Nombre()),
        Cible("couts", "les coûts unitaires", "cout_unitaire_centimes", Euros()),
    )
}


@dataclass(frozen=True)
class Pose:
    """One line: what it holds, what is pasted on it, what it becomes; `faute` says why it cannot."""

    rang: int
    ligne: Ligne
    saisie: str
    avant: str
    apres: str = ""
    montant_apres: int | None = None
    colonnes: Mapping[str, Any] | None = None
    faute: str = ""

    @property
    def poste(self) -> str:
        return POSTES[self.ligne.poste].intitule()

    @property
    def change(self) -> bool:
        return self.colonnes is not None


@dataclass(frozen=True)
class Collage:
    """All the lines, and the values that found no line."""

    cible: Cible
    poses: Sequence[Pose]
    manque: int
    en_trop: Sequence[str]

    @property
    def fautes(self) -> list[Pose]:
        return [pose for pose in self.poses if pose.faute]

    @property
    def changees(self) -> list[Pose]:
        return [pose for pose in self.poses if pose.change]

    @property
    def ecart(self) -> str:
        """Why the number of values does not match, or "" when it does."""
        lignes, s = len(self.poses), "s" if len(self.poses) > 1 else ""
        if self.manque:
            return (
                f"Il manque {self.manque} valeur{'s' if self.manque > 1 else ''} : vous en avez collé "
                f"{lignes - self.manque} pour {lignes} ligne{s}. Complétez la colonne ; une ligne vide laisse la "
                "valeur comme elle est."
            )
        if self.en_trop:
            n = len(self.en_trop)
            return (
                f"Il y a {n} valeur{'s' if n > 1 else ''} de trop, à partir de « {self.en_trop[0]} » : vous en avez "
                f"collé {lignes + n} pour {lignes} ligne{s}. Retirez ce qui n’est pas une valeur, un titre par exemple."
            )
        return ""

    @property
    def bon(self) -> bool:
        return not self.ecart and not self.fautes


def lire_la_colonne(texte: str, cible: Cible, lignes: Sequence[Ligne]) -> Collage:
    """Raises ActionRefusee when it is not one column, or is empty."""
    valeurs = texte.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")
    if not any(valeur.strip() for valeur in valeurs):
        raise ActionRefusee("Collez une colonne de valeurs, une par ligne.", "valeurs")
    if any(TABULATION in valeur.strip("\n ") for valeur in valeurs):
        raise ActionRefusee("Vous avez collé plusieurs colonnes : n’en copiez qu’une dans votre tableur.", "valeurs")
    valeurs = [nettoyer(valeur) for valeur in valeurs]
    while len(valeurs) > len(lignes) and not valeurs[-1]:
        valeurs.pop()
    affectes = affecte_a(lignes)
    poses = [
        _poser(rang, cible, ligne, valeur, affectes.get(ligne.pk, 0))
        for rang, (ligne, valeur) in enumerate(zip(lignes, valeurs, strict=False), start=1)
    ]
    manque = max(len(lignes) - len(valeurs), 0)
    restantes = list(lignes)[len(valeurs) :]
    poses += [
        Pose(rang, ligne, "", cible.montrer(getattr(ligne, cible.colonne)))
        for rang, ligne in enumerate(restantes, start=len(valeurs) + 1)
    ]
    return Collage(cible, poses, manque, valeurs[len(lignes) :])


def affecte_a(lignes: Sequence[Ligne]) -> dict[UUID, int]:
    """What fundings pay of each line, in cents; one query."""
    presentes = Affectation.objects.presents().filter(ligne__in=[ligne.pk for ligne in lignes])
    sommes = presentes.order_by().values_list("ligne").annotate(n=Sum("montant_centimes"))
    return dict(sommes.values_list("ligne", "n"))


def _poser(rang: int, cible: Cible, ligne: Ligne, saisie: str, affecte: int) -> Pose:
    actuelle = getattr(ligne, cible.colonne)
    pose: dict[str, Any] = {"rang": rang, "ligne": ligne, "saisie": saisie, "avant": cible.montrer(actuelle)}
    try:
        valeur = cible.champ.clean(saisie) if saisie else actuelle
        if valeur == actuelle:
            return Pose(**pose, apres=pose["avant"], montant_apres=ligne.montant_centimes)
        montant = _montant_apres(cible, ligne, valeur)
        if montant < affecte:
            raise ActionRefusee(
                f"des financements paient déjà {euros(affecte)} de cette ligne, qui ne vaudrait plus que "
                f"{euros(montant)} : libérez-les d’abord, ou changez cette valeur."
            )
    except (ActionRefusee, ValidationError) as refus:
        faute = refus.messages[0] if isinstance(refus, ValidationError) else str(refus)
        return Pose(**pose, faute=faute)
    return Pose(**pose, apres=cible.montrer(valeur), montant_apres=montant, colonnes={cible.colonne: valeur})


def _montant_apres(cible: Cible, ligne: Ligne, valeur: Any) -> int:
    """The amount the line would have, in cents. Raises ActionRefusee."""
    if cible.colonne == "montant_centimes" and se_calcule(ligne):
        calcul = f"{en_chiffres(ligne.quantite or Decimal())} × {euros(ligne.cout_unitaire_centimes or 0)}"
        raise ActionRefusee(
            f"le montant de cette ligne est calculé ({calcul}) : collez des quantités ou des coûts unitaires, "
            "ou laissez cette valeur vide."
        )
    trois = {nom: getattr(ligne, nom) for nom in ("quantite", "cout_unitaire_centimes", "montant_centimes")}
    trois[cible.colonne] = valeur
    if trois["quantite"] is not None and trois["cout_unitaire_centimes"] is not None:
        trois["montant_centimes"] = None
    return montant_d_une_ligne(*trois.values())
