"""The year that a budget covers."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from historique.models import Suivi, Visibilite
from historique.registre import suivre


class Exercice(Suivi):
    """A budget year, by default the civil year. Every write to what it holds locks it first.

    `plafond_public`: usual ceiling of public aid, in % of the budget; `seuil_d_ecart`: the gap between planned and
    spent, in % of what was planned, above which a comment is required.
    """

    annee = models.PositiveSmallIntegerField("année", unique=True)
    debut = models.DateField("début")
    fin = models.DateField("fin")
    plafond_public = models.PositiveSmallIntegerField("plafond d’aide publique, en %", default=80)
    seuil_d_ecart = models.PositiveSmallIntegerField("écart à commenter, en %", default=10)

    class Meta:
        verbose_name = "exercice"
        ordering = ["-annee"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__gt=F("debut")),
                name="exercice_dates_dans_l_ordre",
                violation_error_message="La fin de l’exercice précède son début.",
            ),
            models.CheckConstraint(
                condition=Q(plafond_public__gte=1, plafond_public__lte=100),
                name="exercice_plafond_en_pourcentage",
                violation_error_message="Le plafond d’aide publique va de 1 à 100 %.",
            ),
            models.CheckConstraint(
                condition=Q(seuil_d_ecart__lte=100),
                name="exercice_seuil_en_pourcentage",
                violation_error_message="Le seuil d’écart va de 0 à 100 %.",
            ),
        ]

    def __str__(self) -> str:
        return f"Budget {self.annee}"

    def get_absolute_url(self) -> str:
        return reverse("budget:budget", args=[self.annee])


suivre(Exercice, libelle="exercice", visible_par=Visibilite.PUBLIQUE)
