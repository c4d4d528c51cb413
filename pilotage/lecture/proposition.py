"""The page of a proposition: its steps, its board, what is said of it, its versions. A fixed number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count

from chantiers.lecture import ChantierLu
from historique.horloge import aujourd_hui
from historique.lecture import lignes_au, presentes_au
from historique.models import Acte
from historique.moment import AUJOURDHUI, Moment
from historique.mots import date_courte
from membres.acces import Acces
from membres.noms import nommer
from pilotage.lecture.tableau import Tableau, lire_tableau
from pilotage.models import Decision, Intervention, Proposition, RefusDeMinorite, Version

Etape = Proposition.Etape
Nature = Intervention.Nature


@dataclass(frozen=True)
class Pas:
    """One step of the way: `place` is passe, courant or a_venir; `detail` says when."""

    libelle: str
    detail: str
    place: str


@dataclass(frozen=True)
class InterventionLue:
    id: UUID
    nature: str
    chantier: ChantierLu | None
    auteur: str
    texte: str
    ecrite_le: datetime
    reponses: tuple["InterventionLue", ...] = ()


@dataclass(frozen=True)
class VersionLue:
    """A version in the list of versions."""

    id: UUID
    numero: int
    etiquette: str
    figee_le: datetime
    figee_par: str
    mineure: bool
    minorite_refusee_par: int | None
    minorite_argument: str
    explication: str
    empreinte: str


@dataclass(frozen=True)
class PropositionLue:
    """`tableau`, names and words are there for those who may read the whole; the others know that it exists."""

    proposition: Proposition
    complete: bool
    parcours: tuple[Pas, ...]
    repondu: int
    comptants: int
    jour: date
    tableau: Tableau | None = None
    versions: tuple[VersionLue, ...] = ()
    questions: tuple[InterventionLue, ...] = ()
    reactions: tuple[InterventionLue, ...] = ()
    decision: Decision | None = None
    portee_par: str = ""
    facilitee_par: str = ""

    @property
    def nom(self) -> str:
        return self.proposition.titre if self.complete else self.proposition.nom

    @property
    def echeance_passee(self) -> bool:
        p = self.proposition
        ouverte = p.etape in {Etape.CLARIFICATION, Etape.REACTIONS, Etape.OBJECTIONS}
        return ouverte and p.echeance is not None and p.echeance < self.jour

    @property
    def version(self) -> Version | None:
        return self.tableau.version if self.tableau else None


def lire_proposition(proposition: Proposition, acces: Acces, moment: Moment = AUJOURDHUI) -> PropositionLue | None:
    """What this person may read of it, today or at that moment; None when she could not know of it yet.

    Of the past, she reads the whole only if she may today and if anybody like her could have then.
    """
    etat = (
        proposition
        if moment.au is None
        else next(iter(lignes_au(Proposition, moment.sequence, id=proposition.pk)), None)
    )
    if etat is None or not etat.est_connue_de(acces):
        return None
    complete = proposition.est_visible_en_entier(acces) and etat.est_visible_en_entier(acces)
    tableau = lire_tableau(etat, acces, sequence=moment.sequence)
    base: dict[str, Any] = {
        "proposition": etat,
        "complete": complete,
        "jour": moment.jour,
        "parcours": parcours(etat, moment.sequence, complete=complete),
        "repondu": tableau.donnees if tableau else 0,
        "comptants": len(tableau.lignes) if tableau else 0,
        "decision": presentes_au(Decision, moment.sequence).filter(proposition=proposition).first(),
    }
    return _entiere(base, tableau, moment.sequence, acces) if complete else PropositionLue(**base)


def _entiere(base: dict[str, Any], tableau: Tableau | None, sequence: int | None, acces: Acces) -> PropositionLue:
    """With its board, its versions, what is said of it, and names."""
    proposition = base["proposition"]
    siennes = {"proposition": proposition}
    versions = list(presentes_au(Version, sequence).filter(**siennes).order_by("-numero"))
    refus = presentes_au(RefusDeMinorite, sequence).filter(version_proposee__in=versions).select_related("chantier")
    refuses = {un.version_proposee_id: un for un in refus}
    interventions = list(presentes_au(Intervention, sequence).filter(**siennes).select_related("chantier"))
    noms = nommer(
        {proposition.portee_par_id, proposition.facilitee_par_id}
        | {v.figee_par_id for v in versions}
        | {i.auteur_id for i in interventions},
        acces,
    )
    return PropositionLue(
        **base,
        tableau=tableau,
        versions=tuple(_version(v, proposition, refuses.get(v.pk), noms) for v in versions),
        questions=_interventions(interventions, Nature.QUESTION, noms),
        reactions=_interventions(interventions, Nature.REACTION, noms),
        portee_par=noms[proposition.portee_par_id],
        facilitee_par=noms[proposition.facilitee_par_id],
    )


def _version(
    version: Version, proposition: Proposition, refus: RefusDeMinorite | None, noms: Mapping[UUID, str]
) -> VersionLue:
    return VersionLue(
        id=version.pk,
        numero=version.numero,
        etiquette=f"{proposition.rang}.{version.numero}",
        figee_le=version.figee_le,
        figee_par=noms[version.figee_par_id],
        mineure=version.mineure,
        minorite_refusee_par=refus.chantier.numero if refus else None,
        minorite_argument=refus.argument if refus else "",
        explication=version.explication,
        empreinte=version.empreinte,
    )


def _interventions(lignes: list[Intervention], nature: str, noms: Mapping[UUID, str]) -> tuple[InterventionLue, ...]:
    return tuple(_intervention(ligne, lignes, noms) for ligne in lignes if ligne.nature == nature)


def _intervention(ligne: Intervention, toutes: list[Intervention], noms: Mapping[UUID, str]) -> InterventionLue:
    return InterventionLue(
        id=ligne.pk,
        nature=ligne.nature,
        chantier=ChantierLu.de(ligne.chantier) if ligne.chantier else None,
        auteur=noms[ligne.auteur_id],
        texte=ligne.texte,
        ecrite_le=ligne.ecrite_le,
        reponses=tuple(_intervention(r, toutes, noms) for r in toutes if r.en_reponse_a_id == ligne.pk),
    )


# The way --------------------------------------------------------------------------------------------------------------


def parcours(proposition: Proposition, sequence: int | None, *, complete: bool) -> tuple[Pas, ...]:
    """The steps in order, with the day each was reached, read from the past states of the proposition; one query."""
    etats: Any = Proposition.history.filter(id=proposition.pk)  # type: ignore[attr-defined]
    if sequence is not None:
        etats = etats.filter(acte__in=Acte.objects.filter(sequence__lte=sequence).values("id"))
    atteintes: dict[str, datetime] = {}
    for etape, instant in etats.order_by("version").values_list("etape", "history_date"):
        atteintes.setdefault(etape, instant)
    etapes = _etapes(proposition)
    ordre = [etape for etape, _ in etapes]
    ici = ordre.index(proposition.etape)
    pas = []
    for rang, (etape, libelle) in enumerate(etapes):
        detail = _detail(proposition, etape, atteintes.get(etape), courante=rang == ici, complete=complete)
        pas.append(Pas(libelle, detail, _place(rang, ici, proposition)))
    return tuple(pas)


def _etapes(proposition: Proposition) -> list[tuple[str, str]]:
    etapes = [(Etape.BROUILLON.value, "Rédaction")]
    if proposition.mode_leger:
        etapes.append((Etape.CLARIFICATION.value, "Clarification et réactions"))
    else:
        etapes += [(Etape.CLARIFICATION.value, "Clarification"), (Etape.REACTIONS.value, "Réactions")]
    etapes.append((Etape.OBJECTIONS.value, "Consentement"))
    if proposition.etape == Etape.RETIREE:
        return [*etapes, (Etape.RETIREE.value, "Retirée")]
    if proposition.etape == Etape.RENVOYEE:
        etapes.append((Etape.RENVOYEE.value, "Renvoyée à une rencontre"))
    return [*etapes, (Etape.ADOPTEE.value, "Adoption")]


def _place(rang: int, ici: int, proposition: Proposition) -> str:
    if rang < ici or (rang == ici and proposition.finie):
        return "passe"
    return "courant" if rang == ici else "a_venir"


def _detail(proposition: Proposition, etape: str, atteinte: datetime | None, *, courante: bool, complete: bool) -> str:
    if courante and etape == Etape.RENVOYEE and complete:
        return f"le {date_courte(_jour(proposition.rencontre_le))}, {proposition.rencontre}"
    if courante and etape == Etape.OBJECTIONS:
        return f"jusqu’au {date_courte(_jour(proposition.echeance))}"
    if etape == Etape.ADOPTEE and not courante:
        return "dès que tous ont répondu, sans objection"
    return date_courte(atteinte) if atteinte else ""


def _jour(jour: date | None) -> date:
    return jour or aujourd_hui()


# The list -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PropositionListee:
    """A line of the list: by its title, or by its nature and rank for those who may not read it."""

    proposition: Proposition
    nom: str
    versions: int
    depuis: str = ""

    @property
    def etiquette(self) -> str:
        return f"{self.proposition.rang}.{self.versions - 1}" if self.versions else ""


def lire_les_propositions(
    acces: Acces, moment: Moment = AUJOURDHUI
) -> tuple[list[PropositionListee], list[PropositionListee]]:
    """(unfinished, finished) at that moment, newest first; two queries, and one more in the past."""
    actuelles = {proposition.pk: proposition for proposition in Proposition.objects.visibles_par(acces)}
    etats = list(actuelles.values())
    if moment.au is not None:
        etats = [e for e in lignes_au(Proposition, moment.sequence, id__in=actuelles) if e.est_connue_de(acces)]
    versions = presentes_au(Version, moment.sequence).order_by().values("proposition").annotate(n=Count("pk"))
    nombres = dict(versions.values_list("proposition", "n"))
    etats.sort(key=lambda etat: -etat.numero)
    listees = [_listee(etat, actuelles[etat.pk], nombres.get(etat.pk, 0), acces) for etat in etats]
    en_cours = [une for une in listees if not une.proposition.finie]
    return en_cours, [une for une in listees if une.proposition.finie]


def _listee(etat: Proposition, actuelle: Proposition, versions: int, acces: Acces) -> PropositionListee:
    entiere = etat.est_visible_en_entier(acces) and actuelle.est_visible_en_entier(acces)
    return PropositionListee(
        proposition=etat,
        nom=etat.titre if entiere else etat.nom,
        versions=versions,
        depuis="" if etat.etape == actuelle.etape else actuelle.get_etape_display().lower(),
    )
