"""The five chantiers of the charter, the interchantier, and who takes part in them."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from historique.horloge import aujourd_hui
from historique.models import Suivi, Visibilite
from historique.registre import suivre
from membres.models import Dates, Organisation, Personne


class Chantiers(models.QuerySet["Chantier"]):
    def actifs(self):
        return self.filter(actif=True)

    def de_la_charte(self):
        """The chantiers that have a voice: not the interchantier."""
        return self.filter(nature=Chantier.Nature.CHANTIER)


class Chantier(Suivi):
    """A group of people and organisations that answers a défi together (charter), or the interchantier.

    The interchantier is a row like the others, so that roadmap, budget and history work alike for both.
    """

    class Nature(models.TextChoices):
        CHANTIER = "chantier", "Chantier"
        INTERCHANTIER = "interchantier", "Interchantier"

    nature = models.CharField("nature", max_length=15, choices=Nature, default=Nature.CHANTIER)
    numero = models.PositiveSmallIntegerField("numéro", unique=True)
    titre = models.CharField("titre officiel", max_length=200)
    nom_court = models.CharField("nom court", max_length=40)
    defi = models.TextField("défi", blank=True)
    slug = models.SlugField("adresse", max_length=60, unique=True)
    actif = models.BooleanField("actif", default=True)
    lance_le = models.DateField("lancé le", null=True, blank=True)

    objects = Chantiers.as_manager()

    class Meta:
        verbose_name = "chantier"
        ordering = ["numero"]
        constraints = [
            models.UniqueConstraint(
                fields=["nature"],
                condition=Q(nature="interchantier"),
                name="un_seul_interchantier",
                violation_error_message="Il n’y a qu’un interchantier.",
            ),
            models.CheckConstraint(
                condition=Q(nature="interchantier", numero=0) | Q(nature="chantier", numero__gt=0),
                name="interchantier_numero_zero",
                violation_error_message="L’interchantier porte le numéro 0, un chantier un numéro à partir de 1.",
            ),
        ]

    def __str__(self) -> str:
        return "Interchantier" if self.est_interchantier else f"Chantier {self.numero}"

    @property
    def est_interchantier(self) -> bool:
        return self.nature == self.Nature.INTERCHANTIER

    def get_absolute_url(self) -> str:
        return reverse("chantiers:chantier", args=[self.slug])


suivre(
    Chantier,
    libelle="chantier",
    portee=lambda chantier: chantier.pk,
    visible_par=Visibilite.PUBLIQUE,
    champs_en_clair=("titre", "nom_court", "slug"),
)


class Adhesion(Suivi):
    """A person and/or an organisation in a chantier, with a role, from a day to another.

    Both: the person acts for the organisation. An organisation alone gives nobody a right.
    """

    class Role(models.TextChoices):
        MEMBRE = "membre", "Membre"
        ANIMATEUR = "animateur", "Animateur·rice"
        REFERENT = "referent", "Référent·e"

    chantier = models.ForeignKey(Chantier, on_delete=models.PROTECT, related_name="adhesions")
    personne = models.ForeignKey(Personne, on_delete=models.PROTECT, null=True, blank=True, related_name="adhesions")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="adhesions"
    )
    role = models.CharField("rôle", max_length=10, choices=Role, default=Role.MEMBRE)
    du = models.DateField("du", default=aujourd_hui)
    au = models.DateField("au", null=True, blank=True)

    objects = Dates.as_manager()

    class Meta:
        verbose_name = "adhésion"
        constraints = [
            models.CheckConstraint(
                condition=Q(personne__isnull=False) | Q(organisation__isnull=False),
                name="adhesion_de_quelqu_un",
                violation_error_message="Une adhésion est celle d’une personne, d’une organisation, ou des deux.",
            ),
            models.CheckConstraint(
                condition=Q(role="membre") | Q(personne__isnull=False),
                name="adhesion_role_d_une_personne",
                violation_error_message="Animer ou représenter un chantier demande une personne.",
            ),
            models.CheckConstraint(
                condition=Q(au__isnull=True) | Q(au__gte=F("du")),
                name="adhesion_dates_dans_l_ordre",
                violation_error_message="La fin de l’adhésion précède son début.",
            ),
            models.UniqueConstraint(
                fields=["chantier", "personne", "role"],
                condition=Q(au__isnull=True, personne__isnull=False),
                name="adhesion_en_cours_unique",
                violation_error_message="Cette personne a déjà ce rôle dans ce chantier.",
            ),
            models.UniqueConstraint(
                fields=["chantier", "organisation"],
                condition=Q(au__isnull=True, personne__isnull=True),
                name="adhesion_d_organisation_unique",
                violation_error_message="Cette organisation est déjà membre de ce chantier.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} du {self.chantier}"

    def get_absolute_url(self) -> str:
        return reverse("chantiers:membres", args=[self.chantier.slug])


suivre(Adhesion, libelle="adhésion", portee=lambda adhesion: adhesion.chantier_id)
