"""What the database holds of each sending: all of it exactly once, or nothing. Every fault is named."""

from collections import defaultdict
from collections.abc import Collection, Iterator

from django.db import connection

from chantiers.models import Etape
from historique import chaine, registre, verification
from historique.canonique import lire
from historique.middleware import lecture_coherente
from historique.models import ORIGINE_DE_LA_CHAINE, Acte, Changement, Ouverture, Tete
from tests.charge.ecrivains import Envoi, Issue


def juger(envois: Collection[Envoi]) -> Iterator[str]:
    """Acknowledged: there exactly once, whole. Cut: all or nothing. Refused: nothing."""
    with lecture_coherente():
        traces = Traces(envois)
    for envoi in envois:
        for faute in traces.fautes(envoi):
            yield f"« {envoi.titre} », {envoi.issue.value} : {faute}"


class Traces:
    """All that the database holds of some sendings, in a fixed number of queries."""

    def __init__(self, envois: Collection[Envoi]) -> None:
        titres = [envoi.titre for envoi in envois]
        self.etats = defaultdict(list)
        for etat in Etape.history.filter(titre__in=titres):
            self.etats[etat.titre].append(etat)
        self.actes = {
            acte.pk: acte for acte in Acte.objects.filter(pk__in=[e.acte for es in self.etats.values() for e in es])
        }
        self.changements = defaultdict(list)
        for changement in Changement.objects.filter(acte__in=self.actes):
            self.changements[changement.acte_id].append(changement)
        textes = [*titres, *(envoi.motif for envoi in envois)]
        self.ouvertures = dict(Ouverture.objects.filter(valeur__in=textes).values_list("pk", "valeur"))
        self.etapes = {etape.pk: etape for etape in Etape.objects.filter(pk__in={envoi.etape.pk for envoi in envois})}

    def present(self, envoi: Envoi) -> bool:
        return bool(self.etats[envoi.titre])

    def fautes(self, envoi: Envoi) -> Iterator[str]:
        etats = self.etats[envoi.titre]
        if not etats:
            if envoi.issue is Issue.ACQUITTE:
                yield "perdu"
            elif {envoi.titre, envoi.motif} & set(self.ouvertures.values()):
                yield "ses textes sont gardés, le changement ne l’est pas"
        elif len(etats) > 1:
            yield f"écrit {len(etats)} fois"
        elif envoi.issue is Issue.REFUSE:
            yield f"écrit malgré la réponse {envoi.statut}"
        else:
            yield from self._entier(envoi, etats[0])

    def _entier(self, envoi: Envoi, etat: Etape) -> Iterator[str]:
        vivante = self.etapes[envoi.etape.pk]
        if vivante.version < etat.version or (vivante.version == etat.version and vivante.titre != envoi.titre):
            yield "l’état passé est écrit, pas la ligne"
        acte = self.actes.get(etat.acte)
        if acte is None:
            yield "le changement n’a pas d’inscription"
            return
        attendu = ("modifier", envoi.auteur.pk, "chantiers.etape", envoi.etape.pk)
        if (acte.verbe, acte.auteur_id, acte.objet_type, acte.objet_id) != attendu:
            yield "son inscription dit autre chose"
        if self.ouvertures.get(acte.motif) != envoi.motif:
            yield "l’ouverture de son motif manque"
        changements = {changement.champ: changement for changement in self.changements[acte.pk]}
        if changements.keys() != {"titre", "version"} or len(self.changements[acte.pk]) != 2:
            yield f"son inscription change {sorted(changements)}"
        elif self.ouvertures.get(lire(changements["titre"].apres)["engagement"]) != envoi.titre:
            yield "l’ouverture de son titre manque"


class Suite:
    """Follows the journal as it grows: numbers without a gap, each link the right one, the head at its end."""

    def __init__(self) -> None:
        self.sequence, self.chaine = 0, ORIGINE_DE_LA_CHAINE

    def avancer(self) -> Iterator[str]:
        with lecture_coherente():
            tete = Tete.objects.get(pk=1)
            for acte, changements in chaine.inscriptions(apres=self.sequence):
                if acte.sequence != self.sequence + 1:
                    yield f"le numéro {self.sequence + 1} manque"
                if acte.feuille != chaine.feuille(chaine.octets(acte, changements)):
                    yield f"inscription {acte.sequence} : son empreinte n’est pas celle de son contenu"
                self.sequence, self.chaine = acte.sequence, chaine.maillon(self.chaine, acte.feuille)
                if acte.chaine != self.chaine:
                    yield f"inscription {acte.sequence} : la chaîne est rompue"
            if (tete.dernier, tete.chaine) != (self.sequence, self.chaine):
                yield f"la tête est à {tete.dernier}, le journal à {self.sequence}"


def tout_verifier(envois: Collection[Envoi], debut: int) -> Iterator[str]:
    """At the end, everything: the sendings, nothing but them after entry `debut`, the chain and the replay."""
    yield from juger(envois)
    yield from Suite().avancer()
    traces = Traces(envois)
    presents, inscrits = sum(traces.present(envoi) for envoi in envois), Acte.objects.filter(sequence__gt=debut).count()
    if presents != inscrits:
        yield f"{presents} envois sont écrits, pour {inscrits} inscriptions"
    yield from _sans_inscription()
    yield from _ouvertures_en_trop()
    yield from map(str, verification.verifier())
    if connection.vendor == "sqlite":
        with connection.cursor() as curseur:
            curseur.execute("PRAGMA integrity_check")
            if (trouve := curseur.fetchall()) != [("ok",)]:
                yield f"SQLite : {trouve}"


def _sans_inscription() -> Iterator[str]:
    actes = Acte.objects.values("pk")
    for declaration in registre.declarations.values():
        if perdus := declaration.historique._default_manager.exclude(acte__in=actes).count():
            yield f"{declaration.cle} : {perdus} états passés sans inscription"


def _ouvertures_en_trop() -> Iterator[str]:
    citees = set(Acte.objects.exclude(motif="").values_list("motif", flat=True))
    for valeurs in Changement.objects.values_list("avant", "apres"):
        lues = [lire(valeur) for valeur in valeurs if valeur is not None]
        citees |= {lue["engagement"] for lue in lues if isinstance(lue, dict)}
    if en_trop := set(Ouverture.objects.values_list("pk", flat=True)) - citees:
        yield f"{len(en_trop)} ouvertures ne sont citées par rien"
