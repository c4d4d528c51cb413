"""Rights over chantiers, their members and their roadmaps; each function returns the reason for refusal, or None.

None of them queries: the objects given have their parents loaded.
"""

from typing import Any

from chantiers.lecture.activite import PARENTS
from chantiers.models import Adhesion, Chantier, FeuilleDeRoute
from historique.horloge import aujourd_hui
from historique.mots import date_longue
from membres.acces import Acces
from membres.permissions import refus_sans_second_facteur

NOMS = {
    "objectif": "Cet objectif",
    "etape": "Cette étape",
    "livrable": "Ce livrable",
    "moyen": "Ce moyen",
    "dependance": "Cette dépendance",
}
FEMININS = {"etape", "dependance"}


# Reading --------------------------------------------------------------------------------------------------------------


def refus_de_lire_le_travail(acces: Acces) -> str | None:
    """What is being worked on is read by every member of any chantier or of the comité (transparency rule)."""
    if not acces.membre:
        return "Ce qui se prépare se lit entre membres des chantiers et du comité."
    return None


# Roadmaps -------------------------------------------------------------------------------------------------------------


def refus_d_ecrire(acces: Acces, chantier: Any) -> str | None:
    """Members edit the roadmap of their chantier, the comité that of the interchantier (`Chantier` or `ChantierLu`)."""
    if chantier.est_interchantier:
        if not acces.comite:
            return "Seul le comité de pilotage modifie la feuille de route de l’interchantier."
    elif not acces.membre_de(chantier.id):
        return f"Seuls les membres du chantier {chantier.numero} modifient sa feuille de route."
    return None


def refus_de_modifier_la_feuille(acces: Acces, feuille: Any) -> str | None:
    """`feuille` is a FeuilleDeRoute, or one that is read (`FeuilleLue`)."""
    return refus_d_ecrire(acces, feuille.chantier) or refus_de_close(feuille)


def refus_de_close(feuille: Any) -> str | None:
    if feuille.close:
        return "Cette feuille de route est close : elle se lit, elle ne se modifie plus."
    return None


def refus_de_tenir_la_feuille(acces: Acces, chantier: Any) -> str | None:
    """Open a roadmap for a period, or close it: who animates or speaks for the chantier; the comité, interchantier."""
    if chantier.est_interchantier:
        return refus_d_ecrire(acces, chantier)
    if not acces.a_un_role(chantier.id, Adhesion.Role.ANIMATEUR, Adhesion.Role.REFERENT):
        return (
            f"Seules les personnes référentes ou animatrices du chantier {chantier.numero} "
            "ouvrent et closent sa feuille de route."
        )
    return None


def refus_d_ouvrir_la_feuille(acces: Acces, chantier: Chantier, en_cours: FeuilleDeRoute | None) -> str | None:
    if en_cours is not None:
        return "Ce chantier a déjà une feuille de route en cours : il faut d’abord la clore."
    return refus_de_tenir_la_feuille(acces, chantier)


def refus_de_clore_la_feuille(acces: Acces, feuille: FeuilleDeRoute) -> str | None:
    return refus_de_tenir_la_feuille(acces, feuille.chantier) or refus_de_close(feuille)


# Items ----------------------------------------------------------------------------------------------------------------


def refus_d_archive(objet: Any) -> str | None:
    """Why an item that is archived, or whose parent is, takes no change."""
    nom, e = _genre(objet)
    if objet.archive_le is not None:
        pronom = "la" if e else "le"
        return (
            f"{nom} a été archivé{e} le {date_longue(objet.archive_le)} : "
            f"il faut d’abord {pronom} rétablir, depuis la page « Archivés »."
        )
    return refus_de_parent(objet)


def refus_de_parent(objet: Any) -> str | None:
    """A child changes, and comes back, only under a live parent."""
    attribut = PARENTS.get(objet._meta.model_name)
    if attribut is None:
        return None
    parent = getattr(objet, attribut)
    nom, e = _genre(parent)
    if parent.archive_le is not None:
        pronom = "la" if e else "le"
        return (
            f"{nom} (« {parent} ») a été archivé{e} le {date_longue(parent.archive_le)} : "
            f"il faut d’abord {pronom} rétablir, depuis la page « Archivés »."
        )
    return refus_de_parent(parent)


def refus_de_modifier(acces: Acces, objet: Any) -> str | None:
    """Write a roadmap or an item of it; also to bring back an earlier state (its parents are loaded, or read then)."""
    feuille = objet
    while not isinstance(feuille, FeuilleDeRoute):
        feuille = getattr(feuille, PARENTS.get(feuille._meta.model_name, "feuille_de_route"))
    archive = None if objet is feuille else refus_d_archive(objet)
    return refus_de_modifier_la_feuille(acces, feuille) or archive


def refus_de_retablir(objet: Any) -> str | None:
    """Why an archived item may not come back now."""
    nom, e = _genre(objet)
    if objet.archive_le is None:
        return f"{nom} n’est pas archivé{e}."
    return refus_de_parent(objet)


def _genre(objet: Any) -> tuple[str, str]:
    nom = objet._meta.model_name
    return NOMS[nom], "e" if nom in FEMININS else ""


# Members --------------------------------------------------------------------------------------------------------------


def refus_de_gerer_les_membres(acces: Acces, chantier: Chantier) -> str | None:
    """Those who animate or speak for the chantier, and the coordination, keep the list of its members."""
    if chantier.est_interchantier:
        return "L’interchantier n’a pas de membres à lui : il est tenu par le comité de pilotage."
    if acces.a_un_role(chantier.id, Adhesion.Role.ANIMATEUR, Adhesion.Role.REFERENT):
        return None
    if acces.coordination:
        return refus_sans_second_facteur(acces)
    return (
        f"Seules les personnes référentes ou animatrices du chantier {chantier.numero}, "
        "et la coordination, invitent des membres."
    )


def refus_de_mettre_fin(acces: Acces, adhesion: Adhesion) -> str | None:
    """Members also leave by themselves."""
    if adhesion.au is not None and adhesion.au < aujourd_hui():
        return f"Cette adhésion a pris fin le {date_longue(adhesion.au)}."
    if acces.personne_id is not None and acces.personne_id == adhesion.personne_id:
        return None
    return refus_de_gerer_les_membres(acces, adhesion.chantier)


def refus_de_changer_de_role(acces: Acces, adhesion: Adhesion) -> str | None:
    if adhesion.au is not None:
        return f"Cette adhésion prend fin le {date_longue(adhesion.au)} : elle ne change plus de rôle."
    if adhesion.personne_id is None:
        return "Une organisation seule est membre : animer ou représenter un chantier demande une personne."
    return refus_de_gerer_les_membres(acces, adhesion.chantier)
