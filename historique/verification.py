"""Replay the whole journal, and compare it with what the database holds: every past state, and every live row.

Memory is bounded: each tracked model is read as three streams in the order of its keys (changes, past states, live
rows), and one object is rebuilt at a time.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from historique import controle, ouvertures, registre
from historique.anomalies import POSER_LES_GARDES, Anomalie
from historique.canonique import canonique, lire
from historique.gardes import gardes_manquantes
from historique.lecture import derniere_sequence
from historique.middleware import lecture_coherente
from historique.models import PASSAGE_RETIRE, Acte, Changement, Ouverture, Retrait, Tete, Verification
from historique.registre import Declaration

LOT = 500
ABSENT = "rien"


# What an entry and the past states it wrote both say.
SIGNATURE = ("pk", "instant", "auteur_id")


def verifier() -> Iterator[Anomalie]:
    """Every anomaly of the journal and of the rows it tells; none when all is well."""
    yield from _gardes()
    yield from _numeros()
    yield from controle.chaine_du_journal()
    yield from controle.points_signes()
    yield from ouvertures.ouvertures()
    yield from ouvertures.motifs()
    yield from ouvertures.instantanes_figes()
    yield from ouvertures.retraits()
    yield from _types_inconnus()
    for declaration in registre.declarations.values():
        yield from _modele(declaration)


def verifier_et_noter() -> list[Anomalie]:
    """The same while people write, and what was found is noted for the page of the journal.

    What is written during the reading looks like a difference: then all is read again in one snapshot, which on SQLite
    keeps writers waiting.
    """
    inscriptions, anomalies = derniere_sequence(), list(verifier())
    if anomalies and derniere_sequence() != inscriptions:
        with lecture_coherente():
            inscriptions, anomalies = derniere_sequence(), list(verifier())
    Verification.objects.create(sequence=inscriptions, differences=len(anomalies))
    return anomalies


def _gardes() -> Iterator[Anomalie]:
    for nom in gardes_manquantes():
        yield Anomalie(f"garde {nom}", "absente, désactivée ou modifiée", remede=POSER_LES_GARDES)


def _numeros() -> Iterator[Anomalie]:
    """The numbers of the entries follow each other from 1 to the head of the journal."""
    attendu = 1
    for sequence in Acte.objects.order_by("sequence").values_list("sequence", flat=True).iterator(LOT):
        if sequence != attendu:
            yield Anomalie("journal", "des numéros d’inscription manquent", str(attendu), str(sequence))
        attendu = sequence + 1
    tete = Tete.objects.values_list("dernier", flat=True).first()
    if tete != attendu - 1:
        yield Anomalie("journal", "la tête ne suit pas la dernière inscription", str(attendu - 1), str(tete))


def _types_inconnus() -> Iterator[Anomalie]:
    inconnus = Changement.objects.exclude(objet_type__in=registre.declarations).order_by()
    for objet_type in inconnus.values_list("objet_type", flat=True).distinct():
        yield Anomalie(objet_type, "le journal en parle, mais ce type d’objet n’est plus suivi")


def _modele(declaration: Declaration) -> Iterator[Anomalie]:
    """Merge, object by object, the changes, the past states and the live row."""
    nom = declaration.modele._meta.label
    changements = Changement.objects.filter(objet_type=declaration.cle).select_related("acte")
    changements = changements.order_by("objet_id", "acte__sequence")
    etats = declaration.historique._default_manager.order_by("id", "version")
    lignes = declaration.modele._base_manager.order_by("pk")
    for lot in _lots(_fusion(changements.iterator(LOT), etats.iterator(LOT), lignes.iterator(LOT))):
        textes = _textes(lot)
        cites = {etat.acte for _, _, passes, _ in lot for etat in passes}
        actes = {pk: tuple(reste) for pk, *reste in Acte.objects.filter(pk__in=cites).values_list(*SIGNATURE)}
        for pk, siens, passes, vivantes in lot:
            yield from Rejeu(declaration, f"{nom} {pk}", textes, actes).verifier(siens, passes, vivantes)


type Morceaux = tuple[UUID, list[Changement], list[Any], list[Any]]


def _fusion(changements: Iterable[Any], etats: Iterable[Any], lignes: Iterable[Any]) -> Iterator[Morceaux]:
    """For each key, in order, what the three streams hold of it (UUIDs sort alike in both databases and here)."""
    flux = [
        groupby(changements, key=lambda c: c.objet_id),
        groupby(etats, key=lambda e: e.id),
        groupby(lignes, key=lambda ligne: ligne.pk),
    ]
    tetes = [_suivant(groupes) for groupes in flux]
    while any(tete is not None for tete in tetes):
        pk = min(tete[0] for tete in tetes if tete is not None)
        morceaux: list[list[Any]] = [[], [], []]
        for rang, tete in enumerate(tetes):
            if tete is not None and tete[0] == pk:
                morceaux[rang] = tete[1]
                tetes[rang] = _suivant(flux[rang])
        yield pk, morceaux[0], morceaux[1], morceaux[2]


def _suivant(groupes: Iterator[tuple[UUID, Iterable[Any]]]) -> tuple[UUID, list[Any]] | None:
    cle, groupe = next(groupes, (None, ()))
    return None if cle is None else (cle, list(groupe))


def _lots(flux: Iterator[Morceaux]) -> Iterator[list[Morceaux]]:
    lot: list[Morceaux] = []
    for morceaux in flux:
        lot.append(morceaux)
        if len(lot) >= LOT // 5:
            yield lot
            lot = []
    if lot:
        yield lot


def _textes(lot: list[Morceaux]) -> dict[str, str]:
    """The openings of all the commitments of these objects, in one query; the marker for those taken out."""
    engagements = {
        contenu["engagement"]
        for _, changements, _, _ in lot
        for changement in changements
        for valeur in (changement.avant, changement.apres)
        if valeur is not None and isinstance(contenu := lire(valeur), dict)
    }
    textes = dict(Ouverture.objects.filter(pk__in=engagements).values_list("pk", "valeur"))
    if absents := engagements - textes.keys():
        retires = Retrait.objects.filter(pk__in=absents).values_list("pk", flat=True)
        textes |= dict.fromkeys(retires, PASSAGE_RETIRE)
    return textes


@dataclass
class Rejeu:
    """One object: its changes replayed in order, against its past states and its live row."""

    declaration: Declaration
    ou: str
    textes: dict[str, str]
    actes: dict[UUID, tuple[Any, ...]]

    def verifier(self, changements: list[Changement], etats: list[Any], vivantes: list[Any]) -> Iterator[Anomalie]:
        derniers = {etat.acte: etat for etat in etats}
        for etat in etats:
            if etat.acte not in self.actes:
                yield Anomalie(self.ou, f"l’état passé {etat.version} n’appartient à aucune inscription")
            elif (etat.history_date, etat.history_user_id) != self.actes[etat.acte]:
                yield Anomalie(
                    self.ou, f"l’état passé {etat.version} et son inscription n’ont pas mêmes instant et auteur"
                )
        rebati: dict[str, str] = {}
        for acte, siens in groupby(changements, key=lambda changement: changement.acte):
            for changement in siens:
                yield from self._continuite(acte, changement, rebati.get(changement.champ))
                rebati[changement.champ] = changement.apres or ""
            etat = derniers.pop(acte.pk, None)
            if etat is None:
                yield Anomalie(self.ou, f"l’état passé de l’inscription {acte.sequence} manque")
            else:
                yield from self._comparer(rebati, etat, f"état passé {etat.version}, ")
        for etat in derniers.values():
            if etat.acte in self.actes:
                yield Anomalie(self.ou, f"l’état passé {etat.version} ne vient d’aucun changement inscrit")
        if etats:
            # A column that a migration added: the journal says nothing of it until it changes.
            rebati = {c.name: canonique(getattr(etats[-1], c.attname)) for c in self._champs()} | rebati
        yield from self._vivante(rebati, vivantes)

    def _champs(self) -> list[Any]:
        return [champ for champ in self.declaration.modele._meta.concrete_fields if not champ.primary_key]

    def _vivante(self, rebati: dict[str, str], vivantes: list[Any]) -> Iterator[Anomalie]:
        if not rebati and vivantes:
            yield Anomalie(self.ou, "cette ligne n’est pas dans le journal", ABSENT, "une ligne")
        elif rebati and not vivantes:
            yield Anomalie(self.ou, "cette ligne du journal n’est plus dans la base", "une ligne", ABSENT)
        elif rebati:
            yield from self._comparer(rebati, vivantes[0], "")

    def _continuite(self, acte: Acte, changement: Changement, rebatie: str | None) -> Iterator[Anomalie]:
        """What a change says was there before is what the one before it left."""
        avant, attendu = self._valeur(changement.avant), self._valeur(rebatie)
        if avant != attendu:
            quoi = f"{changement.champ}, inscription {acte.sequence} : la valeur d’avant n’est pas celle du journal"
            yield Anomalie(self.ou, quoi, attendu or ABSENT, avant or ABSENT)

    def _comparer(self, rebati: dict[str, str], ligne: Any, de_quand: str) -> Iterator[Anomalie]:
        for champ in self._champs():
            if champ.name not in rebati:
                continue
            attendu = self._valeur(rebati[champ.name])
            trouve = canonique(getattr(ligne, champ.attname))
            if attendu != trouve:
                yield Anomalie(self.ou, f"{de_quand}champ {champ.name}", attendu or ABSENT, trouve)

    def _valeur(self, texte: str | None) -> str | None:
        """Canonical JSON with commitments opened; one without its opening says so."""
        if texte is None or not isinstance(contenu := lire(texte), dict):
            return texte
        cle = contenu["engagement"]
        return canonique(self.textes[cle]) if cle in self.textes else f"ouverture {cle[:12]}… absente"
