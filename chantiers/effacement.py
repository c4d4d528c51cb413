"""What a chantier does when a member's data are erased, and what it holds of her."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q

from chantiers.models import Adhesion, Chantier, Etape
from historique.horloge import aujourd_hui
from membres.bilan import combien
from membres.dossier import lignes
from membres.models import Personne
from membres.prises import Bilan, Effacement


def verrouiller(personne_id: UUID) -> None:
    """The chantiers she belongs to, as those who change their members lock them."""
    siens = Adhesion.objects.filter(personne=personne_id).values("chantier")
    list(Chantier.objects.select_for_update().filter(pk__in=siens).order_by("pk"))


def effacer(effacement: Effacement) -> None:
    """Her adhésions end today; those that had not begun never will."""
    for adhesion in _ouvertes(effacement.personne).select_for_update().order_by("pk"):
        adhesion.du, adhesion.au = min(adhesion.du, effacement.jour), effacement.jour
        adhesion.save()


def bilan(personne: Personne) -> Bilan:
    ouvertes = _ouvertes(personne).select_related("chantier").order_by("chantier__numero")
    roles = [f"{a.get_role_display().lower()}, {a.chantier.nom_court}" for a in ouvertes]
    part = [f"Les adhésions en cours finissent aujourd’hui ({' ; '.join(roles)})."] if roles else []
    etapes = Etape.objects.presents().filter(responsable=personne).count()
    chargees = combien(etapes, "étape", "étapes")
    return Bilan(
        part, [f"La responsabilité de {chargees}, sous ce nom : à confier à quelqu’un d’autre."] if etapes else []
    )


def donnees(personne: Personne) -> Mapping[str, Any]:
    """Her adhésions, and the étapes she answers for."""
    adhesions = Adhesion.objects.filter(personne=personne).order_by("du", "pk")
    etapes = Etape.objects.filter(responsable=personne).order_by("pk")
    return {
        "adhesions": lignes(adhesions, "chantier__numero", "organisation__nom", "role", "du", "au"),
        "etapes": lignes(etapes, "id", "titre", "etat", "archive_le"),
    }


def _ouvertes(personne: Personne) -> Any:
    return Adhesion.objects.filter(Q(au__isnull=True) | Q(au__gt=aujourd_hui()), personne=personne)
