"""What was really spent, on which line, proved by what, and which fundings it justifies. Amounts are in cents."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from budget.models.besoin import Ligne
from budget.models.financement import Financement
from fichiers.models import Fichier
from historique.models import Archivable
from historique.registre import suivre
from membres.models import Personne


class Depense(Archivable):
    """An expense, on a line and so in its exercice.

    `abandon_de_frais`: a volunteer waived it, so it is a real charge and a gift (a real produit, same amount); it
    justifies no funding.
    """

    ligne = models.ForeignKey(Ligne, on_delete=models.PROTECT, related_name="depenses")
    le = models.DateField("payée le")
    libelle = models.CharField("intitulé", max_length=200)
    fournisseur = models.CharField("payée à", max_length=200, blank=True)
    montant_centimes = models.PositiveBigIntegerField("montant")
    abandon_de_frais = models.BooleanField("abandon de frais", default=False)
    abandonnee_par = models.ForeignKey(
        Personne,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="abandons_de_frais",
        verbose_name="bénévole qui renonce à ses frais",
    )

    class Meta:
        verbose_name = "dépense"
        ordering = ["le", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(montant_centimes__gt=0),
                name="depense_positive",
                violation_error_message="Une dépense porte un montant supérieur à zéro.",
            ),
            models.CheckConstraint(
                condition=Q(abandon_de_frais=True, abandonnee_par__isnull=False)
                | Q(abandon_de_frais=False, abandonnee_par__isnull=True),
                name="abandon_de_frais_par_quelqu_un",
                violation_error_message="Un abandon de frais dit qui renonce, et lui seul.",
            ),
        ]

    def __str__(self) -> str:
        return self.libelle

    def get_absolute_url(self) -> str:
        return reverse("budget:depense", args=[self.pk])


suivre(Depense, libelle="dépense", portee=lambda depense: depense.ligne.chantier_id)


class Justificatif(Archivable):
    """A receipt: its bytes are kept outside the web root and served as an attachment."""

    depense = models.ForeignKey(Depense, on_delete=models.PROTECT, related_name="justificatifs", verbose_name="dépense")
    fichier = models.ForeignKey(Fichier, on_delete=models.PROTECT, related_name="+")
    nom = models.CharField("nom", max_length=200)

    class Meta:
        verbose_name = "justificatif"
        constraints = [
            models.UniqueConstraint(
                fields=["depense", "fichier"],
                condition=Q(archive_le__isnull=True),
                name="justificatif_joint_une_fois",
                violation_error_message="Ce fichier est déjà joint à cette dépense.",
            )
        ]

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return self.depense.get_absolute_url()


suivre(Justificatif, libelle="justificatif", portee=lambda piece: piece.depense.ligne.chantier_id)


class Imputation(Archivable):
    """How much of an expense justifies a funding: no euro is justified twice."""

    depense = models.ForeignKey(Depense, on_delete=models.PROTECT, related_name="imputations", verbose_name="dépense")
    financement = models.ForeignKey(Financement, on_delete=models.PROTECT, related_name="imputations")
    montant_centimes = models.PositiveBigIntegerField("montant")

    class Meta:
        verbose_name = "imputation"
        constraints = [
            models.UniqueConstraint(
                fields=["depense", "financement"],
                condition=Q(archive_le__isnull=True),
                name="imputation_presente_unique",
                violation_error_message="Cette dépense est déjà imputée à ce financement.",
            ),
            models.CheckConstraint(
                condition=Q(montant_centimes__gt=0),
                name="imputation_positive",
                violation_error_message="Une imputation porte un montant supérieur à zéro.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.depense} → {self.financement}"

    def get_absolute_url(self) -> str:
        return self.depense.get_absolute_url()


suivre(Imputation, libelle="imputation", portee=lambda imputation: imputation.depense.ligne.chantier_id)
