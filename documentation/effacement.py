"""What this room holds of a person, and what it does when her data are erased: her letters to the publisher."""

from collections.abc import Mapping
from typing import Any

from documentation.models import Rapport, Signalement
from historique.models import PASSAGE_RETIRE
from membres.dossier import identite_de, lignes
from membres.models import Personne
from membres.prises import Bilan, Effacement


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
    part = ["Les signalements écrits avec son adresse ; ceux des autres ne la nomment plus."] if lettres else []
    rapports = [
        "Les rapports PDF qui la nommaient, refaits sans son nom : une copie déjà téléchargée ne se reprend pas."
    ]
    return Bilan(part, rapports)


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
