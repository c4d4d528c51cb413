"""Data migrations that leave an entry, and migrations that rewrite historical tables.

```python
def avancer(apps, schema_editor):
    with Consigne(apps, motif="Les étapes sans état étaient à venir.") as consigne:
        for etape in apps.get_model("chantiers", "Etape").objects.filter(etat=""):
            etape.etat = "a_venir"
            consigne.enregistrer(etape)

operations = [migrations.RunPython(avancer, reculer)]   # `reculer` is such a function too: the journal only grows
```

The migration depends on the last one of `historique`, so that its state holds the journal.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self
from uuid import UUID

from django.apps.registry import Apps
from django.db import models, transaction
from django.db.migrations.operations.base import Operation

from historique import chaine, registre, saisie
from historique.actes import ActeEnCours, Journal, ecarts_de, ecrire
from historique.ecarts import change_quelque_chose
from historique.gardes import gardes_manquantes, oter_les_gardes, poser_les_gardes
from historique.models import ORIGINE_DE_LA_CHAINE, Acte, Visibilite
from historique.saisie import Collecte

VERBE = "migrer"


def _journal(apps: Apps) -> Journal:
    return Journal(
        *(apps.get_model("historique", nom) for nom in ("Acte", "Changement", "Ouverture", "Tete", "Retrait"))
    )


def _acte(motif: str, visibilite: str | None = None) -> ActeEnCours:
    return ActeEnCours(
        verbe=VERBE,
        auteur_id=None,
        motif=motif,
        portee_id=None,
        visibilite=visibilite,
        origine=Acte.Origine.MIGRATION,
    )


class Consigne:
    """One act by the software: rows of state models, their historical rows, the entry; or nothing.

    Works inside the migration's own transaction. A block that changes nothing writes nothing.
    """

    def __init__(self, apps: Apps, *, motif: str, portee: UUID | None = None) -> None:
        self.apps = apps
        self.acte = _acte(motif)
        self.acte.portee_id = portee
        self.collecte = Collecte(acte=self.acte.id, auteur=None, instant=self.acte.instant)
        self.objets: dict[UUID, models.Model] = {}

    def __enter__(self) -> Self:
        self._bloc = self._ouvrir()
        return self._bloc.__enter__()

    def __exit__(self, *erreur: Any) -> bool | None:
        return self._bloc.__exit__(*erreur)

    @contextmanager
    def _ouvrir(self) -> Iterator[Self]:
        with saisie.ouvrir(self.collecte), transaction.atomic():
            yield self
            self._clore()

    def enregistrer(self, objet: Any) -> None:
        """Save this row (new or changed) with its next version, and its historical row."""
        modele = type(objet)
        nouvelle = objet._state.adding
        saisie.preparer(self.collecte, objet)
        objet.save()
        passe = self.apps.get_model(modele._meta.app_label, f"Historical{modele._meta.object_name}")
        ligne = passe(
            **{champ.attname: getattr(objet, champ.attname) for champ in modele._meta.concrete_fields},
            history_type="+" if nouvelle else "~",
            history_date=self.acte.instant,
            acte=self.acte.id,
        )
        ligne.save()
        self.collecte.lignes.append((modele, ligne))
        self.objets[objet.pk] = objet

    def _clore(self) -> None:
        differences = ecarts_de(self.acte, self.collecte)
        if not change_quelque_chose(differences):
            transaction.set_rollback(True)
            return
        types = {objet._meta.label_lower for objet in self.objets.values()}
        declarees = [registre.declarations[cle].visible_par for cle in types if cle in registre.declarations]
        ouvertes = len(declarees) == len(types) and Visibilite.RESTREINTE not in declarees
        self.acte.visibilite = Visibilite.MEMBRES if ouvertes else Visibilite.RESTREINTE
        if len(self.objets) == 1:
            self.acte.objet = next(iter(self.objets.values()))
        self.acte.sequence = ecrire(self.acte, differences, _journal(self.apps))


class ReecrireLesEtatsPasses(Operation):
    """Run `operations` on historical tables with their guards lifted, put the guards back, and leave an entry.

    Needed on PostgreSQL when an operation updates past rows (a new column that may not be empty, a changed type).
    """

    def __init__(self, operations: Sequence[Operation], *, raison: str) -> None:
        self.operations = operations
        self.raison = raison

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__name__, [self.operations], {"raison": self.raison}

    def describe(self) -> str:
        return f"Rewrite past states: {self.raison}"

    def state_forwards(self, app_label: str, state: Any) -> None:
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        with _levees():
            for operation, avant, apres in self._pas(app_label, from_state):
                operation.database_forwards(app_label, schema_editor, avant, apres)
        self._inscrire(to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        with _levees():
            for operation, avant, apres in reversed(self._pas(app_label, to_state)):
                operation.database_backwards(app_label, schema_editor, apres, avant)
        self._inscrire(to_state)

    def _pas(self, app_label: str, etat: Any) -> list[tuple[Operation, Any, Any]]:
        """Each operation with the state before it and the state after it."""
        pas = []
        for operation in self.operations:
            suivant = etat.clone()
            operation.state_forwards(app_label, suivant)
            pas.append((operation, etat, suivant))
            etat = suivant
        return pas

    def _inscrire(self, etat: Any) -> None:
        with transaction.atomic():
            ecrire(_acte(self.raison, Visibilite.MEMBRES), [], _journal(etat.apps))


def enchainer_les_inscriptions(apps: Apps, schema_editor: Any) -> None:
    """Give the entries written before the chain their place in it, then write an entry that says which.

    Their content is not touched: the chain says what they hold today, and proves nothing of what was before it.
    """
    journal = _journal(apps)
    # Rows are given two columns they had not: the guards, put back after the migration, would refuse it.
    oter_les_gardes([journal.acte._meta.db_table, journal.tete._meta.db_table])
    with saisie.journal_ouvert():
        tete, precedente = journal.tete.objects.select_for_update().get(pk=1), ORIGINE_DE_LA_CHAINE
        for acte in journal.acte.objects.order_by("sequence").iterator(chaine.LOT):
            acte.feuille = chaine.feuille(chaine.octets(acte, journal.changement.objects.filter(acte=acte)))
            acte.chaine = precedente = chaine.maillon(precedente, acte.feuille)
            acte.save(update_fields=["feuille", "chaine"])
        tete.chaine = precedente
        tete.save(update_fields=["chaine"])
    if tete.dernier:
        acte = _acte(f"La chaîne commence : elle prend telles quelles les {tete.dernier} inscriptions déjà écrites.")
        acte.visibilite, acte.faits = Visibilite.PUBLIQUE, {"inscriptions_enchainees": tete.dernier}
        ecrire(acte, [], journal)


@contextmanager
def _levees() -> Iterator[None]:
    """Lift the guards of the historical tables for the block (on SQLite, `migrate` has done it already)."""
    tables = list(registre.tables_historiques)
    posees = not gardes_manquantes()
    if posees:
        oter_les_gardes(tables)
    with saisie.sans_gardes():
        yield
    if posees:
        poser_les_gardes(tables)
