"""Texts taken out: their openings go, past states lose them, and no fingerprint changes.

```python
with consigner("retirer_un_passage", par=acces) as acte:
    retrait.retirer_les_textes(acte, Etape, pk, {"description": [texte]}, remplacements={"description": "Sans lui."})
    retrait.motiver(acte, "diffamation")
    acte.objet = Etape.objects.get(pk=pk)
```

Used inside `consigner`, by the actions of any room. What a reader finds in place of a text that was taken out is
`PASSAGE_RETIRE`; the fingerprints cover commitments, which stay.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db import models

from historique import prises, registre, saisie
from historique.actes import ActeEnCours
from historique.canonique import lire, simple
from historique.models import PASSAGE_RETIRE, Acte, Changement, Ouverture, Suivi
from historique.refus import exiger
from historique.registre import Declaration

CONSERVATION = "conservation"  # the platform's own reason, when what it keeps for a time is over
# The only reasons for which a text may be taken out: what the journal says of it, for everybody.
MOTIFS_LEGAUX: dict[str, str] = {
    "effacement": "droit à l’effacement (RGPD, article 17)",
    "tiers": "donnée personnelle d’un tiers",
    "diffamation": "diffamation ou injure",
    "secret": "secret protégé par la loi",
    "droits": "droit d’auteur",
    "injonction": "décision de justice ou d’une autorité",
    "erreur": "erreur manifeste de saisie",
    CONSERVATION: "durée de conservation atteinte (RGPD, article 5)",
}
MOT = re.compile(r"\w+")
MOTIF = "motif"  # the field of an entry (`Acte`) that holds a text of people

type Textes = Mapping[str, Collection[str]]


def motiver(acte: ActeEnCours, motif_legal: str, personne: UUID | None = None) -> None:
    """Say for which legal reason this act takes texts out, and who is erased by it, if someone is.

    Raises ValueError for a reason that is not in the list.
    """
    if motif_legal not in MOTIFS_LEGAUX:
        raise ValueError(f"{motif_legal}: not a legal reason")
    acte.faits["motif_legal"] = motif_legal
    if personne is not None:
        acte.faits["personne"] = str(personne)


def retirer_les_textes(
    acte: ActeEnCours,
    modele: type[Suivi],
    pk: UUID,
    textes: Textes,
    *,
    remplacements: Mapping[str, str] | None = None,
) -> models.Model:
    """Take these `textes` (field → values) of one object out of the journal, of its past states and of snapshots.

    The live row, when it still holds one, is saved with its replacement (the marker by default, and always for a row
    that the database keeps as it is). Gives that row, as it now is. Takes the locks of the object first.
    Raises KeyError for a field that is not removable, ValueError when a replacement holds the text again.
    """
    declaration = registre.declaration_de(modele)
    textes = {champ: retenus for champ, valeurs in textes.items() if (retenus := _sans_vides(valeurs))}
    if inconnus := textes.keys() - declaration.engages:
        raise KeyError(f"{declaration.cle}: {', '.join(sorted(inconnus))} is not a removable text")
    verrouiller([(declaration.cle, pk)])
    objet = declaration.modele._base_manager.select_for_update(of=("self",)).get(pk=pk)
    trouves = dict(_engagements(declaration, pk, textes))
    acte.retirer(trouves, trouves.values())
    for champ, valeurs in textes.items():
        # Written otherwise (composed or not), it is the same text.
        acte.retirer([], valeurs)
        _noter_le_passage(acte, declaration.cle, pk, champ)
        _effacer_des_etats(declaration, pk, champ, valeurs)
    _remplacer(objet, textes, remplacements or {})
    return objet


def retirer_un_texte(
    acte: ActeEnCours, modele: type[Suivi], pk: UUID, champ: str, valeur: str, *, remplacement: str = PASSAGE_RETIRE
) -> models.Model:
    """One text of one field; see `retirer_les_textes`."""
    return retirer_les_textes(acte, modele, pk, {champ: [valeur]}, remplacements={champ: remplacement})


def retirer_le_passe(acte: ActeEnCours, modele: type[Suivi], pk: UUID, champs: Iterable[str]) -> models.Model:
    """Every text that these fields ever held, but what the live row holds now: call it after saving the row."""
    declaration = registre.declaration_de(modele)
    present = declaration.modele._base_manager.get(pk=pk)
    tenus = textes_tenus(declaration, pk, champs)
    passes = {champ: valeurs - {simple(getattr(present, champ))} for champ, valeurs in tenus.items()}
    return retirer_les_textes(acte, modele, pk, passes)


def retirer_un_motif(acte: ActeEnCours, vise: Acte) -> None:
    """The reason that the author of an entry had typed."""
    # Locked: of two who take it out at the same instant, the second finds nothing.
    ouverture = Ouverture.objects.select_for_update().filter(pk=vise.motif).first()
    if ouverture is not None:
        acte.retirer([ouverture.pk], [ouverture.valeur])
        _noter_le_passage(acte, Acte._meta.label_lower, vise.pk, MOTIF)


def textes_tenus(declaration: Declaration, pk: UUID, champs: Iterable[str]) -> dict[str, set[str]]:
    """All the texts that each field of this object holds or held, anywhere, without those taken out already."""
    tenus: dict[str, set[str]] = {champ: set() for champ in champs}
    ouverts = engagements_de(declaration, pk, tenus)
    for cle, valeur in Ouverture.objects.filter(pk__in=ouverts).values_list("pk", "valeur"):
        tenus[ouverts[cle]].add(valeur)
    for modele in (declaration.historique, declaration.modele) if tenus else ():
        for ligne in modele._base_manager.filter(id=pk).values(*tenus):
            for champ, valeur in ligne.items():
                tenus[champ].add(valeur)
    return {champ: _sans_vides(valeurs) for champ, valeurs in tenus.items()}


def refus_d_un_etat_retire(etat: Any) -> str | None:
    """Why this past state may not be restored: a text of it was taken out, and does not come back."""
    if any(getattr(etat, champ) == PASSAGE_RETIRE for champ in registre.champs_engages(etat.instance_type)):
        return "Un passage de cet état a été retiré : il ne se rétablit plus. Modifiez l’élément tel qu’il est."
    return None


def a_rendre(etat: Any) -> Any:
    """The past state to restore, read again under the lock of its object: a text of it may have just been taken out.

    Raises ActionRefusee.
    """
    relu = type(etat)._base_manager.get(pk=etat.pk)
    exiger(refus_d_un_etat_retire(relu))
    return relu


def ne_fait_qu_oter(texte: str, reste: str) -> bool:
    """Whether `reste` is `texte` without some of its words: the others are there, in their order, and no more."""
    mots = iter(MOT.findall(texte.casefold()))
    return all(mot in mots for mot in MOT.findall(reste.replace(PASSAGE_RETIRE, " ").casefold()))


def est_fige(objet: models.Model) -> bool:
    """Whether the database keeps this row as it is: its texts may only become the marker."""
    return any(prise(objet) for prise in prises.figes)


def verrouiller(cles: Collection[tuple[str, UUID]]) -> None:
    """Take the locks under which these objects are edited and frozen, in the order of the house."""
    for prise in prises.verrouiller:
        prise(cles)


def _sans_vides(valeurs: Iterable[str]) -> set[str]:
    return {simple(valeur) for valeur in valeurs} - {"", PASSAGE_RETIRE}


def engagements_de(declaration: Declaration, pk: UUID, champs: Iterable[str]) -> dict[str, str]:
    """The commitments made to a text of this object, each with its field: in changes, and in frozen snapshots."""
    champs, candidats = frozenset(champs), {}
    changements = Changement.objects.filter(objet_type=declaration.cle, objet_id=pk, champ__in=champs)
    for champ, *valeurs in changements.values_list("champ", "avant", "apres"):
        for valeur in valeurs:
            if valeur is not None and isinstance(contenu := lire(valeur), dict):
                candidats[contenu["engagement"]] = champ
    for prise in prises.instantanes:
        for fige in prise(pk):
            for item in _items(json.loads(fige.texte), str(pk), fige.racine == pk):
                for champ in champs & item.keys():
                    if isinstance(item[champ], dict):
                        candidats[item[champ]["engagement"]] = champ
    return candidats


def _items(valeur: Any, pk: str, racine: bool = False) -> Iterator[dict[str, Any]]:
    """What a snapshot says of one object: everywhere its key stands, or at the root."""
    if isinstance(valeur, dict):
        if racine or valeur.get("id") == pk:
            yield valeur
        for contenu in valeur.values():
            yield from _items(contenu, pk)
    elif isinstance(valeur, list):
        for contenu in valeur:
            yield from _items(contenu, pk)


def _engagements(declaration: Declaration, pk: UUID, textes: Textes) -> Iterator[tuple[str, str]]:
    """The commitments whose opening is one of these texts, with that text."""
    candidats = engagements_de(declaration, pk, textes)
    for cle, valeur in Ouverture.objects.filter(pk__in=candidats).values_list("pk", "valeur"):
        if simple(valeur) in textes[candidats[cle]]:
            yield cle, valeur


def _effacer_des_etats(declaration: Declaration, pk: UUID, champ: str, valeurs: Collection[str]) -> None:
    """Put the marker in place of these texts in the past states: the one UPDATE that the guards let through."""
    etats = declaration.historique._base_manager
    lignes = etats.filter(id=pk).values_list("history_id", champ)
    touchees = [ligne for ligne, texte in lignes if simple(texte) in valeurs]
    if touchees:
        with saisie.effacement_des_etats(declaration.historique._meta.db_table):
            etats.filter(history_id__in=touchees).update(**{champ: PASSAGE_RETIRE})


def _remplacer(objet: Any, textes: Textes, remplacements: Mapping[str, str]) -> None:
    tenus = [champ for champ, valeurs in textes.items() if simple(getattr(objet, champ)) in valeurs]
    fige = est_fige(objet)
    for champ in tenus:
        remplacement = PASSAGE_RETIRE if fige else remplacements.get(champ, _a_la_place(objet, champ))
        if simple(remplacement) in textes[champ]:
            raise ValueError(f"{champ}: the replacement is the text itself")
        setattr(objet, champ, remplacement)
    if tenus:
        objet.save()


def _a_la_place(objet: Any, champ: str) -> str:
    """The marker, or nothing where it could not stand: it is no address, and two people cannot have the same one."""
    colonne = objet._meta.get_field(champ)
    return "" if isinstance(colonne, models.EmailField) and colonne.blank else PASSAGE_RETIRE


def _noter_le_passage(acte: ActeEnCours, objet_type: str, pk: UUID, champ: str) -> None:
    """What the entry says, in clear, of where a text was: never the text."""
    passages = {tuple(passage) for passage in acte.faits.get("passages", [])} | {(objet_type, str(pk), champ)}
    acte.faits["passages"] = [list(passage) for passage in sorted(passages)]
