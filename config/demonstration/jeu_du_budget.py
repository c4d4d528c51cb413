"""The budget of the story: events made from `budget.toml`, and how each is played through the actions of the house."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.core.files.base import ContentFile

from budget.actions import actions_menees, besoins
from budget.actions.affectations import affecter
from budget.actions.baremes import adopter_des_baremes, poser_les_baremes
from budget.actions.contributions import declarer
from budget.actions.depenses import depenser
from budget.actions.exercices import ouvrir_l_exercice
from budget.actions.financements import chercher
from budget.actions.imputations import imputer
from budget.actions.justificatifs import joindre
from budget.actions.statuts import changer_le_statut
from budget.actions.suivi import ajouter_au_financement
from budget.models import Action, Bareme, Depense, Echeance, Exercice, Financement, Ligne, Tranche, Versement
from chantiers.models import Chantier
from membres.acces import Acces
from membres.models import Organisation, Personne

FACTURE = Path(__file__).parent / "facture.pdf"
MENE_PAR = "lea"


def evenements_du_budget(donnees: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What the file tells, as events: when, by whom, what."""
    ouverture = donnees["ouverture"]
    yield {"le": ouverture, "par": MENE_PAR, "faire": "poser_les_baremes"}
    for rang, (cle, jour) in enumerate(donnees["exercices"].items(), start=1):
        le = ouverture + timedelta(minutes=5 * rang)
        yield {"le": le, "par": MENE_PAR, "faire": "exercice", "cle": cle, "annee": jour.year}
    for action in donnees["action"]:
        yield {"faire": "action", **action}
    for besoin in donnees["besoins"]:
        for rang, ligne in enumerate(besoin["lignes"]):
            yield {**besoin, "faire": "besoin", "le": besoin["le"] + timedelta(minutes=2 * rang), "ligne": ligne}
    for financement in donnees["financement"]:
        yield from _d_un_financement(financement)
    yield from _de_l_usage(donnees)


def _d_un_financement(financement: dict[str, Any]) -> Iterator[dict[str, Any]]:
    commun = {"par": MENE_PAR, "cle": financement["cle"]}
    yield {"faire": "financement", **financement, **commun}
    for statut, le, motif in financement["suite"]:
        yield {"faire": "statut", "le": le, "vers": statut, "motif": motif, **commun} | {
            cle: financement.get(cle) for cle in ("accordes", "reference")
        }
    for exercice, le, euros in financement.get("versements", []):
        yield {"faire": "versement", "le": le, "exercice": exercice, "euros": euros, **commun}


def _de_l_usage(donnees: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for exercice, le in donnees["affectations"]["le"].items():
        for rang, affectation in enumerate(donnees["affectations"][exercice]):
            quand = le + timedelta(minutes=rang)
            yield {"faire": "affectation", "le": quand, "par": MENE_PAR, "affectation": affectation}
    for rang, contribution in enumerate(donnees["contributions"]["liste"]):
        le = donnees["contributions"]["le"] + timedelta(minutes=rang)
        # Who gives her own time declares it, and so confirms it; the coordination notes what organisations give.
        yield {"faire": "contribution", "le": le, "par": contribution.get("personne", MENE_PAR), **contribution}
    for depense in donnees["depenses"]["liste"]:
        yield {"faire": "depense", "le": depense[2], "par": MENE_PAR, "depense": depense}
    yield {"faire": "abandon", "par": MENE_PAR, **donnees["depenses"]["abandon"]}


@dataclass
class JeuDuBudget:
    """One loading. The rest of the story is known by the same keys as there: people, organisations, items."""

    personnes: dict[str, Personne]
    organisations: dict[str, Organisation]
    items: dict[str, Any]
    exercices: dict[str, Exercice] = field(default_factory=dict)
    actions: dict[str, Action] = field(default_factory=dict)
    lignes: dict[tuple[str, str], Ligne] = field(default_factory=dict)
    financements: dict[str, Financement] = field(default_factory=dict)

    def jouer(self, evenement: dict[str, Any], par: Acces, motif: str) -> bool:
        """Play it if it is of the budget; whether it was."""
        agir = getattr(self, f"_faire_{evenement['faire']}", None)
        if agir is not None:
            agir(evenement, par, motif)
        return agir is not None

    def _faire_poser_les_baremes(self, evenement: dict[str, Any], par: Acces, motif: str) -> None:
        poser_les_baremes(par=par)

    def adopter_les_baremes(self, decision_id: UUID, par: Acces) -> None:
        a_adopter = Bareme.objects.filter(a_adopter=True, decision_id=None, au_dela_de=0)
        adopter_des_baremes([b.pk for b in a_adopter], decision_id=decision_id, par=par)

    def _faire_exercice(self, evenement: dict[str, Any], par: Acces, motif: str) -> None:
        annee = evenement["annee"]
        debut, fin = datetime(annee, 1, 1).date(), datetime(annee, 12, 31).date()  # noqa: DTZ001  # days, not instants
        exercice = Exercice(annee=annee, debut=debut, fin=fin)
        self.exercices[evenement["cle"]] = ouvrir_l_exercice(exercice, par=par)

    def _faire_action(self, evenement: dict[str, Any], par: Acces, motif: str) -> None:
        action = Action(
            chantier=Chantier.objects.get(numero=evenement["chantier"]),
            nature=evenement.get("nature", Action.Nature.ACTION),
            titre=evenement["titre"],
            description=evenement.get("description", ""),
            territoire=evenement.get("territoire", ""),
        )
        etapes = [self.items[cle] for cle in evenement["etapes"]]
        self.actions[evenement["cle"]] = actions_menees.ajouter(action, etapes=etapes, par=par)

    def _faire_besoin(self, evenement: dict[str, Any], par: Acces, motif: str) -> None:
        poste, euros, *etape = evenement["ligne"]
        quantite, unite, cout = evenement.get("quantites", {}).get(poste, (None, "", None))
        ligne = Ligne(
            exercice=self.exercices[evenement["exercice"]],
            chantier=Chantier.objects.get(numero=evenement["chantier"]),
            action=self.actions.get(evenement.get("action", "")),
            poste=poste,
            libelle=LIBELLES[poste],
            quantite=quantite and Decimal(quantite),
            unite=unite,
            cout_unitaire_centimes=cout and cout * 100,
            montant_centimes=euros * 100,
            etape=self.items[etape[0]] if etape else None,
            nominative=poste in evenement.get("nominatives", ()),
            cle_de_repartition=evenement.get("cle_de_repartition", "") if poste == "charges_fixes" else "",
        )
        self.lignes[evenement["cle"], poste] = besoins.ajouter(ligne, par=par)

    # Funding --------------------------------------------------------------------------------------------------------

    def _faire_financement(self, evenement: dict[str, Any], par: Acces, motif: str) -> None:
        porteuse = self.organisations[evenement.get("porteur", "passerelles")]
        financement = Financement(
            intitule=evenement["intitule"],
            financeur=self.organisations.get(evenement.get("financeur", "")),
            poste=evenement["poste"],
            dispositif=evenement.get("dispositif", ""),
            note=evenement.get("note", ""),
            reversement_autorise="article_de_reversement" in evenement,
            article_de_reversement=evenement.get("article_de_reversement", ""),
            porteur_administratif=porteuse,
            porteur_financier=porteuse,
        )
        (premier, euros), *autres = evenement["montants"].items()
        exercice = self.exercices[premier]
        financement = chercher(financement, exercice=exercice, demande_centimes=euros * 100, par=par)
        self.financements[evenement["cle"]] = financement
        for exercice, demande in autres:
            tranche = Tranche(
                financement=financement, exercice=self.exercices[exercice], demande_centimes=demande * 100
            )
            ajouter_au_financement(tranche, par=par)
        if "echeance" in evenement:
            nature, le, precision = evenement["echeance"]
            echeance = Echeance(financement=financement, nature=nature, le=le, precision=precision)
            ajouter_au_financement(echeance, par=par)

    def _faire_statut(self, evenement: dict[str, Any], par: Acces, motif: str) -> None:
        financement = self._financement(evenement)
        accorde = evenement["vers"] == Financement.Statut.ACCORDEE
        changer_le_statut(
            financement,
            depuis=financement.statut,
            vers=evenement["vers"],
            accorde={self.exercices[cle].pk: euros * 100 for cle, euros in evenement["accordes"].items()}
            if accorde
            else None,
            reference=evenement["reference"] or "" if evenement["vers"] == "conventionnee" else "",
            conventionne_le=evenement["le"].date() if evenement["vers"] == "conventionnee" else None,
            motif=motif,
            par=par,
        )

    def _faire_versement(self, evenement: dict[str, Any], par: Acces, motif: str) -> None:
        versement = Versement(
            financement=self._financement(evenement),
            exercice=self.exercices[evenement["exercice"]],
            le=evenement["le"].date(),
            montant_centimes=evenement["euros"] * 100,
        )
        ajouter_au_financement(versement, par=par)

    def _financement(self, evenement: dict[str, Any]) -> Financement:
        financement = self.financements[evenement["cle"]]
        financement.refresh_from_db()
        return financement

    # Contributions and use ------------------------------------------------------------------------------------------

    def _faire_affectation(self, evenement: dict[str, Any], par: Acces, motif: str) -> None:
        financement, besoin, poste, euros = evenement["affectation"]
        affecter(
            self.lignes[besoin, poste],
            self.financements[financement],
            cle=uuid4(),
            montant_centimes=euros * 100,
            par=par,
        )

    def _faire_contribution(self, evenement: dict[str, Any], par: Acces, motif: str) -> None:
        exercice = self.exercices["present"]
        personne, organisation = (
            gens[evenement[cle]].pk if cle in evenement else None
            for cle, gens in (("personne", self.personnes), ("organisation", self.organisations))
        )
        saisi = {
            "libelle": evenement["libelle"],
            "le": exercice.debut,
            "bareme": evenement["bareme"],
            "nombre": evenement.get("nombre", 1),
            "quantite": Decimal(evenement["quantite"]),
            "personne_id": personne,
            "organisation_id": organisation,
            "precision": evenement.get("precision", ""),
        }
        chantier = Chantier.objects.get(numero=evenement["chantier"])
        declarer(exercice, chantier, id=uuid4(), saisi=saisi, par=par)

    def _faire_depense(self, evenement: dict[str, Any], par: Acces, motif: str) -> None:
        besoin, poste, le, libelle, fournisseur, euros, financement, *explication = evenement["depense"]
        pourquoi = explication[0] if explication else ""
        depense = self._depenser(besoin, poste, le, libelle, euros, par, explication=pourquoi, fournisseur=fournisseur)
        joindre(depense, [ContentFile(FACTURE.read_bytes(), name="facture.pdf")], par=par)
        imputer(depense, self.financements[financement], cle=uuid4(), montant_centimes=euros * 100, par=par)

    def _faire_abandon(self, evenement: dict[str, Any], par: Acces, motif: str) -> None:
        self._depenser(
            evenement["besoin"],
            evenement["poste"],
            evenement["le"],
            evenement["libelle"],
            evenement["euros"],
            par,
            abandon_de_frais=True,
            abandonnee_par=self.personnes[evenement["personne"]],
        )

    def _depenser(
        self,
        besoin: str,
        poste: str,
        le: datetime,
        libelle: str,
        euros: int,
        par: Acces,
        explication: str = "",
        **champs: Any,
    ) -> Depense:
        ligne = self.lignes[besoin, poste]
        depense = Depense(ligne=ligne, le=le.date(), libelle=libelle, montant_centimes=euros * 100, **champs)
        return depenser(depense, explication=explication, par=par)


LIBELLES = {
    "remuneration": "Poste de coordination",
    "charges_sociales": "Charges sociales du poste de coordination",
    "honoraires": "Animation et facilitation",
    "deplacements": "Déplacements",
    "locations": "Location de salles",
    "documentation": "Documentation",
    "publicite": "Publication et impression",
    "achats_matieres": "Fournitures des ateliers",
    "charges_fixes": "Charges fixes de fonctionnement",
}
