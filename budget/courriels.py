"""The e-mails of the budget: the due dates of fundings, to those who must hold them and may read them."""

from collections.abc import Iterable

from budget import permissions
from budget.lecture.organisations import organisations_de
from budget.models import Echeance, Financement
from historique.horloge import aujourd_hui
from membres import prises
from membres.acces import acces_de
from membres.courriels import deposer
from membres.envoi import rediger, rendu
from membres.models import Courriel, Personne

GENRE = "budget_echeance"


def rappeler(echeance: Echeance, jalon: int) -> int:
    """Queue the reminder of `jalon` days before; asked again, it does nothing. Returns how many leave.

    A due date that is moved is reminded of again.
    """
    return len(
        deposer(
            GENRE,
            destinataires=destinataires(echeance.financement),
            objet=echeance,
            discriminant=f"{echeance.le.isoformat()}-{jalon}",
        )
    )


def destinataires(financement: Financement) -> list[Personne]:
    """The coordination and who leads the search, but those who may not read it (any more)."""
    tous: Iterable[Personne] = [personne for prise in prises.coordination for personne in prise()]
    if financement.mene_par is not None and financement.mene_par.retiree_le is None:
        tous = [*tous, financement.mene_par]
    lisent = {personne.pk: personne for personne in tous if lit(personne, financement)}
    return sorted(lisent.values(), key=lambda personne: str(personne.pk))


def lit(personne: Personne, financement: Financement) -> bool:
    """Whether she may read it today, and does not act for its funder."""
    acces = acces_de(personne)
    return (
        permissions.refus_de_lire_les_financements(acces) is None
        and permissions.refus_de_deport(financement, organisations_de(acces)) is None
    )


def rappel_utile(courriel: Courriel) -> bool:
    """At the moment of sending: still to be done, still on that day, still for her to read."""
    echeance = _echeance(courriel)
    return (
        echeance.archive_le is None
        and echeance.faite_le is None
        and echeance.financement.archive_le is None
        and f":{echeance.le.isoformat()}-" in courriel.cle
        and lit(courriel.destinataire, echeance.financement)
    )


@rendu(GENRE, si=rappel_utile)
def rappel(courriel: Courriel) -> tuple[str, str]:
    echeance = _echeance(courriel)
    delai = delai_en_mots((echeance.le - aujourd_hui()).days)
    texte = rediger(
        GENRE, echeance=echeance, financement=echeance.financement, delai=delai, destinataire=courriel.destinataire
    )
    return f"{echeance}, {delai} : {echeance.financement}", texte


def delai_en_mots(jours: int) -> str:
    """« dans 7 jours », « aujourd’hui », « depuis 3 jours »."""
    if jours == 0:
        return "aujourd’hui"
    combien = f"{abs(jours)} jour{'s' if abs(jours) > 1 else ''}"
    return f"dans {combien}" if jours > 0 else f"depuis {combien}"


def _echeance(courriel: Courriel) -> Echeance:
    return Echeance.objects.select_related("financement__financeur").get(pk=courriel.objet_id)
