"""What a contribution is worth: the scale that fits its day and its quantity, frozen on it. Raises ActionRefusee."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from budget.lecture.baremes import FORFAIT, bande
from budget.models import Bareme, Contribution
from budget.montants import MONTANT_MAXIMAL, valeur
from historique.mots import date_longue
from historique.refus import ActionRefusee

DON = Contribution.Nature.DON_EN_NATURE.value
# What people write of a contribution. `bareme_id` is None for a gift in kind, whose value is typed.
SAISIE = (
    "libelle",
    "le",
    "bareme_id",
    "nombre",
    "quantite",
    "valeur_centimes",
    "organisation_id",
    "personne_id",
    "action_id",
    "precision",
)
CHIFFRES = ("quantite", "valeur_centimes")
AILLEURS = "Voyez la page « Barèmes »."
D_UNE_ORGANISATION = {
    "deplacement": (
        "Un déplacement n’est valorisé ici que si une organisation le prend en charge : choisissez-la. Une personne "
        "bénévole qui renonce à ses frais fait un don : notez plutôt une dépense, en abandon de frais."
    ),
    "temps_salarie": "Du temps salarié est mis à disposition par une organisation : choisissez-la.",
    "locaux": "Des locaux sont mis à disposition par une organisation : choisissez-la.",
}


def colonnes(saisi: Mapping[str, Any], actuelle: Contribution | None = None) -> dict[str, Any]:
    """What the form says, column by column: the scale by the row that fits, else the value of a gift in kind.

    A scale that is already that of `actuelle` is not looked for again: its row is the one frozen there.
    """
    siennes = {champ: valeur for champ, valeur in saisi.items() if champ in SAISIE}
    code = saisi.get("bareme")
    if code is None:  # « their version » was kept: what the form left empty for the other kind is not a choice
        return {champ: valeur for champ, valeur in siennes.items() if champ not in CHIFFRES or valeur is not None}
    if code == DON:
        return siennes | {"bareme_id": None, "nombre": 1, "quantite": Decimal(1)}
    siennes.pop("valeur_centimes", None)
    if actuelle is not None and actuelle.bareme is not None and actuelle.bareme.code == code:
        return siennes | {"bareme_id": actuelle.bareme_id}
    le = siennes.get("le") or (actuelle.le if actuelle else None)
    quantite = siennes.get("quantite") or (actuelle.quantite if actuelle else None)
    if le is None or quantite is None:
        raise ActionRefusee("Donnez la quantité et le jour.", "quantite")
    return siennes | {"bareme_id": bareme_qui_vaut(code, le, quantite).pk}


def evaluer(contribution: Contribution) -> None:
    """Freeze the unit, the rate, the flat part and the value of a contribution on it."""
    if contribution.bareme is None:
        contribution.unite, contribution.forfait_centimes = FORFAIT, 0
        if not contribution.precision.strip():
            raise ActionRefusee("Dites comment la valeur de ce don est estimée.", "precision")
        if not contribution.valeur_centimes:
            raise ActionRefusee("Écrivez la valeur de ce don, en euros.", "valeur")
        contribution.nombre, contribution.quantite = 1, Decimal(1)
        contribution.taux_milliemes = contribution.valeur_centimes * 10
        return
    quantite = Decimal(contribution.quantite)
    if quantite <= 0:
        raise ActionRefusee("Écrivez une quantité supérieure à zéro.", "quantite")
    contribution.bareme = bareme = bareme_qui_vaut(contribution.bareme.code, contribution.le, quantite)
    contribution.unite, contribution.taux_milliemes = bareme.unite, bareme.taux_milliemes
    contribution.forfait_centimes = bareme.forfait_centimes
    contribution.valeur_centimes = valeur(contribution.nombre, quantite, bareme.taux_milliemes, bareme.forfait_centimes)
    if contribution.valeur_centimes > MONTANT_MAXIMAL:
        raise ActionRefusee("Cette valeur dépasse cent milliards d’euros : vérifiez la quantité.", "quantite")


def bareme_qui_vaut(code: str, le: date, quantite: Decimal) -> Bareme:
    """The row of this scale that values this quantity on that day."""
    # Locked: a value that ends at this instant is either seen here, or waits for this contribution.
    lignes = list(Bareme.objects.select_for_update().filter(code=code).order_by("valable_du", "au_dela_de"))
    if not lignes:
        raise ActionRefusee(f"Ce barème n’existe pas : choisissez-en un de la liste. {AILLEURS}", "bareme")
    nom = f"Le barème « {lignes[0].libelle} »"
    du_jour = [x for x in lignes if x.valable_du <= le and (x.valable_au is None or x.valable_au >= le)]
    if not du_jour:
        raise ActionRefusee(
            f"{nom} n’a pas de valeur au {date_longue(le)} : choisissez un autre jour, ou demandez à la coordination "
            f"de la fixer. {AILLEURS}",
            "bareme",
        )
    if any(ligne.a_adopter and ligne.decision_id is None for ligne in du_jour):
        raise ActionRefusee(
            f"{nom} reste à adopter pour le {date_longue(le)} : il ne valorise rien tant que la coordination ne l’a "
            f"pas rattaché à une décision. {AILLEURS}",
            "bareme",
        )
    return bande(du_jour, quantite)


def exiger_un_donneur(contribution: Contribution) -> None:
    """Somebody gives; travel, salaried time and premises come from an organisation."""
    if contribution.organisation_id is not None:
        return
    if phrase := D_UNE_ORGANISATION.get(contribution.nature):
        raise ActionRefusee(phrase, "organisation")
    if contribution.personne_id is None:
        raise ActionRefusee("Dites qui donne : une organisation, une personne, ou les deux.", "organisation")
