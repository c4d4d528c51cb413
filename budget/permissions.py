"""Rights over the budget; each function returns the reason for refusal, or None. None queries.

Parents are loaded. `organisations`: those the person acts for today (`budget.lecture.organisations_de`).
"""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from budget.models import Contribution, Depense, Financement
from chantiers.models import Adhesion
from historique.mots import date_longue, enumerer, euros
from membres.acces import Acces
from membres.permissions import refus_de_coordonner, refus_sans_second_facteur

DEPORT = "Vous agissez pour {nom}, qui finance : vous vous déportez de ce qui concerne ce financement."


# Reading --------------------------------------------------------------------------------------------------------------


def refus_de_lire_le_travail(acces: Acces) -> str | None:
    """What is being worked on is read by every member; the public reads the budget adopted (transparency rule)."""
    if not acces.membre:
        return "Le budget qui se prépare se lit entre membres des chantiers et du comité."
    return None


def refus_de_lire_les_financements(acces: Acces) -> str | None:
    """Members of the comité « see funding in detail »: notes, dates, who does what."""
    if not acces.comite:
        return "Le détail des financements se lit entre membres du comité de pilotage."
    return None


def refus_de_lire_un_justificatif(acces: Acces, depense: Depense) -> str | None:
    """A receipt bears names and addresses: the comité, and the members of the chantier that spent, read it."""
    if acces.comite or acces.membre_de(depense.ligne.chantier_id):
        return None
    return "Un justificatif se lit entre membres du chantier qui a dépensé et du comité de pilotage."


# Needs ----------------------------------------------------------------------------------------------------------------


def refus_de_tenir_l_exercice(acces: Acces) -> str | None:
    return refus_de_coordonner(acces, "Seule la coordination ouvre un exercice et règle ses seuils.")


def refus_de_tenir_les_besoins(acces: Acces, chantier: Any) -> str | None:
    """Members write the needs of their chantier, the comité those of the interchantier, the coordination all."""
    if acces.membre_de(chantier.id) or (chantier.est_interchantier and acces.comite):
        return None
    if acces.coordination:
        return refus_sans_second_facteur(acces)
    if chantier.est_interchantier:
        return "Seul le comité de pilotage écrit les besoins de l’interchantier."
    return f"Seuls les membres du chantier {chantier.numero}, et la coordination, écrivent ses besoins."


def refus_de_modifier_une_ligne(acces: Acces, ligne: Any) -> str | None:
    """Also to bring back an earlier state."""
    return refus_de_tenir_les_besoins(acces, ligne.chantier) or refus_d_archive(ligne, "Cette ligne")


def refus_de_modifier_une_action(acces: Acces, action: Any) -> str | None:
    """Also to bring back an earlier state."""
    return refus_de_tenir_les_besoins(acces, action.chantier) or refus_d_archive(action, "Cette action")


def refus_d_archiver_une_ligne(affecte_centimes: int, depenses: int) -> str | None:
    """Why a line that `affecte_centimes` pay, and on which so many expenses were noted, stays in the budget."""
    if affecte_centimes:
        return (
            f"Des financements paient {euros(affecte_centimes)} de cette ligne : libérez d’abord ces affectations, "
            "puis archivez-la."
        )
    if depenses:
        dites = "Une dépense est notée" if depenses == 1 else f"{depenses} dépenses sont notées"
        return f"{dites} sur cette ligne : notez-les ailleurs ou archivez-les d’abord, puis archivez la ligne."
    return None


def refus_d_archiver_une_action(lignes: int, contributions: int) -> str | None:
    """Why an action that has so many lines and contributions stays in the budget."""
    tenues = [
        f"{nombre} {nom}{'s' if nombre > 1 else ''}"
        for nombre, nom in ((lignes, "ligne"), (contributions, "contribution"))
        if nombre
    ]
    if not tenues:
        return None
    return f"Cette action a {enumerer(tenues)} : archivez-les ou rattachez-les ailleurs d’abord, puis archivez-la."


def refus_de_repartir(acces: Acces) -> str | None:
    """A shared charge writes in several chantiers at once."""
    return refus_de_coordonner(acces, "Seule la coordination répartit une charge commune entre les chantiers.")


def refus_d_archive(objet: Any, nom: str, e: str = "e") -> str | None:
    """`nom` (« Cette ligne »); `e` its gender."""
    if objet.archive_le is None:
        return None
    pronom = "la" if e else "le"
    return f"{nom} a été archivé{e} le {date_longue(objet.archive_le)} : il faut d’abord {pronom} rétablir."


# Contributions --------------------------------------------------------------------------------------------------------


def refus_de_declarer(acces: Acces, chantier: Any) -> str | None:
    """A member of the chantier declares what she or her organisation gives it; the comité for the interchantier."""
    return refus_de_tenir_les_besoins(acces, chantier)


def refus_de_modifier_une_contribution(acces: Acces, contribution: Contribution) -> str | None:
    if contribution.etat == Contribution.Etat.CONFIRMEE:
        return "Cette contribution est confirmée : elle ne se modifie plus. Archivez-la, puis déclarez-en une autre."
    return refus_de_declarer(acces, contribution.chantier)


def refus_de_confirmer(acces: Acces, contribution: Contribution, organisations: Collection[UUID]) -> str | None:
    """Who gives confirms: the person, or someone who acts for the organisation."""
    if contribution.archive_le is not None:
        return refus_d_archive(contribution, "Cette contribution")
    if contribution.etat == Contribution.Etat.CONFIRMEE:
        return "Cette contribution est déjà confirmée."
    if contribution.organisation_id is not None:
        if contribution.organisation_id in organisations:
            return None
        return f"Une personne qui agit pour {contribution.organisation} la confirme."
    if acces.personne_id is not None and acces.personne_id == contribution.personne_id:
        return None
    return "C’est à la personne qui donne de confirmer sa contribution."


def donne(acces: Acces, contribution: Contribution, organisations: Collection[UUID]) -> bool:
    """Whether this person is the giver, or acts for the organisation that gives."""
    elle = acces.personne_id is not None and acces.personne_id == contribution.personne_id
    return elle or contribution.organisation_id in organisations


def refus_de_lire_une_contribution(
    acces: Acces, contribution: Contribution, organisations: Collection[UUID]
) -> str | None:
    """Members, and who gives, whether she is a member or not: she has it to confirm."""
    return None if donne(acces, contribution, organisations) else refus_de_lire_le_travail(acces)


def refus_d_archiver_une_contribution(
    acces: Acces, contribution: Contribution, organisations: Collection[UUID]
) -> str | None:
    """Who may declare it, and who gives: nobody is held to a gift."""
    return None if donne(acces, contribution, organisations) else refus_de_declarer(acces, contribution.chantier)


def refus_de_retablir_une_contribution(
    acces: Acces, contribution: Contribution, organisations: Collection[UUID]
) -> str | None:
    """A confirmed one comes back with its confirmation: who gives alone may want it."""
    if donne(acces, contribution, organisations):
        return None
    if refus := refus_de_declarer(acces, contribution.chantier):
        return refus
    if contribution.etat == Contribution.Etat.CONFIRMEE:
        return "C’est à qui la donne de rétablir une contribution confirmée : déclarez-en plutôt une autre."
    return None


def refus_de_tenir_les_baremes(acces: Acces) -> str | None:
    return refus_de_coordonner(acces, "Seule la coordination tient les barèmes ; une décision les adopte.")


# Funding --------------------------------------------------------------------------------------------------------------


def refus_d_ouvrir_un_financement(acces: Acces) -> str | None:
    """« Avec le concours du collectif »: anyone of the comité notes a lead, and then leads its search."""
    if not acces.comite:
        return "Une piste de financement est notée par un membre du comité de pilotage."
    return None


def refus_de_deport(financement: Financement, organisations: Collection[UUID]) -> str | None:
    """A person who acts for the funder stands aside from what concerns it."""
    if financement.financeur_id is not None and financement.financeur_id in organisations:
        return DEPORT.format(nom=financement.financeur)
    return None


def refus_de_tenir_un_financement(
    acces: Acces, financement: Financement, organisations: Collection[UUID]
) -> str | None:
    """The coordination, and the person who leads this search."""
    if refus := refus_de_deport(financement, organisations):
        return refus
    if acces.personne_id is not None and acces.personne_id == financement.mene_par_id and acces.comite:
        return None
    return refus_de_coordonner(acces, "Un financement est tenu par la coordination et par qui en mène la recherche.")


def refus_d_affecter(acces: Acces, financements: Iterable[Financement], organisations: Collection[UUID]) -> str | None:
    """Who may hold one at least of these fundings chooses what it pays."""
    if any(refus_de_tenir_un_financement(acces, un, organisations) is None for un in financements):
        return None
    return refus_de_coordonner(acces, "Un financement est affecté par la coordination et par qui en mène la recherche.")


# Use ------------------------------------------------------------------------------------------------------------------


def refus_de_noter_une_depense(acces: Acces, chantier: Any) -> str | None:
    """Who animates or speaks for the chantier, and the coordination; the comité for the interchantier."""
    if chantier.est_interchantier and acces.comite:
        return None
    if acces.a_un_role(chantier.id, Adhesion.Role.ANIMATEUR, Adhesion.Role.REFERENT):
        return None
    if acces.coordination:
        return refus_sans_second_facteur(acces)
    return "Une dépense est notée par une personne qui anime ou représente le chantier, ou par la coordination."


def refus_de_modifier_une_depense(acces: Acces, depense: Depense) -> str | None:
    """Also to bring back an earlier state."""
    return refus_de_noter_une_depense(acces, depense.ligne.chantier) or refus_d_archive(depense, "Cette dépense")


def refus_d_imputer(acces: Acces) -> str | None:
    return refus_de_coordonner(acces, "Seule la coordination dit quelle dépense justifie quel financement.")
