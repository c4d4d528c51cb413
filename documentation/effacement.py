"""What this room holds of a person, and what it does when her data are erased: her letters to the publisher."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from documentation.models import Rapport, Signalement
from historique.models import PASSAGE_RETIRE
from membres.dossier import identite_de, lignes
from membres.models import Personne
from membres.prises import Bilan, Conservation, Effacement


def effacer(effacement: Effacement) -> None:
    """Letters written with her address go; in those of others, her name does."""
    identite = effacement.identite
    adresses = {adresse.lower() for adresse in identite.adresses}
    for signalement in Signalement.objects.select_for_update().order_by("pk"):
        if signalement.courriel.lower() in adresses:
            signalement.delete()
            continue
        motif = identite.masquer(signalement.motif, PASSAGE_RETIRE)
        adresse = identite.masquer(signalement.adresse, PASSAGE_RETIRE)[:500]
        if (motif, adresse) != (signalement.motif, signalement.adresse):
            signalement.motif, signalement.adresse = motif, adresse
            signalement.save()


def bilan(personne: Personne) -> Bilan:
    lettres = _lettres(personne).exists()
    part = ["Les signalements écrits avec cette adresse ; dans ceux des autres, le nom est masqué."] if lettres else []
    rapports = ["Les rapports PDF, refaits sans ce nom : une copie déjà téléchargée ne se reprend pas."]
    return Bilan(part, rapports)


def retirer_les_signalements(avant: datetime) -> int:
    """Letters that were passed on to the publisher before this instant."""
    return Signalement.objects.filter(transmis_le__lt=avant).delete()[0]


SIGNALEMENTS = Conservation(
    cle="signalements",
    quoi="Signalements : page, texte, adresse si elle est donnée",
    pourquoi="Y répondre, et garder la preuve qu’ils ont été reçus",
    fondement="Obligation légale : loi pour la confiance dans l’économie numérique, article 6",
    duree=timedelta(days=365),
    mots="après leur transmission à l’éditeur",
    appliquer=retirer_les_signalements,
)


def donnees(personne: Personne) -> Mapping[str, Any]:
    """The reports she asked for, and her letters."""
    rapports = Rapport.objects.filter(demande_par=personne).order_by("demande_le")
    return {
        "rapports_demandes": lignes(rapports, "id", "nature", "chantier__numero", "audience", "demande_le"),
        "signalements": lignes(_lettres(personne).order_by("cree_le"), "adresse", "motif", "cree_le"),
    }


def _lettres(personne: Personne) -> Any:
    """Those written with one of her addresses, whatever its case."""
    adresses = {adresse.lower() for adresse in identite_de(personne).adresses}
    siennes = [pk for pk, courriel in Signalement.objects.values_list("pk", "courriel") if courriel.lower() in adresses]
    return Signalement.objects.filter(pk__in=siennes)
