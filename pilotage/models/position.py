"""The positions of the chantiers on a version. Rows are inserted, never edited."""

from django.db import models
from django.db.models import F, Q

from chantiers.models import Chantier
from historique.models import Suivi
from historique.registre import suivre
from membres.models import Personne
from pilotage.models.proposition import Version


class Positions(models.QuerySet["Position"]):
    def courantes(self):
        """The one that stands for each version and chantier: not replaced by another."""
        return self.filter(remplacee_par__isnull=True)

    def qui_comptent(self):
        """Current, and not carried over by a version whose minority was refused."""
        return self.courantes().exclude(reconduite_de__isnull=False, version_proposee__refus_de_minorite__isnull=False)

    def objections(self):
        return self.qui_comptent().filter(avis=Position.Avis.OBJECTION)


class Position(Suivi):
    """What a chantier says of a version; one that replaces another says so, so that one is current."""

    class Avis(models.TextChoices):
        CONSENTEMENT = "consentement", "Consentement"
        RESERVE = "reserve", "Réserve"
        OBJECTION = "objection", "Objection"
        DEPORT = "deport", "Déport"

    version_proposee = models.ForeignKey(
        Version, verbose_name="version proposée", on_delete=models.PROTECT, related_name="positions"
    )
    chantier = models.ForeignKey(Chantier, on_delete=models.PROTECT, related_name="positions")
    avis = models.CharField("position", max_length=12, choices=Avis)
    argument = models.TextField("argument", blank=True)
    decidee_le = models.DateField("décidée le", null=True, blank=True)
    decidee_avec = models.CharField("comment le chantier a décidé", max_length=300, blank=True)
    donnee_par = models.ForeignKey(Personne, verbose_name="donnée par", on_delete=models.PROTECT, related_name="+")
    consignee_par = models.ForeignKey(
        Personne, verbose_name="consignée par", on_delete=models.PROTECT, related_name="+"
    )
    donnee_le = models.DateTimeField("donnée le")
    remplace = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="remplacee_par"
    )
    reconduite_de = models.ForeignKey(
        "self",
        verbose_name="reconduite de",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reconductions",
    )

    objects = Positions.as_manager()

    class Meta:
        verbose_name = "position"
        ordering = ["donnee_le", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version_proposee", "chantier"],
                condition=Q(remplace__isnull=True),
                name="une_premiere_position_par_chantier",
                violation_error_message="Ce chantier a déjà donné sa position sur cette version.",
            ),
            models.CheckConstraint(
                condition=Q(avis="consentement") | ~Q(argument=""),
                name="position_argumentee",
                violation_error_message="Une objection, une réserve ou un déport s’explique : écrivez l’argument.",
            ),
            models.CheckConstraint(
                condition=~Q(remplace=F("id")),
                name="position_ne_se_remplace_pas",
                violation_error_message="Une position ne se remplace pas elle-même.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_avis_display()} du {self.chantier}"


suivre(Position, libelle="position", portee=lambda position: position.chantier_id)


class RefusDeMinorite(Suivi):
    """A référent·e holds that a « minor » version is not: it becomes substantive, and every chantier is asked again."""

    version_proposee = models.OneToOneField(
        Version, verbose_name="version proposée", on_delete=models.PROTECT, related_name="refus_de_minorite"
    )
    chantier = models.ForeignKey(Chantier, on_delete=models.PROTECT, related_name="+")
    par = models.ForeignKey(Personne, on_delete=models.PROTECT, related_name="+")
    argument = models.TextField("argument")
    refuse_le = models.DateTimeField("refusée le")

    class Meta:
        verbose_name = "refus de version mineure"
        verbose_name_plural = "refus de version mineure"
        constraints = [
            models.CheckConstraint(
                condition=~Q(argument=""),
                name="refus_de_minorite_argumente",
                violation_error_message="Dites en quoi cette version change le fond.",
            )
        ]

    def __str__(self) -> str:
        return f"Refus de minorité, {self.version_proposee}"


suivre(RefusDeMinorite, libelle="refus de version mineure", portee=lambda refus: refus.chantier_id)
