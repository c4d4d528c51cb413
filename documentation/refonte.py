"""Files that say what they may say no more: taken away in the transaction of the act, and made again by themselves."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from documentation.lecture import est_a_refaire
from documentation.models import Rapport
from documentation.taches import produire
from fichiers.rangement import balayer, retirer
from historique.horloge import maintenant
from historique.prises import RetraitInscrit
from membres.prises import Conservation, Effacement

# What a file prints that is not in its snapshot: the rows of today.
HORS_DE_L_INSTANTANE = {
    ("pilotage.position", "argument"),
    ("pilotage.decision", "enonce"),
    ("membres.organisation", "nom"),
}


def apres_un_retrait(retrait: RetraitInscrit) -> None:
    """Texts were taken out: the reports whose snapshot, positions, decision or organisations held them."""
    touches = {str(pk) for genre, pk, champ in retrait.passages if (genre, champ) in HORS_DE_L_INSTANTANE}

    def les_tient(rapport: Rapport) -> bool:
        figes = any(engagement in rapport.instantane for engagement in retrait.engagements)
        return figes or not rapport.imprime or any(cle in rapport.imprime for cle in touches)

    refaire_ceux(Q(), les_tient, Rapport.Raison.RETRAIT)


def apres_un_changement_de_nom(objet: UUID) -> None:
    """A person, or an organisation, is called otherwise, or no longer shows her name: the reports that name her."""
    le_nomment = Q(imprime="") | Q(imprime__contains=str(objet))
    refaire_ceux(le_nomment, lambda rapport: not rapport.imprime or est_a_refaire(rapport), Rapport.Raison.NOM)


def apres_un_effacement(effacement: Effacement) -> None:
    apres_un_changement_de_nom(effacement.personne.pk)


def refaire_ceux(parmi: Q, concerne: Callable[[Rapport], bool], raison: Rapport.Raison) -> int:
    """Take away the files of the ready reports `parmi` that are concerned, and queue their making; returns how many.

    Called in the transaction of what makes them wrong. A making under way may have read what it may print no more:
    it starts again, whatever it prints.
    """
    faits = 0
    prets = Q(parmi, etat=Rapport.Etat.PRET)
    en_cours = Q(etat__in=[Rapport.Etat.EN_ATTENTE, Rapport.Etat.EN_COURS])
    for rapport in Rapport.objects.select_for_update(of=("self",)).filter(prets | en_cours).order_by("pk"):
        if rapport.en_fabrication or concerne(rapport):
            faits += refaire(rapport, raison)
    return faits


def refaire(rapport: Rapport, raison: Rapport.Raison) -> bool:
    """Start the making of a locked report again, without the file it may have; whether it had one."""
    ancien = rapport.fichier_id
    if ancien is not None:
        rapport.refait, rapport.refait_le = raison, maintenant()
        transaction.on_commit(partial(retirer, ancien), robust=True)
    rapport.fichier, rapport.etat, rapport.progression, rapport.erreur = None, Rapport.Etat.EN_ATTENTE, 0, ""
    rapport.fabrication += 1
    rapport.avance_le = maintenant()
    rapport.save()
    produire.enqueue(str(rapport.pk))
    return ancien is not None


def refaire_les_perimes() -> int:
    """The reports that no act has seen to: made before what they name was noted, or by a room to come."""
    with transaction.atomic():
        prets = Rapport.objects.select_for_update(of=("self",)).filter(etat=Rapport.Etat.PRET).order_by("pk")
        return sum(refaire(rapport, Rapport.Raison.NOM) for rapport in prets if est_a_refaire(rapport))


def entretenir(avant: datetime) -> int:
    """Make again the reports that should be, and take away the bytes that a crash left without an owner."""
    refaire_les_perimes()
    return balayer(avant)


FICHIERS = Conservation(
    cle="fichiers",
    quoi="Fichiers PDF remplacés, parce qu’un passage a été retiré ou qu’un nom a changé",
    pourquoi="Rien : ils sont supprimés tout de suite",
    fondement="Droit à l’effacement (RGPD, article 17)",
    duree=timedelta(days=1),
    mots="au plus, si une panne a interrompu leur suppression",
    appliquer=entretenir,
)
