"""Requests for erasure, read from the journal: who asks, what must be handed over first, whose data are gone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Max, Q

from historique.canonique import lire
from historique.models import Acte
from membres import prises
from membres.acces import Acces
from membres.models import Compte, Personne
from membres.noms import nommer

DEMANDER, RENONCER, EFFACER = "demander_l_effacement", "renoncer_a_l_effacement", "effacer"
PLATEFORME = "la plateforme"
DERNIERE_ADMINISTRATION = (
    "C’est la dernière personne qui a l’administration technique : donnez-la d’abord à quelqu’un d’autre."
)


class Fondement(models.TextChoices):
    """Why the law asks for it (RGPD, article 17, paragraph 1)."""

    PLUS_NECESSAIRES = "plus_necessaires", "Ses données ne sont plus nécessaires (article 17, 1, a)"
    CONSENTEMENT_RETIRE = "consentement_retire", "Elle retire son consentement (article 17, 1, b)"
    OPPOSITION = "opposition", "Elle s’oppose à leur usage (article 17, 1, c, et article 21)"
    ILLICITE = "illicite", "Leur usage était illicite (article 17, 1, d)"
    OBLIGATION = "obligation", "La loi oblige à les effacer (article 17, 1, e)"

    @classmethod
    def en_mots(cls, cle: str) -> str:
        """What an entry says of it; nothing when it did not say why."""
        return str(cls(cle).label) if cle in cls.values else ""


@dataclass(frozen=True)
class Demande:
    """Someone who has asked for the erasure of her data, and when."""

    personne: Personne
    le: datetime


@dataclass(frozen=True)
class Effacee:
    """A person whose data are gone: when, by whom, why."""

    personne: Personne
    le: datetime
    par: str
    fondement: str


def demande_de(personne: Personne) -> Demande | None:
    """Her request, if it still waits."""
    return next(iter(_demandes(Q(objet_id=personne.pk))), None)


def demandes_en_attente() -> list[Demande]:
    """The requests that wait, the oldest first; two queries."""
    return list(_demandes(Q()))


def _demandes(lesquelles: Q) -> Iterator[Demande]:
    siens = Acte.objects.filter(lesquelles, verbe__in=(DEMANDER, RENONCER, EFFACER))
    derniers = siens.order_by().values("objet_id").annotate(n=Max("sequence")).values("n")
    actes = list(Acte.objects.filter(verbe=DEMANDER, sequence__in=derniers).order_by("sequence"))
    personnes = Personne.objects.presentes().in_bulk([acte.objet_id for acte in actes])
    for acte in actes:
        if (personne := personnes.get(acte.objet_id)) is not None:
            yield Demande(personne, acte.instant)


def personnes_effacees(acces: Acces) -> list[Effacee]:
    """Those whose data are gone, the last one first; three queries."""
    personnes = Personne.objects.filter(retiree_le__isnull=False).order_by("-retiree_le")
    actes = {acte.objet_id: acte for acte in Acte.objects.filter(verbe=EFFACER).order_by("sequence")}
    auteurs = nommer([acte.auteur_id for acte in actes.values()], acces)
    effacees = []
    for personne in personnes:
        acte = actes.get(personne.pk)
        faits: dict[str, Any] = lire(acte.faits) if acte is not None and acte.faits else {}
        effacees.append(
            Effacee(
                personne=personne,
                le=personne.retiree_le,  # type: ignore[arg-type]  # chosen so
                par=auteurs.get(acte.auteur_id, PLATEFORME) if acte is not None and acte.auteur_id else PLATEFORME,
                fondement=Fondement.en_mots(faits.get("fondement", "")),
            )
        )
    return effacees


def obstacles_a_l_effacement(personne: Personne) -> list[str]:
    """What she must hand over first, in sentences; the platform never loses its last keys."""
    phrases = [refus for prise in prises.refus_d_effacer if (refus := prise(personne)) is not None]
    compte = Compte.objects.filter(personne=personne, is_superuser=True, is_active=True).first()
    if compte is not None:
        autres = Compte.objects.filter(is_superuser=True, is_active=True, personne__isnull=False)
        if not autres.exclude(pk=compte.pk).exists():
            phrases.append(DERNIERE_ADMINISTRATION)
    return phrases
