"""Putting an instance back: prepared and verified apart, then put in place at once, or not at all."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice, zip_longest
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils.formats import date_format
from django.utils.timezone import localtime

from config.sauvegarde import SauvegardeRefusee, compter, dossier, reprise
from config.sauvegarde.archive import Archive, ouvrir, synchroniser
from config.sauvegarde.base import branchee, exiger_une_base_vide, migrations_du_logiciel, reglages
from config.sauvegarde.prise import FICHIERS, JOURNAL, POINT, PORTABLE, journal_entier, moteur
from config.sauvegarde.tables import rendre_les_tables
from fichiers.rangement import chemin
from historique import points
from historique.effacements import liste_presente, rejouer_les_effacements
from historique.gardes import poser_les_gardes
from historique.note import Point
from historique.verification import verifier

LISTE_ABSENTE = (
    "La liste des effacements (effacements.ndjson) n’est pas dans le dossier du journal : ce qui a été effacé depuis "
    "cette sauvegarde est revenu. Si vous l’avez, remettez-la, puis lancez « manage.py entretenir », qui efface de "
    "nouveau."
)
type Dire = Callable[[str], object]


def restaurer(source: Path, cle: Path | None, dire: Dire) -> None:
    """Put the backup `source` in this empty instance. Raises SauvegardeRefusee: nothing is then changed."""
    secrete = dossier.lire_la_cle(cle) if cle else None
    with ouvrir(source) as archive:
        _exiger_compatible(archive)
        _exiger_une_instance_vide()
        quand = date_format(localtime(datetime.fromisoformat(archive.manifeste["instant"])), "j F Y, H:i")
        dire(f"Sauvegarde du {quand} : entière, {len(archive.membres)} éléments vérifiés.")
        with _atelier() as (la_base, le_dossier):
            dossier.assembler(archive, le_dossier / "journal")
            with reglages(DOSSIER_DU_JOURNAL=le_dossier / "journal", FICHIERS=le_dossier / "fichiers"):
                point = dossier.exiger_le_meme_journal(archive)
                signe = dossier.poser_la_cle(secrete)
                _rendre_les_fichiers(archive)
                with branchee(la_base):
                    _rendre_la_base(archive, le_dossier, la_base)
                    _verifier(archive, point, dire)
                    _continuer(dire)
            _exiger_une_instance_vide()  # still: someone may have used it meanwhile
            _mettre_en_place(le_dossier)
            moteur().echanger(la_base)
    _dire_la_fin(archive, signe, dire)


def _exiger_une_instance_vide() -> None:
    if moteur().existe():
        exiger_une_base_vide()


def _exiger_compatible(archive: Archive) -> None:
    manifeste = archive.manifeste
    genre, ici = manifeste["genre"], connection.vendor
    if genre not in {PORTABLE, ici}:
        raise SauvegardeRefusee(
            f"Cette sauvegarde est d’une base {genre}, et DATABASE_URL donne une base {ici} : pour changer de base, "
            "sauvegardez avec « manage.py sauvegarder --portable »."
        )
    manquent, inconnues = _ecart_de_version(archive)
    if inconnues or (manquent and genre == PORTABLE):
        raise SauvegardeRefusee(
            f"Cette sauvegarde a été faite par une autre version du logiciel ({manifeste['logiciel']}, "
            f"{min(inconnues or manquent)}) : restaurez avec cette version, puis mettez à jour."
        )


def _ecart_de_version(archive: Archive) -> tuple[set[str], set[str]]:
    """The migrations that the backup has not had, and those that this software does not know."""
    siennes, du_logiciel = set(archive.manifeste["migrations"]), migrations_du_logiciel()
    return du_logiciel - siennes, siennes - du_logiciel


@contextmanager
def _atelier() -> Iterator[tuple[str, Path]]:
    """A database and a directory apart, which leave nothing behind; what a crash left before is cleared first."""
    le_dossier = Path(settings.FICHIERS).parent / ".restauration"
    shutil.rmtree(le_dossier, ignore_errors=True)
    le_dossier.mkdir(mode=0o700, parents=True)
    try:
        la_base = moteur().preparer()
        try:
            yield la_base, le_dossier
        finally:
            moteur().jeter(la_base)
    finally:
        shutil.rmtree(le_dossier)


def _rendre_les_fichiers(archive: Archive) -> None:
    for membre in archive.sous(FICHIERS):
        archive.extraire(membre, chemin(membre.removeprefix(FICHIERS)))


def _rendre_la_base(archive: Archive, le_dossier: Path, la_base: str) -> None:
    if archive.manifeste["genre"] == PORTABLE:
        rendre_les_tables(archive)
    else:
        membre = moteur().MEMBRE
        archive.extraire(membre, le_dossier / membre)
        moteur().rendre(le_dossier / membre, la_base)
        if _ecart_de_version(archive)[0]:
            call_command("migrate", verbosity=0, interactive=False)
    poser_les_gardes()


def _verifier(archive: Archive, point: Point, dire: Dire) -> None:
    """The database holds the journal of the backup, whole, and every row is what the journal tells."""
    tete = points.point_a() if not _ecart_de_version(archive)[0] else points.point_a(point.taille)
    if tete != point:
        raise SauvegardeRefusee(
            f"La base de cette sauvegarde est au point {tete.court}, et son point de contrôle est {point.court}."
        )
    lues, siennes = archive.lignes(JOURNAL), journal_entier(archive.lire(POINT).decode())
    # The first line names the key that signs, which may have been changed since.
    for rang, (lue, sienne) in enumerate(islice(zip_longest(lues, siennes), 1, None), start=1):
        if lue != sienne:
            raise SauvegardeRefusee(
                f"À l’inscription {rang}, le journal de cette sauvegarde et sa base ne disent pas la même chose."
            )
    _exiger_le_rejeu()
    dire(f"Journal vérifié : {point.taille} inscriptions enchaînées et rejouées, point {point.court}.")


def _exiger_le_rejeu() -> None:
    # What is kept outside is compared next, with what to write when it knows more.
    anomalies = [str(anomalie) for anomalie in verifier() if anomalie.ou != "points de contrôle"]
    if anomalies:
        raise SauvegardeRefusee(
            f"Cette sauvegarde ne se vérifie pas, {compter(len(anomalies), 'différence', 'différences')} : "
            f"{' ; '.join(anomalies[:3])}. "
            "Restaurez-en une autre."
        )


def _continuer(dire: Dire) -> None:
    """Say in the journal what was lost since the backup, and erase again what was erased since."""
    perte = reprise.perte()
    if perte:
        numero = reprise.reprendre(perte)
        dire(f"{perte} La nouvelle inscription {numero} le dit à tous.")
    if not liste_presente():
        dire(LISTE_ABSENTE)
    effaces = rejouer_les_effacements()
    if effaces:
        dire(f"{compter(effaces, 'effacement a été refait', 'effacements ont été refaits')}.")
        _exiger_le_rejeu()


def _mettre_en_place(le_dossier: Path) -> None:
    """Files and keys first: without the database, which comes last and at once, the instance is still empty."""
    for source in sorted((le_dossier / "fichiers").glob("*/*")):
        cible = chemin(source.name)
        cible.parent.mkdir(parents=True, exist_ok=True)
        source.replace(cible)
        synchroniser(cible.parent)
    dossier.installer(le_dossier / "journal")


def _dire_la_fin(archive: Archive, signe: bool, dire: Dire) -> None:
    dire(f"{compter(len(archive.sous(FICHIERS)), 'fichier rangé remis', 'fichiers rangés remis')}.")
    for sha256 in archive.manifeste["fichiers_manquants"]:
        dire(f"Le fichier {sha256} manquait déjà quand la sauvegarde a été faite.")
    if signe:
        point = points.verifier_point(points.signer())
        dire(f"L’instance est restaurée, au point {point.court} ; chacun doit se connecter de nouveau.")
    else:
        dire(
            "L’instance est restaurée, mais la clé qui signe n’est pas là : remettez-la dans "
            f"{settings.DOSSIER_DU_JOURNAL}/cle ou, si elle est perdue, lancez « manage.py changer_la_cle »."
        )
