"""Factories of the budget, like those of `tests/fabriques.py`: the simplest valid object, each in an act of its own."""

from datetime import date
from itertools import count
from typing import Any

from budget.models import (
    Action,
    Affectation,
    Bareme,
    Contribution,
    Depense,
    EtapeDAction,
    Exercice,
    Financement,
    Imputation,
    Ligne,
    Tranche,
    Versement,
)
from chantiers.models import Chantier, Etape
from tests.fabriques import inscrire, organisation

NUMEROS = count(1)


def exercice(annee: int = 2027, **champs: Any) -> Exercice:
    """The civil year; found if it is there already."""
    trouve = Exercice.objects.filter(annee=annee).first()
    return trouve or inscrire(Exercice(annee=annee, debut=date(annee, 1, 1), fin=date(annee, 12, 31), **champs))


def action(chantier: Chantier, titre: str = "Journée d’étude", **champs: Any) -> Action:
    numero = champs.pop("numero", None) or Action.objects.filter(chantier=chantier).count() + 1
    return inscrire(Action(chantier=chantier, numero=numero, titre=titre, **champs))


def etape_d_action(action: Action, etape: Etape, **champs: Any) -> EtapeDAction:
    return inscrire(EtapeDAction(action=action, etape=etape, **champs))


def ligne(chantier: Chantier, euros: int = 1000, **champs: Any) -> Ligne:
    """A need of honoraires, in 2027."""
    defauts = {"poste": "honoraires", "libelle": f"Animation {next(NUMEROS)}", "montant_centimes": euros * 100}
    champs.setdefault("exercice", exercice())
    return inscrire(Ligne(chantier=chantier, **{**defauts, **champs}))


def bareme(code: str = "benevolat_execution", milliemes: int = 12310, **champs: Any) -> Bareme:
    """An official scale, valid since 2020; found if it is there already."""
    defauts = {
        "libelle": "Bénévolat : exécution",
        "famille": "benevolat",
        "unite": "h",
        "valable_du": date(2020, 1, 1),
        "source": "essai",
        "a_adopter": False,
    }
    valeurs = {**defauts, **champs}
    place = {"code": code, "valable_du": valeurs["valable_du"], "au_dela_de": valeurs.get("au_dela_de", 0)}
    return Bareme.objects.filter(**place).first() or inscrire(Bareme(code=code, taux_milliemes=milliemes, **valeurs))


def contribution(chantier: Chantier, **champs: Any) -> Contribution:
    """Ten hours of volunteers' work, given by an organisation: 123,10 €."""
    du_bareme = champs.get("bareme") or Bareme.objects.filter(code="benevolat_execution").first() or bareme()
    defauts = {
        "exercice": exercice(),
        "organisation": None if "personne" in champs else organisation(),
        "nature": "benevolat",
        "libelle": f"Coup de main {next(NUMEROS)}",
        "le": date(2027, 1, 1),
        "quantite": 10,
        "unite": du_bareme.unite,
        "bareme": du_bareme,
        "taux_milliemes": du_bareme.taux_milliemes,
        "forfait_centimes": du_bareme.forfait_centimes,
        "valeur_centimes": du_bareme.taux_milliemes,
    }
    return inscrire(Contribution(chantier=chantier, **{**defauts, **champs}))


def financement(euros: int | None = 1000, **champs: Any) -> Financement:
    """A grant of a région, with what is asked for 2027 (`euros` None: no amount yet); `accorde` in euros."""
    accorde = champs.pop("accorde", None)
    annee = champs.pop("exercice", None)
    defauts = {"intitule": f"Appel {next(NUMEROS)}", "poste": "region", "financeur": None}
    if champs.get("financeur") is None and champs.get("poste", "region") != "autofinancement":
        champs["financeur"] = organisation(nom="Région d’essai", type="collectivite")
    fait = inscrire(Financement(**{**defauts, **champs}))
    if euros is not None:
        tranche(fait, euros=euros, accorde=accorde, exercice=annee or exercice())
    return fait


def tranche(financement: Financement, *, euros: int, accorde: int | None = None, **champs: Any) -> Tranche:
    champs.setdefault("exercice", exercice())
    accorde_centimes = None if accorde is None else accorde * 100
    return inscrire(
        Tranche(financement=financement, demande_centimes=euros * 100, accorde_centimes=accorde_centimes, **champs)
    )


def affectation(financement: Financement, ligne: Ligne, euros: int) -> Affectation:
    return inscrire(Affectation(financement=financement, ligne=ligne, montant_centimes=euros * 100))


def versement(financement: Financement, euros: int, **champs: Any) -> Versement:
    defauts = {"exercice": exercice(), "le": date(2027, 3, 1)}
    return inscrire(Versement(financement=financement, montant_centimes=euros * 100, **{**defauts, **champs}))


def depense(ligne: Ligne, euros: int = 100, **champs: Any) -> Depense:
    defauts = {"le": date(2027, 2, 1), "libelle": f"Facture {next(NUMEROS)}"}
    return inscrire(Depense(ligne=ligne, montant_centimes=euros * 100, **{**defauts, **champs}))


def imputation(depense: Depense, financement: Financement, euros: int) -> Imputation:
    return inscrire(Imputation(depense=depense, financement=financement, montant_centimes=euros * 100))
