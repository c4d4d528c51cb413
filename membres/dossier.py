"""What the platform holds of a person: how she was called, and the file of her own data."""

from collections.abc import Mapping
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db.models import Q

from historique.canonique import lire, simple
from historique.horloge import maintenant
from historique.models import PASSAGE_RETIRE, Acte, Changement, DerniereLecture, Ouverture
from membres import prises
from membres.acces import Acces
from membres.identite import Identite
from membres.models import Compte, Courriel, Invitation, Personne, Rattachement

FORMAT = "mes-donnees-1"
FICHIER = "mes-donnees.json"


def identite_de(personne: Personne) -> Identite:
    """Her names and addresses, present and past."""
    passees = Personne.history.filter(id=personne.pk).values_list("prenom", "nom", "courriel")  # type: ignore[attr-defined]
    connues = {*passees, (personne.prenom, personne.nom, personne.courriel)}
    adresses = {adresse for _, _, adresse in connues}
    adresses |= set(Invitation.history.filter(personne_id=personne.pk).values_list("courriel", flat=True))  # type: ignore[attr-defined]
    adresses |= set(EmailAddress.objects.filter(user__personne=personne).values_list("email", flat=True))
    adresses |= set(Compte.objects.filter(personne=personne).values_list("email", flat=True))
    return Identite(
        noms=frozenset((prenom, nom) for prenom, nom, _ in connues if PASSAGE_RETIRE not in (prenom, nom)),
        adresses=frozenset(adresses - {"", PASSAGE_RETIRE}),
    )


def dossier_de(personne: Personne | None, compte: Compte, acces: Acces) -> dict[str, Any]:
    """All that the platform holds of the person who asks, as plain data; secrets excepted, and what is others' own."""
    dossier: dict[str, Any] = {"format": FORMAT, "site": settings.ADRESSE_DU_SITE, "etabli_le": maintenant()}
    dossier |= _du_compte(compte)
    if personne is not None:
        dossier |= _de_la_personne(personne) | {"journal": _du_journal(personne, acces)}
        for prise in prises.donnees:
            dossier |= prise(personne)
    return simple(dossier)


def _du_compte(compte: Compte) -> dict[str, Any]:
    facteurs = Authenticator.objects.filter(user=compte).order_by("pk")
    return {
        "compte": {
            "adresse": compte.email,
            "cree_le": compte.date_joined,
            "derniere_connexion": compte.last_login,
            "mot_de_passe": compte.has_usable_password(),
            "administration": compte.is_superuser,
            "actif": compte.is_active,
        },
        "adresses": lignes(EmailAddress.objects.filter(user=compte), "email", "verified", "primary"),
        "moyens_de_connexion": [
            {
                "genre": facteur.get_type_display(),
                "nom": facteur.data.get("name", ""),
                "cree_le": facteur.created_at,
                "dernier_usage": facteur.last_used_at,
            }
            for facteur in facteurs
        ],
        "sessions": lignes(UserSession.objects.filter(user=compte), "ip", "user_agent", "created_at", "last_seen_at"),
    }


def _de_la_personne(personne: Personne) -> dict[str, Any]:
    rattachements = Rattachement.objects.filter(personne=personne)
    recues = Invitation.objects.filter(personne=personne)
    envoyees = Invitation.objects.filter(invitee_par=personne)
    dates = ("creee_le", "expire_le", "utilisee_le", "revoquee_le")
    lecture = DerniereLecture.objects.filter(pk=personne.pk)
    return {
        "personne": {
            "id": personne.pk,
            "prenom": personne.prenom,
            "nom": personne.nom,
            "adresse": personne.courriel,
            "nom_public": personne.nom_public,
        },
        "organisations": lignes(rattachements.order_by("du", "pk"), "organisation__nom", "fonction", "du", "au"),
        "invitations_recues": lignes(recues.order_by("creee_le"), "courriel", *dates),
        # Whom they were sent to is for the others to know.
        "invitations_envoyees": lignes(envoyees.order_by("creee_le"), *dates),
        "courriels_recus": lignes(
            Courriel.objects.filter(destinataire=personne).order_by("pk"), "genre", "cree_le", "envoye_le"
        ),
        "journal_lu_jusqu_a": lecture.values_list("sequence", flat=True).first(),
    }


def _du_journal(personne: Personne, acces: Acces) -> list[dict[str, Any]]:
    """The entries she wrote, with her reasons, and those that changed what is known of her; in three queries.

    The reason that somebody else gave is there if she may read the entry.
    """
    lisibles = acces.visibilites
    siennes = Acte.objects.filter(Q(auteur_id=personne.pk) | Q(objet_id=personne.pk)).order_by("sequence")
    actes = list(siennes)
    changements = list(Changement.objects.filter(acte__in=siennes.values("pk"), objet_id=personne.pk).order_by("id"))
    valeurs = [lire(v) for c in changements for v in (c.avant, c.apres) if v is not None]
    cles = {acte.motif for acte in actes if acte.motif}
    cles |= {valeur["engagement"] for valeur in valeurs if isinstance(valeur, dict)}
    textes = dict(Ouverture.objects.filter(pk__in=cles).values_list("pk", "valeur"))
    de_l_acte: dict[Any, list[dict[str, Any]]] = {}
    for c in changements:
        ligne = {"champ": c.champ, "avant": _en_clair(c.avant, textes), "apres": _en_clair(c.apres, textes)}
        de_l_acte.setdefault(c.acte_id, []).append(ligne)
    return [
        {
            "numero": acte.sequence,
            "instant": acte.instant,
            "verbe": acte.verbe,
            "sur": acte.objet_type,
            "objet": acte.objet_id,
            "par_vous": acte.auteur_id == personne.pk,
            "motif": _motif(acte, textes) if acte.auteur_id == personne.pk or acte.visibilite in lisibles else "",
            "lisible_par": acte.visibilite,
            "sur_vous": de_l_acte.get(acte.pk, []),
        }
        for acte in actes
    ]


def _motif(acte: Acte, textes: Mapping[str, str]) -> str:
    return textes.get(acte.motif, PASSAGE_RETIRE) if acte.motif else ""


def _en_clair(valeur: str | None, textes: Mapping[str, str]) -> Any:
    contenu = None if valeur is None else lire(valeur)
    return textes.get(contenu["engagement"], PASSAGE_RETIRE) if isinstance(contenu, dict) else contenu


def lignes(objets: Any, *champs: str) -> list[dict[str, Any]]:
    """These fields of each row, as plain data."""
    return [{champ.replace("__", "_"): valeur for champ, valeur in une.items()} for une in objets.values(*champs)]
