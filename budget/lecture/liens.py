"""From a roadmap to its euros: what the page of a roadmap shows under its means and its étapes."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import F, FilteredRelation, Q
from django.urls import reverse

from budget.models import Ligne
from chantiers.prises import EurosPrevus
from membres.acces import Acces


def lignes_du_budget(chantiers: Collection[UUID], acces: Acces) -> list[EurosPrevus]:
    """The present lines that are for a means or an étape, and the actions that carry an étape out; for members.

    One query. An action stands with all its lines of a year: what of it goes to one étape is not known.
    """
    if not acces.membre:
        return []
    menee = FilteredRelation("action__etapes_menees", condition=Q(action__etapes_menees__archive_le=None))
    lignes = (
        Ligne.objects.presents()
        .filter(chantier__in=chantiers)
        .annotate(menee=menee, annee=F("exercice__annee"))
        .filter(Q(moyen__isnull=False) | Q(etape__isnull=False) | Q(menee__isnull=False))
        .order_by("-annee", "rang", "id")
    )
    return _ranger(lignes.values(*CHAMPS, "annee"))


CHAMPS = (
    "id",
    "libelle",
    "montant_centimes",
    "moyen_id",
    "etape_id",
    "moyen__etape_id",
    "action_id",
    "action__titre",
    "action__numero",
    "chantier__numero",
    "menee__etape_id",
)


def _ranger(lignes: Iterable[dict[str, Any]]) -> list[EurosPrevus]:
    """A line comes once for each étape of its action."""
    prevus: dict[tuple[UUID, UUID], EurosPrevus] = {}
    actions: dict[tuple[UUID, UUID, int], list[dict[str, Any]]] = {}
    for lue in lignes:
        sienne = lue["etape_id"] or lue["moyen__etape_id"]
        for pour in filter(None, (lue["moyen_id"], sienne)):
            adresse = reverse("budget:ligne", args=[lue["id"]])
            prevus[pour, lue["id"]] = EurosPrevus(pour, lue["annee"], lue["libelle"], lue["montant_centimes"], adresse)
        if lue["menee__etape_id"] and not sienne:
            actions.setdefault((lue["menee__etape_id"], lue["action_id"], lue["annee"]), []).append(lue)
    return [*prevus.values(), *(_action(*cle, lues) for cle, lues in actions.items())]


def _action(etape_id: UUID, action_id: UUID, annee: int, lues: list[dict[str, Any]]) -> EurosPrevus:
    adresse = f"{reverse('budget:action', args=[action_id])}?annee={annee}"
    montant = sum(lue["montant_centimes"] for lue in lues)
    code = f"{lues[0]['chantier__numero'] or 'I'}.{lues[0]['action__numero']}"
    nom = f"action {code} {lues[0]['action__titre']}, toutes étapes"
    return EurosPrevus(etape_id, annee, nom, montant, adresse)
