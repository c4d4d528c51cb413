"""The numbered register of decisions."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from historique.models import Suivi, Visibilite
from historique.registre import suivre
from membres.models import Personne
from pilotage.models.proposition import Proposition, Version


class Decisions(models.QuerySet["Decision"]):
    def en_vigueur(self):
        """Not replaced by a later one."""
        return self.filter(remplacee_par__isnull=True)

    def feuilles_de_route(self):
        return self.filter(proposition__nature=Proposition.Nature.FEUILLE_DE_ROUTE_GLOBALE)


class Decision(Suivi):
    """An adoption, recorded by the coordination: `D-2026-014` adopts one frozen version, for good."""

    numero = models.CharField("numéro", max_length=12, unique=True)
    proposition = models.OneToOneField(Proposition, on_delete=models.PROTECT, related_name="decision")
    version_adoptee = models.OneToOneField(
        Version, verbose_name="version adoptée", on_delete=models.PROTECT, related_name="decision"
    )
    enonce = models.TextField("énoncé")
    constatee_le = models.DateTimeField("constatée le")
    constatee_par = models.ForeignKey(
        Personne, verbose_name="constatée par", on_delete=models.PROTECT, related_name="+"
    )
    en_vigueur_le = models.DateField("en vigueur le")
    revue_le = models.DateField("à revoir le", null=True, blank=True)
    remplace = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="remplacee_par"
    )

    objects = Decisions.as_manager()

    class Meta:
        verbose_name = "décision"
        ordering = ["-constatee_le"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(enonce=""),
                name="decision_enoncee",
                violation_error_message="Une décision a un énoncé.",
            )
        ]

    def __str__(self) -> str:
        return f"Décision {self.numero}"

    def get_absolute_url(self) -> str:
        return reverse("pilotage:decision", args=[self.numero])


suivre(Decision, libelle="décision", visible_par=Visibilite.PUBLIQUE, champs_en_clair=("numero",))
