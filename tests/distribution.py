"""The cast: the same few people in every test, each with one role, made when a test first names them.

`distribution.membre1.client.get(...)`, `distribution.coordination.acces`, `distribution.referente3.personne`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.test import Client

from chantiers.models import Adhesion
from historique.horloge import maintenant
from membres.acces import ANONYME, Acces, acces_de
from membres.models import Compte, Personne
from pilotage.models import Siege
from tests import fabriques

MEMBRE, ANIMATEUR, REFERENT = Adhesion.Role.MEMBRE, Adhesion.Role.ANIMATEUR, Adhesion.Role.REFERENT


@dataclass
class Figure:
    """Someone of the cast; a visitor has neither person nor account."""

    personne: Personne | None = None
    compte: Compte | None = None

    @cached_property
    def client(self) -> Client:
        """A browser without JavaScript, signed in."""
        client = Client()
        if self.compte is not None:
            client.force_login(self.compte, backend=settings.AUTHENTICATION_BACKENDS[0])
            donner_le_second_facteur(client, self.compte)
        return client

    @property
    def acces(self) -> Acces:
        """What this person may do now, read afresh, her second factor given."""
        if self.compte is None:
            return ANONYME
        return acces_de(self.personne, administrateur=self.compte.is_superuser, second_facteur=True)


def donner_le_second_facteur(client: Client, compte: Compte) -> None:
    """Mark this session as one that was opened with a second factor, as the sign-in library does."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": maintenant().timestamp()}]
    session["account_authentication_methods_user"] = str(compte.pk)
    session.save()


def figure(nom: str, **compte) -> Figure:
    ouvert = fabriques.compte(f"{nom}@essai.example", **compte)
    return Figure(fabriques.personne(prenom=nom.capitalize(), nom="Essai", compte=ouvert), ouvert)


def au_chantier(nom: str, numero: int, role: str) -> Callable[[], Figure]:
    def faire() -> Figure:
        nouvelle = figure(nom)
        fabriques.adhesion(nouvelle.personne, fabriques.chantier(numero), role)
        return nouvelle

    return faire


def au_comite(nom: str, college: str, fonction: str = Siege.Fonction.MEMBRE) -> Callable[[], Figure]:
    def faire() -> Figure:
        nouvelle = figure(nom)
        fabriques.siege(nouvelle.personne, fabriques.college(college), fonction)
        return nouvelle

    return faire


ROLES: dict[str, Callable[[], Figure]] = {
    "visiteur": Figure,
    "membre1": au_chantier("membre1", 1, MEMBRE),
    "membre2": au_chantier("membre2", 2, MEMBRE),
    **{f"referente{n}": au_chantier(f"referente{n}", n, REFERENT) for n in range(1, 6)},
    "animateur": au_chantier("animateur", 1, ANIMATEUR),
    "comite": au_comite("comite", "acteurs-de-terrain"),
    "financeur": au_comite("financeur", "financement-prive"),
    "coordination": au_comite("coordination", "labo", Siege.Fonction.COORDINATION),
    "administrateur": lambda: figure("administrateur", is_staff=True, is_superuser=True),
}


class Distribution:
    """One attribute per role of ROLES, made once."""

    def __init__(self) -> None:
        self._figures: dict[str, Figure] = {}

    def __getattr__(self, role: str) -> Figure:
        if role not in ROLES:
            raise AttributeError(role)
        if role not in self._figures:
            self._figures[role] = ROLES[role]()
        return self._figures[role]
