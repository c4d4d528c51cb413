"""Two people edit the same item: merge field by field, and lose nothing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from historique import registre
from historique.models import PASSAGE_RETIRE, Acte, Retrait
from historique.refus import ActionRefusee


@dataclass(frozen=True)
class Desaccord:
    """A field both sides changed differently: before, theirs (in the database), mine (in the form)."""

    champ: str
    base: Any
    autre: Any
    moi: Any


@dataclass(frozen=True)
class Fusion:
    """What to save, what the other side had changed and is kept, and what both changed."""

    valeurs: dict[str, Any]
    repris: tuple[str, ...]
    desaccords: tuple[Desaccord, ...]


class VersionInconnue(ActionRefusee):
    """The form names a version this item never had."""

    def __init__(self) -> None:
        super().__init__(
            "Ce formulaire porte un numéro de version inconnu. "
            "Votre saisie est conservée : vérifiez-la, puis enregistrez."
        )


class Conflit(ActionRefusee):
    """Both sides changed the same fields; nothing is saved, nothing is lost."""

    def __init__(self, objet: models.Model, fusion: Fusion) -> None:
        super().__init__(
            "Une autre personne a modifié les mêmes champs. Rien n’est perdu : choisissez ce qu’il faut garder."
        )
        self.objet = objet
        self.fusion = fusion

    def inscription(self) -> Acte | None:
        """The last entry that changed the item: who, when, why."""
        return Acte.objects.filter(changements__objet_id=self.objet.pk).order_by("-sequence").first()


def fusionner(
    *,
    base: Mapping[str, Any],
    actuel: Mapping[str, Any],
    saisi: Mapping[str, Any],
    retires: Collection[str] = (),
) -> Fusion:
    """Three-way merge of the fields of `saisi`, each a whole value: prose is never merged silently.

    Of the fields `retires`, the text that the form was made from was taken out since: nothing tells any more whether
    what is typed still holds it, so the person decides.
    """
    valeurs: dict[str, Any] = {}
    repris, desaccords = [], []
    for champ, moi in saisi.items():
        if champ in retires and actuel[champ] != moi:
            desaccords.append(Desaccord(champ, base[champ], actuel[champ], moi))
        elif actuel[champ] in (base[champ], moi):
            valeurs[champ] = moi
        elif moi == base[champ]:
            valeurs[champ] = actuel[champ]
            repris.append(champ)
        else:
            desaccords.append(Desaccord(champ, base[champ], actuel[champ], moi))
    return Fusion(valeurs, tuple(repris), tuple(desaccords))


def appliquer(objet: models.Model, *, version: int, saisi: Mapping[str, Any]) -> Fusion:
    """Merge `saisi` (attribute name → value) into `objet`, loaded under lock in the open act; the caller saves it.

    `version` is the one the form was made from. Raises Conflit when both sides changed a field differently, and
    VersionInconnue when the item never had that version.
    """
    actuel = {champ: getattr(objet, champ) for champ in saisi}
    base, retires = _base(objet, version, actuel)
    fusion = fusionner(base=base, actuel=actuel, saisi=saisi, retires=retires)
    if fusion.desaccords:
        raise Conflit(objet, fusion)
    for champ, valeur in fusion.valeurs.items():
        setattr(objet, champ, valeur)
    return fusion


def _base(objet: Any, version: int, actuel: Mapping[str, Any]) -> tuple[Mapping[str, Any], Collection[str]]:
    """What the fields were in the form's version, and those of which that text was taken out since."""
    if version == objet.version:
        return actuel, ()
    declaration = registre.declaration_de(objet)
    ligne: Any = declaration.historique._default_manager.filter(id=objet.pk, version=version).first()
    if ligne is None:
        raise VersionInconnue
    base = {champ: getattr(ligne, champ) for champ in actuel}
    marques = [champ for champ in actuel if base[champ] == PASSAGE_RETIRE and champ in declaration.engages]
    return base, marques if marques and _retire_depuis(objet, ligne) else ()


def _retire_depuis(objet: Any, ligne: Any) -> bool:
    """Whether a text of this object was taken out after this past state was written."""
    alors = Acte.objects.filter(pk=ligne.acte).values("sequence")
    depuis = Acte.objects.filter(changements__objet_id=objet.pk, sequence__gt=models.Subquery(alors))
    return Retrait.objects.filter(acte__in=depuis.order_by().values("pk")).exists()
