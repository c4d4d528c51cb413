"""Who sits in the comité de pilotage."""

from django.db import models
from django.db.models import F, Q

from historique.horloge import aujourd_hui
from historique.models import Suivi
from historique.registre import suivre
from membres.models import Dates, Organisation, Personne


class College(Suivi):
    """A category of members of the comité (charter). « Animation des chantiers » has no rows: adhésions tell it."""

    cle = models.SlugField("clé", max_length=40, unique=True)
    nom = models.CharField("nom", max_length=120)
    rang = models.PositiveSmallIntegerField("rang", default=0)

    class Meta:
        verbose_name = "collège"
        ordering = ["rang"]

    def __str__(self) -> str:
        return self.nom


suivre(College, libelle="collège", champs_en_clair=("cle", "nom"))


class Siege(Suivi):
    """A person in a collège, for an organisation or not, from a day to another."""

    class Fonction(models.TextChoices):
        MEMBRE = "membre", "Membre"
        COORDINATION = "coordination", "Coordination"
        SECRETARIAT = "secretariat", "Secrétariat de séance"

    college = models.ForeignKey(College, on_delete=models.PROTECT, related_name="sieges", verbose_name="collège")
    personne = models.ForeignKey(Personne, on_delete=models.PROTECT, related_name="sieges")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="sieges"
    )
    fonction = models.CharField("fonction", max_length=12, choices=Fonction, default=Fonction.MEMBRE)
    du = models.DateField("du", default=aujourd_hui)
    au = models.DateField("au", null=True, blank=True)

    objects = Dates.as_manager()

    class Meta:
        verbose_name = "siège"
        constraints = [
            models.CheckConstraint(
                condition=Q(au__isnull=True) | Q(au__gte=F("du")),
                name="siege_dates_dans_l_ordre",
                violation_error_message="La fin du mandat précède son début.",
            ),
            models.UniqueConstraint(
                fields=["college", "personne"],
                condition=Q(au__isnull=True),
                name="siege_en_cours_unique",
                violation_error_message="Cette personne siège déjà dans ce collège.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.personne}, {self.college}"


suivre(Siege, libelle="siège")
