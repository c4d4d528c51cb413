"""What the journal costs: a save with its entry and its chain, beside the same save with simple-history alone.

Both in a durable transaction of their own, one after the other in one run; medians. The journal already holds some.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import simple_history
from django.db import connection, models, transaction

from chantiers.models import Etape, Objectif
from historique import verification
from historique.actes import consigner
from membres.acces import Acces
from membres.models import Organisation, Personne
from tests import fabriques

AU_PLUS = 3.0
TEXTE = "Rencontrer douze structures, décrire leurs métiers et ce qui leur manque ; en tirer trois fiches. " * 3


class Jumelle(models.Model):
    """The same columns as an étape, the same keys, known to simple-history alone."""

    id = Etape._meta.get_field("id").clone()
    version = models.PositiveIntegerField(default=1)
    archive_le = models.DateTimeField(null=True)
    objectif = models.ForeignKey(Objectif, on_delete=models.PROTECT, related_name="+")
    titre = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    debut = models.DateField(null=True)
    echeance = models.DateField(null=True)
    etat = models.CharField(max_length=10, default=Etape.Etat.A_VENIR)
    avancement = models.PositiveSmallIntegerField(default=0)
    responsable = models.ForeignKey(Personne, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    rang = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "chantiers"

    def __str__(self) -> str:
        return self.titre


simple_history.register(Jumelle, history_user_id_field=models.UUIDField(null=True))

type Changer = Callable[[Etape | Jumelle, int], None]
CAS: dict[str, tuple[Changer, str]] = {
    "une date, sans motif": (lambda e, tour: setattr(e, "avancement", tour % 100), ""),
    "le titre, avec un motif": (lambda e, tour: setattr(e, "titre", f"Titre {tour}"), "Retour des structures"),
    "un long texte, avec un motif": (lambda e, tour: setattr(e, "description", f"{tour} {TEXTE}"), "Relecture"),
}


def avec_le_journal(pk: object, changer: Changer, motif: str, tour: int, par: Acces) -> None:
    with consigner("modifier", par=par, motif=motif) as acte:
        acte.objet = etape = Etape.objects.select_for_update().get(pk=pk)
        changer(etape, tour)
        etape.save()


def avec_simple_history(pk: object, changer: Changer, motif: str, tour: int, par: Acces) -> None:
    with transaction.atomic(durable=True):
        jumelle = Jumelle.objects.select_for_update().get(pk=pk)
        changer(jumelle, tour)
        jumelle.version += 1
        jumelle._history_user_id = par.personne_id
        jumelle.save()


def chronometrer(action: Callable[[], None]) -> tuple[float, float]:
    """Milliseconds on the clock, and of this process."""
    depart, calcul = time.perf_counter(), time.process_time()
    action()
    return 1000 * (time.perf_counter() - depart), 1000 * (time.process_time() - calcul)


def mesurer(tours: int, cas: str, pks: tuple[object, object], par: Acces) -> float:
    """Print a line of the table; returns the ratio of the medians."""
    changer, motif = CAS[cas]
    mesures: tuple[list, list] = ([], [])
    for tour in range(1, tours + 20):
        for rang, enregistrer in enumerate((avec_le_journal, avec_simple_history)):
            duree = chronometrer(lambda e=enregistrer, r=rang, t=tour: e(pks[r], changer, motif, t, par))
            if tour >= 20:
                mesures[rang].append(duree)
    journal, seule = ([statistics.median(colonne) for colonne in zip(*siennes, strict=True)] for siennes in mesures)
    rapport = journal[0] / seule[0]
    print(
        f"| {cas:<29} | {journal[0]:7.2f} ms | {seule[0]:7.2f} ms | {rapport:4.2f} "
        f"| {journal[1]:5.2f} / {seule[1]:5.2f} ms |",
        flush=True,
    )
    return rapport


def banc(dossier: Path, options: list[str]) -> int:
    lecteur = argparse.ArgumentParser("cout")
    lecteur.add_argument("--tours", type=int, default=500)
    tours = lecteur.parse_args(options).tours
    with connection.schema_editor() as editeur:
        editeur.create_model(Jumelle)
        editeur.create_model(Jumelle.history.model)
    par = une_membre()
    etape = fabriques.etape(fabriques.objectif(fabriques.feuille(fabriques.chantier(1))), description=TEXTE)
    jumelle = Jumelle(objectif_id=etape.objectif_id, titre=etape.titre, description=TEXTE)
    jumelle.save()
    print(f"| {'changer':<29} | le journal | s.-history | rapport | temps de calcul |")
    rapports = [mesurer(tours, cas, (etape.pk, jumelle.pk), par) for cas in CAS]
    anomalies = list(verification.verifier())
    print(f"{len(anomalies)} anomalies ; au plus × {AU_PLUS:.0f} : {'oui' if max(rapports) <= AU_PLUS else 'NON'}")
    return 0 if max(rapports) <= AU_PLUS and not anomalies else 1


def une_membre() -> Acces:
    return Acces(fabriques.personne().pk)
