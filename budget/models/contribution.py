"""Valued contributions (charter: « charge de travail, déplacements »), and the dated scales that value them."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from budget.grille import NATURES
from budget.models.besoin import Action
from budget.models.exercice import Exercice
from chantiers.models import Chantier
from historique.models import Archivable, Suivi, Visibilite
from historique.registre import suivre
from membres.models import Organisation, Personne


class Bareme(Suivi):
    """A dated rate, adopted by a decision unless it is official; a new value is a new row.

    `taux_milliemes` is in thousandths of a euro per unit. A mileage scale has one row per band: beyond
    `au_dela_de` units a year, quantity × rate + `forfait_centimes`. `decision_id`: the key, on the floor above, of the
    decision that adopts it; until it has one, a row that is `a_adopter` values nothing.
    """

    class Famille(models.TextChoices):
        BENEVOLAT = "benevolat", "Bénévolat"
        TEMPS_SALARIE = "temps_salarie", "Temps salarié"
        LOCAUX = "locaux", "Locaux"
        DEPLACEMENT = "deplacement", "Déplacement"

    code = models.SlugField("code", max_length=40)
    libelle = models.CharField("intitulé", max_length=200)
    famille = models.CharField("famille", max_length=15, choices=Famille)
    taux_milliemes = models.PositiveIntegerField("taux, en millièmes d’euro")
    unite = models.CharField("unité", max_length=20)
    au_dela_de = models.PositiveIntegerField("au-delà de", default=0)
    forfait_centimes = models.PositiveIntegerField("forfait ajouté", default=0)
    valable_du = models.DateField("valable du")
    valable_au = models.DateField("valable au", null=True, blank=True)
    source = models.CharField("source", max_length=200)
    a_adopter = models.BooleanField("à adopter par le comité", default=True)
    decision_id = models.UUIDField("décision qui l’adopte", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "barème"
        ordering = ["famille", "code", "-valable_du", "au_dela_de"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valable_au__isnull=True) | Q(valable_au__gte=F("valable_du")),
                name="bareme_dates_dans_l_ordre",
                violation_error_message="La fin de validité précède le début.",
            ),
            models.UniqueConstraint(
                fields=["code", "au_dela_de", "valable_du"],
                name="bareme_une_valeur_par_date",
                violation_error_message="Ce barème a déjà une valeur à cette date.",
            ),
        ]

    def __str__(self) -> str:
        return self.libelle

    def get_absolute_url(self) -> str:
        return f"{reverse('budget:baremes')}#{self.code}"


suivre(
    Bareme,
    libelle="barème",
    visible_par=Visibilite.PUBLIQUE,
    champs_en_clair=("code", "libelle", "unite", "source"),
)


class Contribution(Archivable):
    """What an organisation or a person gives, valued in euros: one record, printed on both sides (86 and 87).

    `valeur_centimes` = `nombre` × (`quantite` × `taux_milliemes` + `forfait_centimes`), at the scale and rate frozen
    here; a gift in kind is valued by hand and says how. Once confirmed by who gives, nothing of it changes.
    """

    class Nature(models.TextChoices):
        BENEVOLAT = "benevolat", "Bénévolat"
        TEMPS_SALARIE = "temps_salarie", "Temps salarié mis à disposition"
        LOCAUX = "locaux", "Locaux mis à disposition"
        DEPLACEMENT = "deplacement", "Déplacement"
        DON_EN_NATURE = "don_en_nature", "Don en nature"

    class Etat(models.TextChoices):
        DECLAREE = "declaree", "Déclarée"
        CONFIRMEE = "confirmee", "Confirmée"

    exercice = models.ForeignKey(Exercice, on_delete=models.PROTECT, related_name="contributions")
    chantier = models.ForeignKey(Chantier, on_delete=models.PROTECT, related_name="contributions")
    action = models.ForeignKey(Action, on_delete=models.PROTECT, null=True, blank=True, related_name="contributions")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="contributions"
    )
    personne = models.ForeignKey(
        Personne, on_delete=models.PROTECT, null=True, blank=True, related_name="contributions"
    )
    nature = models.CharField("nature", max_length=15, choices=Nature)
    libelle = models.CharField("intitulé", max_length=200)
    le = models.DateField("à partir du")
    nombre = models.PositiveSmallIntegerField("nombre", default=1)
    quantite = models.DecimalField("quantité", max_digits=10, decimal_places=2)
    unite = models.CharField("unité", max_length=20)
    bareme = models.ForeignKey(
        Bareme, on_delete=models.PROTECT, null=True, blank=True, related_name="contributions", verbose_name="barème"
    )
    taux_milliemes = models.PositiveBigIntegerField("taux, en millièmes d’euro", editable=False)
    forfait_centimes = models.PositiveIntegerField("forfait ajouté", default=0, editable=False)
    valeur_centimes = models.PositiveBigIntegerField("valeur", editable=False)
    precision = models.TextField("comment elle est estimée", blank=True)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.DECLAREE)
    confirmee_le = models.DateTimeField("confirmée le", null=True, editable=False)
    confirmee_par = models.ForeignKey(
        Personne, verbose_name="confirmée par", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = "contribution valorisée"
        verbose_name_plural = "contributions valorisées"
        ordering = ["le", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(personne__isnull=False) | Q(organisation__isnull=False),
                name="contribution_de_quelqu_un",
                violation_error_message="Une contribution est apportée par une organisation ou par une personne.",
            ),
            models.CheckConstraint(
                condition=~Q(nature="deplacement") | Q(organisation__isnull=False),
                name="deplacement_porte_par_une_organisation",
                violation_error_message=(
                    "Un déplacement n’est valorisé ici que si une organisation le prend en charge. "
                    "Une personne bénévole qui renonce à ses frais fait un don : notez une dépense en abandon de frais."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(nature__in=["temps_salarie", "locaux"]) | Q(organisation__isnull=False),
                name="mise_a_disposition_d_une_organisation",
                violation_error_message="Du temps salarié ou des locaux sont mis à disposition par une organisation.",
            ),
            models.CheckConstraint(
                condition=Q(nature="don_en_nature", bareme__isnull=True)
                | (~Q(nature="don_en_nature") & Q(bareme__isnull=False)),
                name="contribution_a_un_bareme",
                violation_error_message="Un don en nature s’estime à sa valeur ; toute autre contribution a un barème.",
            ),
            models.CheckConstraint(
                condition=~Q(nature="don_en_nature") | ~Q(precision=""),
                name="don_en_nature_explique",
                violation_error_message="Dites comment la valeur de ce don est estimée.",
            ),
            models.CheckConstraint(
                condition=Q(etat="confirmee", confirmee_le__isnull=False, confirmee_par__isnull=False)
                | Q(etat="declaree", confirmee_le__isnull=True, confirmee_par__isnull=True),
                name="contribution_confirmee_par_quelqu_un",
                violation_error_message="Une contribution confirmée dit par qui et quand.",
            ),
            models.CheckConstraint(
                condition=Q(nature__in=list(NATURES)),
                name="contribution_d_une_nature_de_la_grille",
                violation_error_message="Choisissez une nature de la liste.",
            ),
            models.CheckConstraint(
                condition=Q(nombre__gte=1),
                name="contribution_au_moins_une",
                violation_error_message="Le nombre est 1 au moins.",
            ),
        ]

    def __str__(self) -> str:
        return self.libelle

    def get_absolute_url(self) -> str:
        return reverse("budget:contribution", args=[self.pk])


suivre(
    Contribution,
    libelle="contribution valorisée",
    portee=lambda contribution: contribution.chantier_id,
    champs_en_clair=("unite",),  # copied from the scale, where it is in clear too
)
