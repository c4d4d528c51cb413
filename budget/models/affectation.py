"""What a funding pays, and what came in. Amounts are in cents."""

from django.db import models
from django.db.models import Q

from budget.models.besoin import Ligne
from budget.models.exercice import Exercice
from budget.models.financement import Financement
from historique.models import Archivable
from historique.registre import suivre


class Affectation(Archivable):
    """Which funding pays which line, and how much (matrix source × line)."""

    financement = models.ForeignKey(Financement, on_delete=models.PROTECT, related_name="affectations")
    ligne = models.ForeignKey(Ligne, on_delete=models.PROTECT, related_name="affectations")
    montant_centimes = models.PositiveBigIntegerField("montant")

    class Meta:
        verbose_name = "affectation"
        constraints = [
            models.UniqueConstraint(
                fields=["financement", "ligne"],
                condition=Q(archive_le__isnull=True),
                name="affectation_presente_unique",
                violation_error_message="Ce financement est déjà affecté à cette ligne.",
            ),
            models.CheckConstraint(
                condition=Q(montant_centimes__gt=0),
                name="affectation_positive",
                violation_error_message="Une affectation porte un montant supérieur à zéro.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.financement} → {self.ligne}"

    def get_absolute_url(self) -> str:
        return self.ligne.get_absolute_url()


suivre(Affectation, libelle="affectation", portee=lambda affectation: affectation.ligne.chantier_id)


class Versement(Archivable):
    """Money received, for an exercice."""

    class Nature(models.TextChoices):
        ACOMPTE = "acompte", "Acompte"
        SOLDE = "solde", "Solde"
        UNIQUE = "unique", "Versement unique"

    financement = models.ForeignKey(Financement, on_delete=models.PROTECT, related_name="versements")
    exercice = models.ForeignKey(Exercice, on_delete=models.PROTECT, related_name="versements")
    nature = models.CharField("nature", max_length=10, choices=Nature, default=Nature.ACOMPTE)
    le = models.DateField("reçu le")
    montant_centimes = models.PositiveBigIntegerField("montant")

    class Meta:
        verbose_name = "versement"
        ordering = ["le", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(montant_centimes__gt=0),
                name="versement_positif",
                violation_error_message="Un versement porte un montant supérieur à zéro.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} de {self.financement}"

    def get_absolute_url(self) -> str:
        return self.financement.get_absolute_url()


suivre(Versement, libelle="versement")
