"""What people do: ask for a report, ask again after a failure, point something out."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from chantiers.lecture import FeuilleLue, depuis_instantane, instantane, lire_globale
from chantiers.models import Chantier, FeuilleDeRoute
from documentation.lecture import est_a_refaire
from documentation.lecture.cle import cle_de
from documentation.lecture.contenu import LECTEURS
from documentation.models import Rapport, Signalement
from documentation.permissions import refus_d_exporter, refus_de_reprendre
from documentation.refonte import refaire
from documentation.taches import produire, transmettre
from historique.actes import ActeEnCours, consigner
from historique.canonique import empreinte
from historique.horloge import aujourd_hui, maintenant
from historique.lecture import derniere_sequence
from historique.refus import ActionRefusee, exiger
from membres.acces import Acces
from pilotage.models import Decision, Position, Version

SIGNALEMENTS_PAR_HEURE = 20
TROP_DE_SIGNALEMENTS = "Beaucoup de signalements arrivent en ce moment. Gardez votre texte et réessayez dans une heure."


def exporter(pk: UUID, *, chantier: Chantier | None, version: Version | None, audience: str, par: Acces) -> Rapport:
    """Ask for the report of a roadmap (of `chantier`, or the global one), as it is now or as `version` froze it.

    Asked again while nothing has changed, the same report is given; the journal says each time who asked.
    """
    exiger(refus_d_exporter(par, audience=audience, version=version))
    with consigner("exporter", par=par, portee=chantier) as acte:
        _verrouiller_les_feuilles()
        rapport = Rapport(
            pk=pk,
            nature=Rapport.Nature.CHANTIER if chantier else Rapport.Nature.GLOBALE,
            chantier=chantier,
            version=version,
            audience=audience,
            demande_par_id=par.personne_id,  # type: ignore[misc]  # `consigner` refuses nobody
            demande_le=acte.instant,
        )
        lues = _figees(rapport, version) if version else _presentes(rapport, acte)
        rapport.cle = cle_de(rapport, lues)
        existant = Rapport.objects.select_for_update(of=("self",)).filter(cle=rapport.cle).first()
        if existant is not None and existant.pret and est_a_refaire(existant):
            refaire(existant, Rapport.Raison.NOM)
        if existant is None:
            _figer(rapport, lues, acte)
            rapport.save(force_insert=True)
            produire.enqueue(str(rapport.pk))
        acte.objet = existant or rapport
    return existant or rapport


def _verrouiller_les_feuilles() -> None:
    """So that what is read is one state of them, and that two people asking the same get one report."""
    en_cours = FeuilleDeRoute.objects.filter(etat=FeuilleDeRoute.Etat.EN_COURS)
    list(en_cours.select_for_update(of=("self",)).order_by("pk"))


def _figees(rapport: Rapport, version: Version) -> tuple[FeuilleLue, ...]:
    """Fill the report with what the version froze, and with the positions that stand now."""
    globale = depuis_instantane(version.instantane, LECTEURS[rapport.audience])
    rapport.instantane, rapport.empreinte = version.instantane, version.empreinte
    rapport.sequence, rapport.instant, rapport.jour = version.sequence, version.figee_le, globale.jour
    rapport.decision = Decision.objects.filter(version_adoptee=version).first()
    positions = Position.objects.filter(version_proposee=version).qui_comptent()
    rapport.positions = sorted(str(pk) for pk in positions.values_list("pk", flat=True))
    return _a_imprimer(globale.feuilles, rapport.chantier)


def _presentes(rapport: Rapport, acte: ActeEnCours) -> tuple[FeuilleLue, ...]:
    """Fill the report with the roadmaps as they are."""
    rapport.jour, rapport.instant, rapport.sequence = aujourd_hui(), acte.instant, derniere_sequence()
    return _a_imprimer(lire_globale(LECTEURS[rapport.audience]).feuilles, rapport.chantier)


def _a_imprimer(feuilles: tuple[FeuilleLue, ...], chantier: Chantier | None) -> tuple[FeuilleLue, ...]:
    retenues = tuple(f for f in feuilles if chantier is None or f.chantier.id == chantier.pk)
    if not retenues:
        raise ActionRefusee("Il n’y a aucune feuille de route en cours à mettre en page.")
    return retenues


def _figer(rapport: Rapport, lues: tuple[FeuilleLue, ...], acte: ActeEnCours) -> None:
    if not rapport.instantane:
        rapport.instantane = instantane(lues, jour=rapport.jour, sequence=rapport.sequence, engager=acte.engager)
        rapport.empreinte = empreinte(rapport.instantane)


def reprendre(rapport: Rapport, *, par: Acces) -> Rapport:
    """Ask again for a report whose making failed, has shown no sign for long, or whose file is held back."""
    with transaction.atomic():
        rapport = Rapport.objects.select_for_update(of=("self",)).get(pk=rapport.pk)
        exiger(refus_de_reprendre(par, rapport, a_refaire=rapport.pret and est_a_refaire(rapport)))
        refaire(rapport, Rapport.Raison.NOM)
    return rapport


def signaler(pk: UUID, *, adresse: str, motif: str, courriel: str = "") -> Signalement:
    """Keep what someone points out and pass it on to the publisher; posting the form twice keeps one."""
    with transaction.atomic():
        if trouve := Signalement.objects.filter(pk=pk).first():
            return trouve
        recents = Signalement.objects.filter(cree_le__gt=maintenant() - timedelta(hours=1)).count()
        if recents >= SIGNALEMENTS_PAR_HEURE:
            raise ActionRefusee(TROP_DE_SIGNALEMENTS)
        signalement = Signalement.objects.create(pk=pk, adresse=adresse, motif=motif, courriel=courriel)
        transmettre.enqueue(str(signalement.pk))
    return signalement
