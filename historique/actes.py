"""One action, one transaction, one entry."""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID, uuid4

from django.db import models, transaction

from historique import chaine, index, prises, registre, saisie, sql
from historique.canonique import canonique, engagement
from historique.ecarts import Ecart, change_quelque_chose, ecarts
from historique.horloge import deplacee, maintenant
from historique.models import Acte, Changement, Ouverture, Retrait, Tete, Visibilite
from historique.refus import ActionRefusee
from historique.saisie import Collecte, EcritureHorsJournal


class Agent(Enum):
    """Who acts when nobody does."""

    SYSTEME = "systeme"


@dataclass(frozen=True)
class Journal:
    """The tables of the journal: the live models, or those of a migration's state."""

    acte: Any = Acte
    changement: Any = Changement
    ouverture: Any = Ouverture
    tete: Any = Tete
    retrait: Any = Retrait


@dataclass
class ActeEnCours:
    """The entry being written. `objet` may be set inside the block; `sequence` is known after it, if it was written."""

    verbe: str
    auteur_id: UUID | None
    motif: str
    portee_id: UUID | None
    visibilite: str | None
    origine: str
    id: UUID = field(default_factory=uuid4)
    instant: datetime = field(default_factory=maintenant)
    objet: models.Model | None = None
    sequence: int | None = None
    faits: dict[str, Any] = field(default_factory=dict)
    ouvertures: list[dict[str, str]] = field(default_factory=list)
    retraits: set[str] = field(default_factory=set)
    textes_retires: set[str] = field(default_factory=set)

    def engager(self, valeur: str) -> str:
        """The commitment to `valeur` under a fresh salt; its opening is written with the act.

        That of a text which this act takes out is not.
        """
        sel = secrets.token_hex(32)
        cle = engagement(sel, valeur)
        if valeur in self.textes_retires:
            self.retraits.add(cle)
        else:
            self.ouvertures.append({"engagement": cle, "sel": sel, "valeur": valeur})
        return cle

    def retirer(self, engagements: Iterable[str], textes: Iterable[str]) -> None:
        """Take the openings of these commitments out with this act, and never write one of these `textes` again."""
        self.textes_retires.update(textes)
        deja_engages = {o["engagement"] for o in self.ouvertures if o["valeur"] in self.textes_retires}
        self.ouvertures = [o for o in self.ouvertures if o["engagement"] not in deja_engages]
        self.retraits.update(engagements, deja_engages)


@contextmanager
def consigner(
    verbe: str,
    *,
    par: Any,
    motif: str = "",
    portee: models.Model | UUID | None = None,
    visibilite: str | None = None,
) -> Iterator[ActeEnCours]:
    """Open the durable transaction of one act, and write its entry with all its changes, or nothing.

    `par` is an `Acces` (its person is the author) or `Agent.SYSTEME`; `portee` the chantier it is about.
    A block that changes nothing is rolled back and leaves no entry, unless its verb is `sans_changement`.
    Raises EcritureHorsJournal when a tracked write was not captured, or when another act is open.
    """
    acte = ActeEnCours(
        verbe=registre.verbes[verbe].cle,
        auteur_id=_auteur(par),
        motif=motif.replace("\0", "").strip(),  # a character PostgreSQL refuses in any text
        portee_id=portee.pk if isinstance(portee, models.Model) else portee,
        visibilite=visibilite,
        origine=Acte.Origine.DEMONSTRATION if deplacee() else Acte.Origine.REELLE,
    )
    collecte = Collecte(acte=acte.id, auteur=acte.auteur_id, instant=acte.instant)
    with saisie.ouvrir(collecte):
        try:
            with transaction.atomic(durable=True):
                yield acte
                sequence = _clore(acte, collecte)
            acte.sequence = sequence
        finally:
            if acte.sequence is None:
                collecte.defaire()


def _auteur(par: Any) -> UUID | None:
    if par is Agent.SYSTEME:
        return None
    if par.personne_id is None:
        raise ActionRefusee("Connectez-vous pour agir : chaque changement est signé.")
    return par.personne_id


def _clore(acte: ActeEnCours, collecte: Collecte) -> int | None:
    """Write the entry and give its number, or roll everything back when nothing changed."""
    if transaction.get_rollback():
        raise EcritureHorsJournal(f"{acte.verbe}: an error was caught inside the act, its transaction is lost")
    differences = ecarts_de(acte, collecte)
    sans_effet = not change_quelque_chose(differences) and not acte.retraits
    if sans_effet and not registre.verbes[acte.verbe].sans_changement:
        transaction.set_rollback(True)
        return None
    objet = acte.objet
    declaration = registre.declarations.get(objet._meta.label_lower) if objet is not None else None
    if declaration is not None and acte.portee_id is None:
        acte.portee_id = declaration.portee(objet)
    acte.visibilite = acte.visibilite or (declaration.visible_par if declaration else Visibilite.MEMBRES)
    sequence = ecrire(acte, differences)
    if acte.retraits:
        _dire_ce_qui_est_retire(acte, sequence)
    return sequence


def _dire_ce_qui_est_retire(acte: ActeEnCours, sequence: int) -> None:
    passages = tuple((genre, UUID(pk), champ) for genre, pk, champ in acte.faits.get("passages", []))
    inscrit = prises.RetraitInscrit(acte.id, sequence, frozenset(acte.retraits), passages)
    with saisie.fermee():
        for prise in prises.apres_un_retrait:
            prise(inscrit)


def ecrire(acte: ActeEnCours, differences: list[Ecart], journal: Journal | None = None) -> int:
    """Give the act its number under the lock of the journal's head, and write it; returns the number."""
    journal = journal or Journal()
    inscription = journal.acte(**_contenu(acte))
    with saisie.journal_ouvert():
        dernier, chaine_avant = _verrouiller_la_tete(journal)
        _exiger_une_horloge_juste(acte, journal)
        inscription.sequence = dernier + 1
        inscription.feuille = chaine.feuille(chaine.octets(inscription, differences))
        inscription.chaine = chaine.maillon(chaine_avant, inscription.feuille)
        sql.remplacer(journal.tete, 1, dernier=inscription.sequence, chaine=inscription.chaine)
        sql.inserer([inscription])
        sql.inserer(journal.changement(acte=inscription, **vars(ecart)) for ecart in differences)
        sql.inserer(journal.ouverture(**ouverture) for ouverture in acte.ouvertures)
        if acte.retraits:
            sql.inserer(journal.retrait(engagement=cle, acte=inscription) for cle in sorted(acte.retraits))
            journal.ouverture.objects.filter(pk__in=acte.retraits).delete()
    if journal.acte is Acte:  # a migration writes before this version's tables are there
        index.indexer(inscription, differences, acte.ouvertures, acte.objet)
    return inscription.sequence


def _verrouiller_la_tete(journal: Journal) -> tuple[int, str]:
    tete = sql.verrouiller(journal.tete, 1, "dernier", "chaine")
    if tete is None:
        raise EcritureHorsJournal("the journal has no head: `migrate` makes it")
    return tete[0], tete[1]


def _contenu(acte: ActeEnCours) -> dict[str, Any]:
    """The columns of the entry, but its number and its place in the chain."""
    objet = acte.objet
    motif = acte.engager(acte.motif) if acte.motif else ""
    if acte.retraits:
        acte.faits["retraits"] = sorted(acte.retraits)
    return {
        "id": acte.id,
        "verbe": acte.verbe,
        "objet_type": objet._meta.label_lower if objet is not None else "",
        "objet_id": objet.pk if objet is not None else None,
        "portee_id": acte.portee_id,
        "agent": Acte.Agent.PERSONNE if acte.auteur_id else Acte.Agent.SYSTEME,
        "auteur_id": acte.auteur_id,
        "motif": motif,
        "instant": acte.instant,
        "visibilite": str(acte.visibilite),
        "origine": str(acte.origine),
        "faits": canonique(acte.faits) if acte.faits else "",
    }


def _exiger_une_horloge_juste(acte: ActeEnCours, journal: Journal) -> None:
    """The clock moves only while the journal is a demonstration, and never backwards: dates follow the numbers."""
    if acte.origine != Acte.Origine.DEMONSTRATION:
        return
    if journal.acte.objects.filter(origine=Acte.Origine.REELLE).exists():
        raise EcritureHorsJournal("the clock is moved, but the journal holds more than a demonstration")
    if journal.acte.objects.filter(origine=acte.origine, instant__gt=acte.instant).exists():
        raise EcritureHorsJournal(f"the clock is moved back to {acte.instant}: a later entry is written already")


def ecarts_de(acte: ActeEnCours, collecte: Collecte) -> list[Ecart]:
    """What the captured rows change, as the database holds them: a savepoint rolled back leaves no trace.

    Raises EcritureHorsJournal when a write was not captured. One query per model.
    """
    _exiger_que_tout_soit_saisi(collecte)
    par_modele: dict[type[models.Model], list[Any]] = {}
    for modele, ligne in collecte.lignes:
        par_modele.setdefault(modele, []).append(ligne)
    differences = []
    for modele, lignes in par_modele.items():
        avant, apres = _etats(acte, lignes)
        for pk, (premiere, derniere) in apres.items():
            precedent = avant.get((pk, premiere.version - 1))
            if precedent is None and premiere.history_type != "+":
                raise EcritureHorsJournal(f"{modele._meta.label} {pk}: the state before this act is not in the journal")
            engages = registre.champs_engages(modele)
            differences += ecarts(modele, engages, precedent, derniere, acte.engager)
    return differences


def _etats(acte: ActeEnCours, lignes: list[Any]) -> tuple[dict[Any, Any], dict[UUID, tuple[Any, Any]]]:
    """Rows before the act by (id, version), and the first and last row that the act wrote of each object."""
    avant: dict[Any, Any] = {}
    apres: dict[UUID, tuple[Any, Any]] = {}
    versions = {ligne.version - 1 for ligne in lignes}
    for ligne in sql.etats(type(lignes[0]), acte.id, {ligne.id for ligne in lignes}, versions):
        if ligne.acte == acte.id:
            premiere, _ = apres.get(ligne.id, (ligne, ligne))
            apres[ligne.id] = (premiere, ligne)
        else:
            avant[ligne.id, ligne.version] = ligne
    return avant, apres


def _exiger_que_tout_soit_saisi(collecte: Collecte) -> None:
    """Every row the connection saw written must have its historical row, and the other way round."""
    saisies: dict[str, int] = {}
    for modele, ligne in collecte.lignes:
        for table in (modele._meta.db_table, ligne._meta.db_table):
            saisies[table] = saisies.get(table, 0) + 1
    for table in saisies.keys() | collecte.ecritures.keys():
        ecrites, recueillies = collecte.ecritures.get(table, 0), saisies.get(table, 0)
        if ecrites != recueillies:
            raise EcritureHorsJournal(f"{table}: {ecrites} rows written, {recueillies} recorded; use `save()`")
