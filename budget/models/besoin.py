"""What the chantiers need: budget lines, and the actions that have a budget of their own. Amounts are in cents."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from budget.grille import POSTES, Sens, choix
from budget.models.exercice import Exercice
from chantiers.models import Chantier, Etape, Moyen
from historique.models import Archivable
from historique.registre import suivre
from membres.models import Organisation

CHARGES = choix(Sens.CHARGE)
INDIRECTS = [cle for cle, _ in CHARGES if POSTES[cle].indirect]
REVERSEMENTS = "autres_charges_de_gestion"


class Action(Archivable):
    """An action or expérimentation, with a budget of its own (charter: « feront l’objet de budgets spécifiques »)."""

    class Nature(models.TextChoices):
        ACTION = "action", "Action"
        EXPERIMENTATION = "experimentation", "Expérimentation"

    chantier = models.ForeignKey(Chantier, on_delete=models.PROTECT, related_name="actions")
    numero = models.PositiveSmallIntegerField("numéro", editable=False)
    nature = models.CharField("nature", max_length=15, choices=Nature, default=Nature.ACTION)
    titre = models.CharField("intitulé", max_length=200)
    description = models.TextField("description", blank=True)
    territoire = models.CharField("territoire", max_length=200, blank=True)

    class Meta:
        verbose_name = "action"
        ordering = ["chantier__numero", "numero"]
        constraints = [
            models.UniqueConstraint(fields=["chantier", "numero"], name="action_numero_unique_par_chantier"),
        ]

    def __str__(self) -> str:
        return self.titre

    @property
    def code(self) -> str:
        """« 3.1 », « I.1 »: number of the chantier, then of the action."""
        return f"{'I' if self.chantier.est_interchantier else self.chantier.numero}.{self.numero}"

    def get_absolute_url(self) -> str:
        return reverse("budget:action", args=[self.pk])


suivre(Action, libelle="action", portee=lambda action: action.chantier_id)


class EtapeDAction(Archivable):
    """An étape of a roadmap that an action carries out."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="etapes_menees")
    etape = models.ForeignKey(Etape, on_delete=models.PROTECT, related_name="actions_qui_menent", verbose_name="étape")

    class Meta:
        verbose_name = "étape d’une action"
        verbose_name_plural = "étapes des actions"
        constraints = [
            models.UniqueConstraint(
                fields=["action", "etape"],
                condition=Q(archive_le__isnull=True),
                name="etape_d_action_presente_unique",
                violation_error_message="Cette étape est déjà rattachée à cette action.",
            )
        ]

    def __str__(self) -> str:
        return str(self.etape)

    def get_absolute_url(self) -> str:
        return self.action.get_absolute_url()


suivre(EtapeDAction, libelle="étape d’une action", portee=lambda lien: lien.action.chantier_id)


class Ligne(Archivable):
    """A need: exercice × chantier (or interchantier) × poste × optional action.

    It leads back to the étape it is for (`etape`, or that of the `moyen` it was proposed from), or else it is
    « animation du chantier ». `montant_centimes` is quantity × unit cost when both are given, rounded half up.
    `nominative`: it rests on one person's pay, so no public page shows its amount apart.
    """

    exercice = models.ForeignKey(Exercice, on_delete=models.PROTECT, related_name="lignes")
    chantier = models.ForeignKey(Chantier, on_delete=models.PROTECT, related_name="lignes")
    action = models.ForeignKey(Action, on_delete=models.PROTECT, null=True, blank=True, related_name="lignes")
    poste = models.CharField("poste", max_length=40, choices=CHARGES)
    libelle = models.CharField("intitulé", max_length=200)
    quantite = models.DecimalField("quantité", max_digits=10, decimal_places=2, null=True, blank=True)
    unite = models.CharField("unité", max_length=40, blank=True)
    cout_unitaire_centimes = models.PositiveBigIntegerField("coût unitaire", null=True, blank=True)
    montant_centimes = models.PositiveBigIntegerField("montant")
    moyen = models.ForeignKey(Moyen, on_delete=models.PROTECT, null=True, blank=True, related_name="lignes")
    etape = models.ForeignKey(
        Etape, on_delete=models.PROTECT, null=True, blank=True, related_name="lignes", verbose_name="étape"
    )
    cle_de_repartition = models.TextField("clé de répartition", blank=True)
    reversement_a = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reversements",
        verbose_name="reversée à",
    )
    nominative = models.BooleanField("repose sur la paie d’une seule personne", default=False)
    ecart_explique = models.TextField("explication de l’écart", blank=True)
    reprise_de = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reprises", verbose_name="reprise de"
    )
    rang = models.PositiveIntegerField("rang", default=0, editable=False)

    class Meta:
        verbose_name = "ligne budgétaire"
        verbose_name_plural = "lignes budgétaires"
        ordering = ["rang", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(poste__in=[cle for cle, _ in CHARGES]),
                name="ligne_sur_un_poste_de_charges",
                violation_error_message="Choisissez un poste de charges de la grille.",
            ),
            models.CheckConstraint(
                condition=Q(moyen__isnull=True) | Q(etape__isnull=True),
                name="ligne_d_un_moyen_ou_d_une_etape",
                violation_error_message="L’étape d’une ligne tirée d’un moyen est celle de ce moyen.",
            ),
            models.CheckConstraint(
                condition=~Q(poste__in=INDIRECTS) | ~Q(cle_de_repartition=""),
                name="ligne_indirecte_a_une_cle",
                violation_error_message="Une charge indirecte porte sa clé de répartition, écrite en toutes lettres.",
            ),
            models.CheckConstraint(
                condition=Q(reversement_a__isnull=True) | Q(poste=REVERSEMENTS),
                name="reversement_au_poste_65",
                violation_error_message="Un reversement s’inscrit au poste 65, autres charges de gestion courante.",
            ),
            models.UniqueConstraint(
                fields=["exercice", "reprise_de"],
                condition=Q(archive_le__isnull=True),
                name="ligne_reprise_une_fois",
                violation_error_message="Cette ligne est déjà reprise dans cet exercice.",
            ),
        ]

    def __str__(self) -> str:
        return self.libelle

    def get_absolute_url(self) -> str:
        return reverse("budget:ligne", args=[self.pk])


suivre(Ligne, libelle="ligne budgétaire", portee=lambda ligne: ligne.chantier_id)
