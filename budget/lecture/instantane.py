"""The frozen snapshot of a budget: canonical JSON in which texts are commitments, and its reading back.

Sums, shares and rates are not in it: they come from the pieces. Every object has its `id`, and its texts the names of
their fields, so that a text that is taken out of the budget is taken out of what was frozen (`historique.prises`).
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from budget.lecture.budget import BudgetLu
from budget.lecture.elements import ActionLue, AffectationLue, ContributionLue, FinancementLu, LigneLue
from chantiers.lecture import ChantierLu
from chantiers.models import Chantier
from historique.canonique import canonique, engagements
from historique.models import PASSAGE_RETIRE, Ouverture
from membres.acces import Acces
from membres.models import Organisation
from membres.noms import nommer

SCHEMA = 1
# Field of a piece → its name in the snapshot, when it is not the same: those of the models.
NOMS = {"poste_cle": "poste"}
TEXTES = {
    ActionLue: {"titre", "description", "territoire"},
    LigneLue: {"libelle", "unite", "cle_de_repartition", "ecart_explique"},
    ContributionLue: {"libelle", "unite"},
    FinancementLu: {"intitule"},
    AffectationLue: set(),
}
# Names, said as they are today: field → the key that leads to it.
NOMS_D_ORGANISATIONS = ("organisation", "financeur", "reversement_a", "porteur_administratif", "porteur_financier")
ORGANISATIONS = {nom: f"{nom}_id" for nom in NOMS_D_ORGANISATIONS}
OMIS = {"code", "personne", "archive_le", "moyen", "etape", "etapes"}
DATES = {"le", "debut", "fin"}

type Engager = Callable[[str], str]


def instantane(budget: BudgetLu, *, jour: date, sequence: int, engager: Engager) -> str:
    """The canonical text of `budget` as read on `jour` at journal position `sequence`.

    `engager` makes the commitment of a removable text (`acte.engager`): its openings are written with the act.
    """
    contenu = {
        "id": budget.exercice_id,
        "annee": budget.annee,
        "debut": budget.debut,
        "fin": budget.fin,
        "plafond_public": budget.plafond_public,
        "seuil_d_ecart": budget.seuil_d_ecart,
        "abandons_centimes": budget.abandons_centimes,
        "actions": [_action(action, engager) for action in budget.actions],
        "lignes": [_ligne(ligne, engager) for ligne in budget.lignes],
        "contributions": [_piece(c, engager) for c in budget.contributions],
        "financements": [_piece(f, engager) for f in budget.financements],
        "affectations": [_piece(a, engager) for a in budget.affectations],
    }
    return canonique({"schema": SCHEMA, "jour": jour, "sequence": sequence, "budget": contenu})


def _prose(texte: str, engager: Engager) -> Any:
    return {"engagement": engager(texte)} if texte else ""


def _piece(piece: Any, engager: Engager) -> dict[str, Any]:
    gardes = [f.name for f in fields(piece) if f.name not in OMIS and f.name not in ORGANISATIONS]
    textes = TEXTES[type(piece)]
    return {
        NOMS.get(nom, nom): _prose(getattr(piece, nom), engager) if nom in textes else getattr(piece, nom)
        for nom in gardes
    }


def _cite(cle: UUID | None, nom: str, texte: str, engager: Engager) -> Any:
    return {"id": cle, nom: _prose(texte, engager)} if cle else None


def _action(action: ActionLue, engager: Engager) -> dict[str, Any]:
    etapes = [_cite(cle, "titre", titre, engager) for cle, titre in action.etapes]
    return _piece(action, engager) | {"numero": int(action.code.rpartition(".")[2]), "etapes": etapes}


def _ligne(ligne: LigneLue, engager: Engager) -> dict[str, Any]:
    return _piece(ligne, engager) | {
        "moyen": _cite(ligne.moyen_id, "libelle", ligne.moyen, engager),
        "etape": _cite(ligne.etape_id, "titre", ligne.etape, engager),
    }


def depuis_instantane(texte: str, acces: Acces) -> BudgetLu:
    """Read a snapshot back. A text whose opening was taken out reads « [passage retiré] »; names are today's."""
    donnees = json.loads(texte)
    return _Lecteur(donnees, acces).budget()


class _Lecteur:
    """Turns the objects of a snapshot into the pieces of a budget; five queries."""

    def __init__(self, donnees: dict[str, Any], acces: Acces) -> None:
        self.donnees, self.contenu = donnees, donnees["budget"]
        cles = set(engagements(donnees))
        self.ouvertures: Mapping[str, str] = {
            cle: valeur for lot in _lots(sorted(cles)) for cle, valeur in _ouvertures(lot)
        }
        self.chantiers = [ChantierLu.de(c) for c in Chantier.objects.all()]
        donneurs = {_cle(c["personne_id"]) for c in self.contenu["contributions"]}
        self.personnes = nommer(donneurs, acces)
        pieces = [o for nom in ("lignes", "contributions", "financements") for o in self.contenu[nom]]
        voulues = {o[cle] for o in pieces for cle in ORGANISATIONS.values() if o.get(cle)}
        self.organisations: Mapping[UUID | None, str] = {
            o.pk: str(o) for o in Organisation.objects.filter(pk__in=voulues)
        }

    def budget(self) -> BudgetLu:
        contenu = self.contenu
        return BudgetLu(
            exercice_id=UUID(contenu["id"]),
            annee=contenu["annee"],
            debut=date.fromisoformat(contenu["debut"]),
            fin=date.fromisoformat(contenu["fin"]),
            plafond_public=contenu["plafond_public"],
            seuil_d_ecart=contenu["seuil_d_ecart"],
            jour=date.fromisoformat(self.donnees["jour"]),
            sequence=self.donnees["sequence"],
            chantiers=tuple(sorted(self.chantiers, key=lambda c: (c.est_interchantier, c.numero))),
            actions=tuple(self._action(o) for o in contenu["actions"]),
            lignes=tuple(self._ligne(o) for o in contenu["lignes"]),
            contributions=tuple(self._contribution(o) for o in contenu["contributions"]),
            financements=tuple(self._piece(FinancementLu, o) for o in contenu["financements"]),
            affectations=tuple(self._piece(AffectationLue, o) for o in contenu["affectations"]),
            abandons_centimes=contenu["abandons_centimes"],
        )

    def _texte(self, valeur: Any) -> str:
        return self.ouvertures.get(valeur["engagement"], PASSAGE_RETIRE) if isinstance(valeur, dict) else valeur

    def _valeur(self, nom: str, valeur: Any) -> Any:
        if isinstance(valeur, dict):
            return self._texte(valeur)
        if valeur is None:
            return None
        if nom == "id" or nom.endswith("_id"):
            return UUID(valeur)
        if nom in DATES:
            return date.fromisoformat(valeur)
        return Decimal(valeur) if nom == "quantite" else valeur

    def _piece(self, classe: type, objet: Mapping[str, Any], **derives: Any) -> Any:
        valeurs: dict[str, Any] = {}
        for champ in fields(classe):
            nom = NOMS.get(champ.name, champ.name)
            if champ.name in ORGANISATIONS:
                valeurs[champ.name] = self.organisations.get(_cle(objet[ORGANISATIONS[champ.name]]), "")
            elif champ.name not in derives and champ.name not in OMIS:
                valeurs[champ.name] = self._valeur(champ.name, objet[nom])
        return classe(**valeurs, **derives)

    def _action(self, objet: Mapping[str, Any]) -> ActionLue:
        prefixes = {str(c.id): c.prefixe for c in self.chantiers}
        etapes = tuple((UUID(e["id"]), self._texte(e["titre"])) for e in objet["etapes"])
        code = f"{prefixes[objet['chantier_id']]}.{objet['numero']}"
        return self._piece(ActionLue, objet, code=code, etapes=etapes)

    def _ligne(self, objet: Mapping[str, Any]) -> LigneLue:
        moyen, etape = objet["moyen"], objet["etape"]
        return self._piece(
            LigneLue,
            objet,
            moyen=self._texte(moyen["libelle"]) if moyen else "",
            etape=self._texte(etape["titre"]) if etape else "",
        )

    def _contribution(self, objet: Mapping[str, Any]) -> ContributionLue:
        personne = _cle(objet["personne_id"])
        return self._piece(ContributionLue, objet, personne=self.personnes[personne] if personne else "")


def _cle(valeur: str | None) -> UUID | None:
    return UUID(valeur) if valeur else None


def _lots(cles: list[str], taille: int = 10_000) -> Iterable[list[str]]:
    """A database takes so many parameters in one query."""
    return (cles[debut : debut + taille] for debut in range(0, len(cles), taille))


def _ouvertures(cles: list[str]) -> Iterable[tuple[str, str]]:
    return Ouverture.objects.filter(engagement__in=cles).values_list("engagement", "valeur")
