"""Open a budget year, and set its period and thresholds."""

from collections.abc import Mapping
from typing import Any

from budget import permissions
from budget.actions.verrous import verrouiller_l_exercice
from budget.models import Exercice
from chantiers.models import Chantier
from historique.actes import consigner
from historique.edition import Fusion, appliquer
from historique.refus import ActionRefusee, exiger
from membres.acces import Acces


def ouvrir_l_exercice(exercice: Exercice, *, motif: str = "", par: Acces) -> Exercice:
    """Open a year, unsaved; the same form sent twice finds the row. Raises ActionRefusee."""
    with consigner("ouvrir_l_exercice", par=par, motif=motif) as acte:
        # There is no exercice to lock yet: those who open one take turns on the chantiers.
        list(Chantier.objects.select_for_update().order_by("numero"))
        exiger(permissions.refus_de_tenir_l_exercice(par))
        deja = Exercice.objects.filter(pk=exercice.pk).first()
        if deja is None:
            if Exercice.objects.filter(annee=exercice.annee).exists():
                raise ActionRefusee(
                    f"L’exercice {exercice.annee} est déjà ouvert : choisissez une autre année.", "annee"
                )
            mettre_en_coherence(exercice)
            exercice.save()
            acte.objet = exercice
    return deja or exercice


def regler_l_exercice(
    exercice: Exercice, *, version: int, saisi: Mapping[str, Any], motif: str = "", par: Acces
) -> Fusion:
    """Set its dates, the usual ceiling of public aid and the gap that asks for a comment. Raises ActionRefusee."""
    with consigner("regler_l_exercice", par=par, motif=motif) as acte:
        acte.objet = exercice = verrouiller_l_exercice(exercice.pk)
        exiger(permissions.refus_de_tenir_l_exercice(par))
        fusion = appliquer(exercice, version=version, saisi=saisi)
        mettre_en_coherence(exercice)
        exercice.save()
    return fusion


def mettre_en_coherence(exercice: Exercice) -> None:
    """Refuse what the database would, beside its field."""
    if exercice.fin <= exercice.debut:
        raise ActionRefusee("La fin de l’exercice précède son début : corrigez l’une des deux dates.", "fin")
    annee = exercice.annee
    if exercice.debut.year not in (annee - 1, annee) or exercice.fin.year not in (annee, annee + 1):
        champ = "debut" if exercice.debut.year not in (annee - 1, annee) else "fin"
        raise ActionRefusee(
            f"L’exercice {annee} commence en {annee - 1} ou {annee}, et finit en {annee} ou {annee + 1} : "
            "corrigez cette date.",
            champ,
        )
    if not 1 <= exercice.plafond_public <= 100:
        raise ActionRefusee("Le plafond d’aide publique va de 1 à 100 %.", "plafond_public")
    if exercice.seuil_d_ecart > 100:
        raise ActionRefusee("Le seuil d’écart va de 0 à 100 %.", "seuil_d_ecart")
