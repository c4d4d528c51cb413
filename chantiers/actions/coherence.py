"""What the values of an item must satisfy together; a refusal names the field to mend. Called under lock."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from chantiers.models import Dependance, Etape, FeuilleDeRoute, Livrable, Moyen, Objectif
from historique.horloge import aujourd_hui
from historique.mots import date_courte
from historique.refus import ActionRefusee

type Avant = Mapping[str, Any]


def mettre_en_coherence(objet: Any, feuille: FeuilleDeRoute, avant: Avant) -> None:
    """Set what follows from what was typed (faite: 100 %), and refuse what cannot hold.

    `avant` holds the earlier values; it is empty for a new item. Raises ActionRefusee with the field.
    """
    REGLES[type(objet)](objet, feuille, avant)


def _change(objet: Any, avant: Avant, *champs: str) -> bool:
    return any(champ not in avant or avant[champ] != getattr(objet, champ) for champ in champs)


def _feuille(feuille: FeuilleDeRoute, _: FeuilleDeRoute, avant: Avant) -> None:
    if feuille.fin < feuille.debut:
        raise ActionRefusee(f"La fin précède le début ({date_courte(feuille.debut)}).", "fin")


def _objectif(objectif: Objectif, feuille: FeuilleDeRoute, avant: Avant) -> None:
    if objectif.contribue_a_id is None or not _change(objectif, avant, "contribue_a_id"):
        return
    if feuille.chantier.est_interchantier:
        raise ActionRefusee("Un objectif de l’interchantier ne contribue pas à un autre.", "contribue_a")
    servi = Objectif.objects.select_related("feuille_de_route__chantier").get(pk=objectif.contribue_a_id)
    if not servi.feuille_de_route.chantier.est_interchantier or servi.archive_le is not None:
        raise ActionRefusee("Choisissez un objectif présent de l’interchantier.", "contribue_a")


def _etape(etape: Etape, feuille: FeuilleDeRoute, avant: Avant) -> None:
    if etape.etat == Etape.Etat.FAITE:
        if _change(etape, avant, "etat"):
            etape.avancement = 100
        elif etape.avancement != 100:
            raise ActionRefusee("Une étape faite est avancée à 100 % : changez aussi son état.", "avancement")
    if etape.debut and etape.echeance and etape.echeance < etape.debut:
        raise ActionRefusee(f"La fin précède le début ({date_courte(etape.debut)}).", "echeance")
    _dans_la_periode(etape, feuille, avant, debut="Le début", echeance="L’échéance")


def _dans_la_periode(objet: Any, feuille: FeuilleDeRoute, avant: Avant, **champs: str) -> None:
    """Dates out of the period that were there before (the period has changed since) do not block the rest."""
    for champ, sujet in champs.items():
        jour = getattr(objet, champ)
        if jour is None or not _change(objet, avant, champ) or feuille.debut <= jour <= feuille.fin:
            continue
        periode = f"{date_courte(feuille.debut)} – {date_courte(feuille.fin)}"
        raise ActionRefusee(
            f"{sujet} ({date_courte(jour)}) sort de la période de la feuille de route ({periode}).", champ
        )


def _livrable(livrable: Livrable, feuille: FeuilleDeRoute, avant: Avant) -> None:
    remis = livrable.etat == Livrable.Etat.REMIS
    if remis and livrable.remis_le is None:
        livrable.remis_le = aujourd_hui()
    elif not remis and livrable.remis_le is not None:
        if _change(livrable, avant, "remis_le"):
            raise ActionRefusee("Un livrable remis le… est dans l’état « Remis » : choisissez-le.", "etat")
        livrable.remis_le = None
    if livrable.remis_le is not None and livrable.remis_le > aujourd_hui():
        raise ActionRefusee(f"Le {date_courte(livrable.remis_le)} est à venir : il n’est pas encore remis.", "remis_le")
    _dans_la_periode(livrable, feuille, avant, echeance="L’échéance")


def _moyen(moyen: Moyen, feuille: FeuilleDeRoute, avant: Avant) -> None:
    if moyen.objectif_id and moyen.etape_id:
        raise ActionRefusee("Un moyen se rattache à un objectif ou à une étape, pas aux deux.", "pour")
    if not _change(moyen, avant, "objectif_id", "etape_id"):
        return
    cible = (
        Objectif.objects.filter(pk=moyen.objectif_id)
        if moyen.objectif_id
        else Objectif.objects.filter(etapes=moyen.etape_id)
    )
    if (moyen.objectif_id or moyen.etape_id) and not cible.filter(feuille_de_route=feuille).exists():
        raise ActionRefusee("Choisissez un objectif ou une étape de cette feuille de route.", "pour")


def _dependance(dependance: Dependance, feuille: FeuilleDeRoute, avant: Avant) -> None:
    if dependance.attend.archive_le is not None:
        raise ActionRefusee("L’étape attendue est archivée : choisissez-en une autre.", "attend")
    presentes = Dependance.objects.presents().exclude(pk=dependance.pk)
    if presentes.filter(etape=dependance.etape, attend=dependance.attend).exists():
        raise ActionRefusee("Cette dépendance est déjà notée.", "attend")
    if dependance.etape_id in _attendues(dependance.attend_id):
        raise ActionRefusee(
            f"« {dependance.attend} » attend déjà cette étape : elles s’attendraient l’une l’autre.", "attend"
        )


def _attendues(depuis: UUID) -> set[UUID]:
    """`depuis` and all the steps it waits for, whether directly or not; one query."""
    attentes: dict[UUID, list[UUID]] = {}
    for etape, attend in Dependance.objects.presents().values_list("etape_id", "attend_id"):
        attentes.setdefault(etape, []).append(attend)
    vues: set[UUID] = set()
    a_voir = [depuis]
    while a_voir:
        etape = a_voir.pop()
        if etape not in vues:
            vues.add(etape)
            a_voir += attentes.get(etape, [])
    return vues


REGLES: dict[type, Callable[[Any, FeuilleDeRoute, Avant], None]] = {
    FeuilleDeRoute: _feuille,
    Objectif: _objectif,
    Etape: _etape,
    Livrable: _livrable,
    Moyen: _moyen,
    Dependance: _dependance,
}
