"""Where the money comes from: fundings, their amounts by exercice, their due dates."""

from collections.abc import Mapping

from django.db import models
from django.db.models import Q
from django.urls import reverse

from budget.grille import Sens, choix
from budget.models.exercice import Exercice
from historique.models import Archivable, Visibilite
from historique.registre import suivre
from membres.models import Organisation, Personne

PRODUITS = choix(Sens.PRODUIT)
PUBLICS = [
    "etat",
    "region",
    "departement",
    "epci",
    "commune",
    "organismes_sociaux",
    "fonds_europeens",
    "agence_de_services",
    "autres_etablissements_publics",
]


class Financement(Archivable):
    """A request to a funder, or another resource (own funds, contributions of the organisations), and where it stands.

    `poste` says whether it is public aid. Who carries it administratively, financially, and who leads the search are
    named (charter: « qui portera administrativement et financièrement la recherche »).
    """

    class Statut(models.TextChoices):
        PISTE = "piste", "Piste"
        LETTRE_INTENTION = "lettre_intention", "Lettre d’intention"
        EN_PREPARATION = "en_preparation", "En préparation"
        DEPOSEE = "deposee", "Déposée"
        EN_INSTRUCTION = "en_instruction", "En instruction"
        NON_RECEVABLE = "non_recevable", "Non recevable"
        REFUSEE = "refusee", "Refusée"
        ACCORDEE = "accordee", "Accordée"
        CONVENTIONNEE = "conventionnee", "Conventionnée"
        EN_VERSEMENT = "en_versement", "En versement"
        A_JUSTIFIER = "a_justifier", "À justifier"
        SOLDEE = "soldee", "Soldée"
        ABANDONNEE = "abandonnee", "Abandonnée"

        @classmethod
        def pistes(cls):
            """Nothing is asked yet."""
            return (cls.PISTE, cls.LETTRE_INTENTION, cls.EN_PREPARATION)

        @classmethod
        def demandes(cls):
            return (cls.DEPOSEE, cls.EN_INSTRUCTION)

        @classmethod
        def acquis(cls):
            return (cls.ACCORDEE, cls.CONVENTIONNEE, cls.EN_VERSEMENT, cls.A_JUSTIFIER, cls.SOLDEE)

        @classmethod
        def perdus(cls):
            """Those that count in no total."""
            return (cls.NON_RECEVABLE, cls.REFUSEE, cls.ABANDONNEE)

    class Base(models.TextChoices):
        HORS_CONTRIBUTIONS = "hors_contributions", "Hors contributions valorisées"
        CONTRIBUTIONS_COMPRISES = "contributions_comprises", "Contributions comprises"

    intitule = models.CharField("intitulé", max_length=200)
    financeur = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="financements"
    )
    dispositif = models.CharField("dispositif", max_length=200, blank=True)
    poste = models.CharField("poste", max_length=40, choices=PRODUITS)
    statut = models.CharField("statut", max_length=20, choices=Statut, default=Statut.PISTE)
    porteur_administratif = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="portages_administratifs",
        verbose_name="porté administrativement par",
    )
    porteur_financier = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="portages_financiers",
        verbose_name="porté financièrement par",
    )
    mene_par = models.ForeignKey(
        Personne,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="financements_menes",
        verbose_name="recherche menée par",
    )
    plafond_public = models.PositiveSmallIntegerField("plafond d’aide publique, en %", null=True, blank=True)
    base_du_plafond = models.CharField("base du plafond", max_length=25, choices=Base, default=Base.HORS_CONTRIBUTIONS)
    reference = models.CharField("référence de la convention", max_length=120, blank=True)
    conventionne_le = models.DateField("convention signée le", null=True, blank=True)
    reversement_autorise = models.BooleanField("reversement autorisé", default=False)
    article_de_reversement = models.CharField("article de la convention", max_length=200, blank=True)
    note = models.TextField("note de travail", blank=True)

    class Meta:
        verbose_name = "financement"
        constraints = [
            models.CheckConstraint(
                condition=Q(poste__in=[cle for cle, _ in PRODUITS]),
                name="financement_sur_un_poste_de_produits",
                violation_error_message="Choisissez un poste de produits de la grille.",
            ),
            models.CheckConstraint(
                condition=~Q(poste__in=[*PUBLICS, "aides_privees"]) | Q(financeur__isnull=False),
                name="subvention_d_un_financeur",
                violation_error_message="Une subvention vient d’un financeur : choisissez-le.",
            ),
            models.CheckConstraint(
                condition=Q(plafond_public__isnull=True) | Q(plafond_public__gte=1, plafond_public__lte=100),
                name="financement_plafond_en_pourcentage",
                violation_error_message="Le plafond d’aide publique va de 1 à 100 %.",
            ),
            models.CheckConstraint(
                condition=Q(reversement_autorise=False) | ~Q(article_de_reversement=""),
                name="reversement_autorise_par_un_article",
                violation_error_message="Un reversement autorisé cite l’article de la convention.",
            ),
        ]

    def __str__(self) -> str:
        return self.intitule

    @property
    def public(self) -> bool:
        """Whether it counts as public aid."""
        return self.poste in PUBLICS

    def get_absolute_url(self) -> str:
        return reverse("budget:financement", args=[self.pk])


suivre(Financement, libelle="financement", visible_par=Visibilite.COMITE)

_Statut = Financement.Statut
# Status → those that may follow. The database keeps the same table (gardes.py).
TRANSITIONS: Mapping[Financement.Statut, tuple[Financement.Statut, ...]] = {
    _Statut.PISTE: (_Statut.LETTRE_INTENTION, _Statut.EN_PREPARATION, _Statut.ACCORDEE, _Statut.ABANDONNEE),
    _Statut.LETTRE_INTENTION: (_Statut.EN_PREPARATION, _Statut.DEPOSEE, _Statut.REFUSEE, _Statut.ABANDONNEE),
    _Statut.EN_PREPARATION: (_Statut.DEPOSEE, _Statut.ABANDONNEE),
    _Statut.DEPOSEE: (
        _Statut.EN_INSTRUCTION,
        _Statut.NON_RECEVABLE,
        _Statut.REFUSEE,
        _Statut.ACCORDEE,
        _Statut.ABANDONNEE,
    ),
    _Statut.EN_INSTRUCTION: (_Statut.NON_RECEVABLE, _Statut.REFUSEE, _Statut.ACCORDEE, _Statut.ABANDONNEE),
    _Statut.NON_RECEVABLE: (_Statut.EN_PREPARATION,),
    _Statut.REFUSEE: (_Statut.EN_PREPARATION,),
    _Statut.ACCORDEE: (_Statut.CONVENTIONNEE, _Statut.EN_VERSEMENT, _Statut.ABANDONNEE),
    _Statut.CONVENTIONNEE: (_Statut.EN_VERSEMENT, _Statut.A_JUSTIFIER, _Statut.ABANDONNEE),
    _Statut.EN_VERSEMENT: (_Statut.A_JUSTIFIER, _Statut.SOLDEE),
    _Statut.A_JUSTIFIER: (_Statut.EN_VERSEMENT, _Statut.SOLDEE),
    _Statut.SOLDEE: (),
    _Statut.ABANDONNEE: (_Statut.PISTE,),
}


class Tranche(Archivable):
    """What is asked of, and granted by, a funding for one exercice; what was received is in the versements."""

    financement = models.ForeignKey(Financement, on_delete=models.PROTECT, related_name="tranches")
    exercice = models.ForeignKey(Exercice, on_delete=models.PROTECT, related_name="tranches")
    demande_centimes = models.PositiveBigIntegerField("demandé")
    accorde_centimes = models.PositiveBigIntegerField("accordé", null=True, blank=True)

    class Meta:
        verbose_name = "montant d’un exercice"
        verbose_name_plural = "montants par exercice"
        constraints = [
            models.UniqueConstraint(
                fields=["financement", "exercice"],
                condition=Q(archive_le__isnull=True),
                name="tranche_unique_par_exercice",
                violation_error_message="Ce financement a déjà des montants pour cet exercice.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.financement}, {self.exercice.annee}"

    @property
    def prevu_centimes(self) -> int:
        """What is counted: granted once it is known, else asked."""
        return self.demande_centimes if self.accorde_centimes is None else self.accorde_centimes

    def get_absolute_url(self) -> str:
        return self.financement.get_absolute_url()


suivre(Tranche, libelle="montant d’un exercice", visible_par=Visibilite.COMITE)


class Echeance(Archivable):
    """A day that a funding does not forgive: call, report… The coordination and who leads the search are reminded."""

    class Nature(models.TextChoices):
        APPEL = "appel", "Clôture de l’appel"
        REPONSE = "reponse", "Réponse attendue"
        CONVENTION = "convention", "Convention à signer"
        VERSEMENT = "versement", "Versement attendu"
        COMPTE_RENDU = "compte_rendu", "Compte rendu financier"
        AUTRE = "autre", "Autre"

    financement = models.ForeignKey(Financement, on_delete=models.PROTECT, related_name="echeances")
    nature = models.CharField("nature", max_length=15, choices=Nature)
    le = models.DateField("date")
    precision = models.CharField("précision", max_length=200, blank=True)
    faite_le = models.DateField("faite le", null=True, blank=True)

    class Meta:
        verbose_name = "échéance"
        ordering = ["le", "id"]

    def __str__(self) -> str:
        return str(self.get_nature_display())

    def get_absolute_url(self) -> str:
        return self.financement.get_absolute_url()


suivre(Echeance, libelle="échéance d’un financement", visible_par=Visibilite.COMITE)
