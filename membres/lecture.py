"""Read models of people, organisations and invitations: a fixed number of queries, whatever the size."""

import unicodedata
from dataclasses import dataclass

from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Q

from historique.horloge import aujourd_hui
from membres.acces import Acces
from membres.models import Courriel, Invitation, Organisation, Personne, Rattachement

DOMAINE_DE_DEMONSTRATION = "@demo.example"


def cle_de_tri(texte: str) -> str:
    """The order of names in French, the same on both databases: accents and case are set aside."""
    decompose = unicodedata.normalize("NFD", texte.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(lettre for lettre in decompose if not unicodedata.combining(lettre))


def lire_le_jeton(jeton: str) -> Invitation | None:
    """The invitation a link stands for; None for a link that was never ours.

    An older link than the last one sent is shown as revoked, unless the invitation has been used.
    """
    try:
        pk, cle = signing.loads(jeton, salt=Invitation.SEL)
        invitation = Invitation.objects.select_related("personne", "invitee_par").filter(pk=pk).first()
    except (signing.BadSignature, ValueError, TypeError, ValidationError):
        return None
    if invitation is not None and str(invitation.cle) != cle and invitation.utilisee_le is None:
        invitation.revoquee_le = invitation.revoquee_le or invitation.creee_le
    return invitation


def invitations_visibles_par(acces: Acces) -> list[Invitation]:
    """The last invitation of each person, newest first: one's own, or all for coordination and administration."""
    lignes = Invitation.objects.select_related("personne", "invitee_par").order_by("-creee_le")
    if not (acces.coordination or acces.administrateur):
        lignes = lignes.filter(invitee_par_id=acces.personne_id)
    dernieres: dict[object, Invitation] = {}
    for invitation in lignes:
        dernieres.setdefault(invitation.personne_id, invitation)
    return list(dernieres.values())


@dataclass(frozen=True)
class OrganisationLue:
    """An organisation of the list, with the people tied to it today."""

    organisation: Organisation
    personnes: tuple[Personne, ...]


def lire_les_organisations(*, archivees: bool = False) -> list[OrganisationLue]:
    """Organisations in French order of names, and who is tied to each today; two queries."""
    choisies = Organisation.objects.archives() if archivees else Organisation.objects.presents()
    personnes: dict[object, list[Personne]] = {}
    for lien in rattachements_en_cours():
        personnes.setdefault(lien.organisation_id, []).append(lien.personne)
    return [
        OrganisationLue(une, tuple(sorted(personnes.get(une.pk, []), key=lambda p: cle_de_tri(p.nom))))
        for une in sorted(choisies, key=lambda organisation: cle_de_tri(organisation.nom))
    ]


def rattachements_en_cours():
    return Rattachement.objects.actives().select_related("personne")  # type: ignore[attr-defined]


def lire_les_rattachements(personne: Personne) -> list[Rattachement]:
    """Where this person is tied, now first, then in the past; one query."""
    jour = aujourd_hui()
    lignes = personne.rattachements.select_related("organisation")
    return sorted(lignes, key=lambda r: (r.au is not None and r.au < jour, cle_de_tri(r.organisation.nom)))


def lire_les_courriels():
    """The outbox, newest first."""
    return Courriel.objects.select_related("destinataire").order_by("-cree_le", "-pk")


def comptes_de_demonstration() -> Q:
    """Which accounts one may try without a password, in demonstration mode only."""
    return Q(email__endswith=DOMAINE_DE_DEMONSTRATION, is_active=True)
