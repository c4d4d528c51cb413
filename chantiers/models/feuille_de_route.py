"""Feuille de route > Objectif > Étape > Livrable, and the means they need.

Every write to an item locks its FeuilleDeRoute first. Items are ordered by hand (`rang`), never deleted.
"""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from chantiers.models.chantier import Chantier
from historique.models import Archivable, Suivi
from historique.registre import suivre
from membres.models import Organisation, Personne


def dates_dans_l_ordre(debut: str, fin: str, nom: str, message: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{debut}__isnull": True}) | Q(**{f"{fin}__isnull": True}) | Q(**{f"{fin}__gte": F(debut)}),
        name=nom,
        violation_error_message=message,
    )


class FeuilleDeRoute(Suivi):
    """The roadmap of a chantier for a period (charter: « objectifs, étapes, livrables »)."""

    class Etat(models.TextChoices):
        EN_COURS = "en_cours", "En cours"
        CLOSE = "close", "Close"

    chantier = models.ForeignKey(Chantier, on_delete=models.PROTECT, related_name="feuilles_de_route")
    debut = models.DateField("début de la période")
    fin = models.DateField("fin de la période")
    presentation = models.TextField("présentation", blank=True)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.EN_COURS)

    class Meta:
        verbose_name = "feuille de route"
        verbose_name_plural = "feuilles de route"
        ordering = ["-debut"]
        constraints = [
            dates_dans_l_ordre("debut", "fin", "feuille_dates_dans_l_ordre", "La fin de la période précède son début."),
            models.UniqueConstraint(
                fields=["chantier"],
                condition=Q(etat="en_cours"),
                name="une_feuille_en_cours_par_chantier",
                violation_error_message="Ce chantier a déjà une feuille de route en cours.",
            ),
        ]

    def __str__(self) -> str:
        return f"Feuille de route {self.debut.year}–{self.fin.year}"

    @property
    def close(self) -> bool:
        return self.etat == self.Etat.CLOSE

    def get_absolute_url(self) -> str:
        if self.close:
            return reverse("chantiers:feuille_close", args=[self.chantier.slug, self.debut.year])
        return reverse("chantiers:feuille_de_route", args=[self.chantier.slug])


suivre(FeuilleDeRoute, libelle="feuille de route", portee=lambda feuille: feuille.chantier_id)


class Objectif(Archivable):
    """An operational objective; one of a chantier serves one of the interchantier (« projet global »)."""

    feuille_de_route = models.ForeignKey(FeuilleDeRoute, on_delete=models.PROTECT, related_name="objectifs")
    titre = models.CharField("intitulé", max_length=200)
    description = models.TextField("description", blank=True)
    contribue_a = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contributions",
        verbose_name="contribue à l’objectif interchantier",
    )
    rang = models.PositiveIntegerField("rang", default=0, editable=False)

    class Meta:
        verbose_name = "objectif"
        ordering = ["rang", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(contribue_a=F("id")),
                name="objectif_ne_se_sert_pas_lui_meme",
                violation_error_message="Un objectif ne contribue pas à lui-même.",
            )
        ]

    def __str__(self) -> str:
        return self.titre

    def get_absolute_url(self) -> str:
        return f"{self.feuille_de_route.get_absolute_url()}#objectif-{self.pk}"


suivre(Objectif, libelle="objectif", portee=lambda objectif: objectif.feuille_de_route.chantier_id)


class Etape(Archivable):
    """A dated step. *En retard* is derived: past due in Paris, neither done nor given up."""

    class Etat(models.TextChoices):
        A_VENIR = "a_venir", "À venir"
        EN_COURS = "en_cours", "En cours"
        FAITE = "faite", "Faite"
        SUSPENDUE = "suspendue", "Suspendue"
        ABANDONNEE = "abandonnee", "Abandonnée"

    objectif = models.ForeignKey(Objectif, on_delete=models.PROTECT, related_name="etapes")
    titre = models.CharField("intitulé", max_length=200)
    description = models.TextField("description", blank=True)
    debut = models.DateField("début", null=True, blank=True)
    echeance = models.DateField("échéance", null=True, blank=True)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.A_VENIR)
    avancement = models.PositiveSmallIntegerField("avancement, en %", default=0)
    responsable = models.ForeignKey(
        Personne, on_delete=models.PROTECT, null=True, blank=True, related_name="etapes", verbose_name="responsable"
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="etapes",
        verbose_name="organisation responsable",
    )
    rang = models.PositiveIntegerField("rang", default=0, editable=False)

    class Meta:
        verbose_name = "étape"
        ordering = ["rang", "id"]
        constraints = [
            dates_dans_l_ordre("debut", "echeance", "etape_dates_dans_l_ordre", "L’échéance précède le début."),
            models.CheckConstraint(
                condition=Q(avancement__lte=100),
                name="etape_avancement_jusqu_a_cent",
                violation_error_message="L’avancement va de 0 à 100 %.",
            ),
            models.CheckConstraint(
                condition=~Q(etat="faite") | Q(avancement=100),
                name="etape_faite_a_cent_pour_cent",
                violation_error_message="Une étape faite est avancée à 100 %.",
            ),
        ]

    def __str__(self) -> str:
        return self.titre

    def get_absolute_url(self) -> str:
        return f"{self.objectif.feuille_de_route.get_absolute_url()}#etape-{self.pk}"


suivre(Etape, libelle="étape", portee=lambda etape: etape.objectif.feuille_de_route.chantier_id)


class Livrable(Archivable):
    """What a step is to produce."""

    class Etat(models.TextChoices):
        ATTENDU = "attendu", "Attendu"
        REMIS = "remis", "Remis"
        ABANDONNE = "abandonne", "Abandonné"

    etape = models.ForeignKey(Etape, verbose_name="étape", on_delete=models.PROTECT, related_name="livrables")
    titre = models.CharField("intitulé", max_length=200)
    description = models.TextField("description", blank=True)
    echeance = models.DateField("échéance", null=True, blank=True)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.ATTENDU)
    remis_le = models.DateField("remis le", null=True, blank=True)
    lien = models.URLField("lien", blank=True)
    rang = models.PositiveIntegerField("rang", default=0, editable=False)

    class Meta:
        verbose_name = "livrable"
        ordering = ["rang", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(etat="remis", remis_le__isnull=False) | (~Q(etat="remis") & Q(remis_le__isnull=True)),
                name="livrable_remis_a_une_date",
                violation_error_message="Un livrable remis porte la date de sa remise, et lui seul.",
            )
        ]

    def __str__(self) -> str:
        return self.titre

    def get_absolute_url(self) -> str:
        return self.etape.get_absolute_url()


suivre(Livrable, libelle="livrable", portee=lambda livrable: livrable.etape.objectif.feuille_de_route.chantier_id)


class Moyen(Archivable):
    """What the roadmap needs (charter: « en définissant les moyens nécessaires »); the amount is in cents."""

    class Nature(models.TextChoices):
        HUMAIN = "humain", "Temps humain"
        MATERIEL = "materiel", "Matériel ou lieu"
        COMPETENCE = "competence", "Compétence"
        FINANCIER = "financier", "Argent"

    feuille_de_route = models.ForeignKey(FeuilleDeRoute, on_delete=models.PROTECT, related_name="moyens")
    objectif = models.ForeignKey(Objectif, on_delete=models.PROTECT, null=True, blank=True, related_name="moyens")
    etape = models.ForeignKey(
        Etape, on_delete=models.PROTECT, null=True, blank=True, related_name="moyens", verbose_name="étape"
    )
    nature = models.CharField("nature", max_length=12, choices=Nature, default=Nature.HUMAIN)
    libelle = models.CharField("intitulé", max_length=200)
    quantite = models.DecimalField("quantité", max_digits=10, decimal_places=2, null=True, blank=True)
    unite = models.CharField("unité", max_length=40, blank=True)
    montant_centimes = models.PositiveBigIntegerField("estimation", null=True, blank=True)
    rang = models.PositiveIntegerField("rang", default=0, editable=False)

    class Meta:
        verbose_name = "moyen"
        ordering = ["rang", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(objectif__isnull=True) | Q(etape__isnull=True),
                name="moyen_d_un_objectif_ou_d_une_etape",
                violation_error_message="Un moyen se rattache à un objectif ou à une étape, pas aux deux.",
            )
        ]

    def __str__(self) -> str:
        return self.libelle

    def get_absolute_url(self) -> str:
        return f"{self.feuille_de_route.get_absolute_url()}#moyens"


suivre(Moyen, libelle="moyen", portee=lambda moyen: moyen.feuille_de_route.chantier_id)


class Dependance(Archivable):
    """A step waits for another one, possibly of another chantier."""

    etape = models.ForeignKey(Etape, verbose_name="étape", on_delete=models.PROTECT, related_name="attend")
    attend = models.ForeignKey(Etape, on_delete=models.PROTECT, related_name="attendue_par", verbose_name="attend")

    class Meta:
        verbose_name = "dépendance"
        constraints = [
            models.CheckConstraint(
                condition=~Q(etape=F("attend")),
                name="dependance_entre_deux_etapes",
                violation_error_message="Une étape ne s’attend pas elle-même.",
            ),
            models.UniqueConstraint(
                fields=["etape", "attend"],
                condition=Q(archive_le__isnull=True),
                name="dependance_presente_unique",
                violation_error_message="Cette dépendance est déjà notée.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.etape} attend {self.attend}"

    def get_absolute_url(self) -> str:
        return self.etape.get_absolute_url()


suivre(
    Dependance, libelle="dépendance", portee=lambda dependance: dependance.etape.objectif.feuille_de_route.chantier_id
)
