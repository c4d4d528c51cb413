"""What people do: ask for a report, ask again after a failure, point something out."""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from budget.actions.verrous import verrouiller_l_exercice
from budget.models import Exercice, Financement
from chantiers.models import Chantier, FeuilleDeRoute
from documentation.lecture import est_a_refaire
from documentation.lecture.cle import cle_de
from documentation.lecture.contenu import LECTEURS
from documentation.lecture.matiere import Matiere, figee, presente, reunie, texte_de
from documentation.models import Rapport, Signalement
from documentation.permissions import refus_d_exporter, refus_de_nature, refus_de_reprendre
from documentation.refonte import refaire
from documentation.taches import produire, transmettre
from historique.actes import ActeEnCours, consigner
from historique.canonique import empreinte, lire
from historique.horloge import aujourd_hui, maintenant
from historique.lecture import derniere_sequence
from historique.refus import ActionRefusee, exiger
from membres.acces import Acces
from pilotage.lecture.comparaison import derniere_decision
from pilotage.models import Decision, Position, Proposition, Version

SIGNALEMENTS_PAR_HEURE = 20
TROP_DE_SIGNALEMENTS = "Beaucoup de signalements arrivent en ce moment. Gardez votre texte et réessayez dans une heure."


def exporter(
    pk: UUID,
    *,
    version: Version | None,
    audience: str,
    par: Acces,
    chantier: Chantier | None = None,
    exercice: Exercice | None = None,
    financement: Financement | None = None,
    complet: bool = False,
) -> Rapport:
    """Ask for a report, as things are now or as `version` froze them.

    Of a roadmap (of `chantier`, or the global one); of the budget of an `exercice`, or the `complet` one; for the
    funder of a `financement`, of what it pays that year. Asked again while nothing has changed, the same report is
    given; the journal says each time who asked.
    """
    if version is not None and exercice is None and chantier is None:
        exercice = version.proposition.exercice
    nature = _nature(chantier, exercice, financement, complet)
    exiger(refus_d_exporter(par, audience=audience, version=version))
    exiger(refus_de_nature(par, nature=nature, exercice=exercice, version=version))
    with consigner("exporter", par=par, portee=chantier) as acte:
        _verrouiller(exercice)
        rapport = Rapport(
            pk=pk,
            nature=nature,
            chantier=chantier,
            exercice=exercice,
            financement=financement,
            version=version,
            audience=audience,
            demande_par_id=par.personne_id,  # type: ignore[misc]  # `consigner` refuses nobody
            demande_le=acte.instant,
        )
        matiere = _figee(rapport, version) if version else _presente(rapport, acte)
        acte.objet = demande = _trouver_ou_lancer(rapport, matiere, acte)
    return demande


def _trouver_ou_lancer(rapport: Rapport, matiere: Matiere, acte: ActeEnCours) -> Rapport:
    """The report that the same request made already, or this one, whose making starts."""
    if rapport.nature == Rapport.Nature.COMPLET:
        rapport.decisions = sorted(str(cle) for cle in Decision.objects.values_list("pk", flat=True))
    rapport.cle = cle_de(rapport, matiere)
    existant = Rapport.objects.select_for_update(of=("self",)).filter(cle=rapport.cle).first()
    if existant is None:
        _figer(rapport, matiere, acte)
        rapport.save(force_insert=True)
        produire.enqueue(str(rapport.pk))
        return rapport
    if existant.pret and est_a_refaire(existant):
        refaire(existant, Rapport.Raison.NOM)
    return existant


def _nature(
    chantier: Chantier | None, exercice: Exercice | None, financement: Financement | None, complet: bool
) -> Rapport.Nature:
    if financement is not None:
        return Rapport.Nature.FINANCEUR
    if exercice is not None:
        return Rapport.Nature.COMPLET if complet else Rapport.Nature.BUDGET
    return Rapport.Nature.CHANTIER if chantier else Rapport.Nature.GLOBALE


def _verrouiller(exercice: Exercice | None) -> None:
    """So that what is read is one state of it, and that two people asking the same get one report."""
    en_cours = FeuilleDeRoute.objects.filter(etat=FeuilleDeRoute.Etat.EN_COURS)
    list(en_cours.select_for_update(of=("self",)).order_by("pk"))
    if exercice is not None:
        verrouiller_l_exercice(exercice.pk)


def _figee(rapport: Rapport, version: Version) -> Matiere:
    """Fill the report with what the version froze, and with the positions that stand now."""
    rapport.instantane, rapport.empreinte = version.instantane, version.empreinte
    rapport.sequence, rapport.instant = version.sequence, version.figee_le
    rapport.decision = Decision.objects.filter(version_adoptee=version).first()
    positions = Position.objects.filter(version_proposee=version).qui_comptent()
    rapport.positions = sorted(str(pk) for pk in positions.values_list("pk", flat=True))
    if rapport.nature == Rapport.Nature.COMPLET:
        feuilles = derniere_decision(Proposition.Nature.FEUILLE_DE_ROUTE_GLOBALE)
        if feuilles is None:
            raise ActionRefusee("Aucune feuille de route globale n’est adoptée : demandez plutôt le budget seul.")
        rapport.instantane = reunie(feuilles.version_adoptee.instantane, version.instantane)
        rapport.empreinte = empreinte(rapport.instantane)
    rapport.jour = date.fromisoformat(lire(version.instantane)["jour"])
    return _pleine(figee(rapport, LECTEURS[rapport.audience]), rapport)


def _presente(rapport: Rapport, acte: ActeEnCours) -> Matiere:
    """Fill the report with things as they are."""
    rapport.jour, rapport.instant, rapport.sequence = aujourd_hui(), acte.instant, derniere_sequence()
    return _pleine(presente(rapport, LECTEURS[rapport.audience]), rapport)


def _pleine(matiere: Matiere, rapport: Rapport) -> Matiere:
    if matiere.vide:
        quoi = "aucune ligne de budget" if rapport.exercice else "aucune feuille de route en cours"
        raise ActionRefusee(f"Il n’y a {quoi} à mettre en page.")
    return matiere


def _figer(rapport: Rapport, matiere: Matiere, acte: ActeEnCours) -> None:
    if not rapport.instantane:
        rapport.instantane = texte_de(matiere, jour=rapport.jour, sequence=rapport.sequence, engager=acte.engager)
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
