"""What is put to the chantiers, in which frozen versions, and what is said about it."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from budget.models import Exercice
from chantiers.models import Chantier
from historique.models import Suivi
from historique.registre import suivre
from membres.models import Personne


class Propositions(models.QuerySet["Proposition"]):
    def en_cours(self):
        return self.exclude(etape__in=Proposition.Etape.finales())

    def en_consultation(self):
        """Opened, and not decided yet."""
        return self.en_cours().filter(ouverte_le__isnull=False)

    def visibles_par(self, acces: Any):
        """Those of which this person may know that they exist: the public knows nothing of a draft."""
        if acces.membre:
            return self
        return self.filter(Q(ouverte_le__isnull=False) | Q(etape=Proposition.Etape.RETIREE))


class Proposition(Suivi):
    """What is decided by consent of the chantiers (charter: « adoptée de façon consensuelle par les chantiers »).

    Silence never adopts: `a_l_echeance` says what happens then, and is shown before the consultation opens.
    """

    class Nature(models.TextChoices):
        FEUILLE_DE_ROUTE_GLOBALE = "feuille_de_route_globale", "Feuille de route globale"
        BUDGET_GLOBAL = "budget_global", "Budget global"
        CADRE = "cadre", "Cadre commun"
        PORTAGE = "portage", "Portage administratif et financier"
        AUTRE = "autre", "Autre décision"

        @classmethod
        def globales(cls):
            """Natures of which one unfinished proposition exists at most."""
            return (cls.FEUILLE_DE_ROUTE_GLOBALE, cls.BUDGET_GLOBAL)

    class Etape(models.TextChoices):
        BROUILLON = "brouillon", "Rédaction"
        CLARIFICATION = "clarification", "Clarification"
        REACTIONS = "reactions", "Réactions"
        OBJECTIONS = "objections", "Consentement"
        ADOPTEE = "adoptee", "Adoptée"
        RETIREE = "retiree", "Retirée"
        RENVOYEE = "renvoyee", "Renvoyée à la prochaine rencontre"

        @classmethod
        def finales(cls):
            return (cls.ADOPTEE, cls.RETIREE)

    class ALEcheance(models.TextChoices):
        RELANCER = "relancer", "Relancer les chantiers qui n’ont pas répondu"
        RENVOYER = "renvoyer", "Renvoyer à la prochaine rencontre"

    numero = models.PositiveIntegerField("numéro", unique=True, editable=False)
    nature = models.CharField("nature", max_length=30, choices=Nature)
    rang = models.PositiveIntegerField("rang dans sa nature", editable=False)
    exercice = models.ForeignKey(Exercice, on_delete=models.PROTECT, null=True, blank=True, related_name="propositions")
    titre = models.CharField("titre", max_length=200)
    pourquoi = models.TextField("pourquoi cette proposition")
    texte = models.TextField("texte proposé", blank=True)
    portee_par = models.ForeignKey(
        Personne, on_delete=models.PROTECT, related_name="propositions_portees", verbose_name="portée par"
    )
    facilitee_par = models.ForeignKey(
        Personne, on_delete=models.PROTECT, related_name="propositions_facilitees", verbose_name="facilitée par"
    )
    etape = models.CharField("étape", max_length=15, choices=Etape, default=Etape.BROUILLON)
    mode_leger = models.BooleanField("réunir clarification et réactions", default=False)
    echeance = models.DateField("échéance de la consultation", null=True, blank=True)
    revue_le = models.DateField("à revoir le", null=True, blank=True)
    a_l_echeance = models.CharField("à l’échéance", max_length=10, choices=ALEcheance, default=ALEcheance.RELANCER)
    ouverte_le = models.DateTimeField("ouverte le", null=True, editable=False)
    close_le = models.DateTimeField("close le", null=True, editable=False)
    rencontre_le = models.DateField("rencontre du", null=True, blank=True)
    rencontre = models.CharField("rencontre", max_length=200, blank=True)

    objects = Propositions.as_manager()

    class Meta:
        verbose_name = "proposition"
        ordering = ["-numero"]
        constraints = [
            models.UniqueConstraint(fields=["nature", "rang"], name="proposition_rang_unique"),
            models.UniqueConstraint(
                fields=["nature"],
                condition=Q(nature__in=["feuille_de_route_globale", "budget_global"])
                & ~Q(etape__in=["adoptee", "retiree"]),
                name="une_proposition_globale_en_cours",
                violation_error_message="Une proposition de cette nature est déjà en cours.",
            ),
            models.CheckConstraint(
                condition=Q(exercice__isnull=True) | Q(nature="budget_global"),
                name="exercice_d_un_budget_global",
                violation_error_message="Seul un budget global porte sur un exercice.",
            ),
            models.CheckConstraint(
                condition=~Q(etape="renvoyee") | Q(rencontre_le__isnull=False),
                name="proposition_renvoyee_a_une_rencontre",
                violation_error_message="Une proposition renvoyée porte la date de la rencontre qui la reprendra.",
            ),
            models.CheckConstraint(
                condition=Q(etape__in=["brouillon", "retiree"]) | Q(echeance__isnull=False, ouverte_le__isnull=False),
                name="proposition_ouverte_a_une_echeance",
                violation_error_message="Une consultation ouverte a une échéance.",
            ),
            models.CheckConstraint(
                condition=Q(etape__in=["adoptee", "retiree"], close_le__isnull=False)
                | (~Q(etape__in=["adoptee", "retiree"]) & Q(close_le__isnull=True)),
                name="proposition_close_a_une_date",
                violation_error_message="Une proposition adoptée ou retirée porte la date de sa clôture.",
            ),
        ]

    def __str__(self) -> str:
        return self.titre

    def get_absolute_url(self) -> str:
        return reverse("pilotage:proposition", args=[self.numero])

    @property
    def nom(self) -> str:
        """« Feuille de route globale 2 »: what everybody may know of it."""
        return f"{self.get_nature_display()} {self.rang}"

    @property
    def finie(self) -> bool:
        return self.etape in self.Etape.finales()

    # What its versions freeze: the six roadmaps, the budget of an exercice, or a text.

    @property
    def fige_les_feuilles(self) -> bool:
        return self.nature == self.Nature.FEUILLE_DE_ROUTE_GLOBALE

    @property
    def fige_un_budget(self) -> bool:
        """A « budget global » without an exercice is a text, from before budgets were frozen."""
        return self.exercice_id is not None

    @property
    def fige_un_texte(self) -> bool:
        return not self.fige_les_feuilles and not self.fige_un_budget

    def est_connue_de(self, acces: Any) -> bool:
        """Whether this person may know that it exists: `Propositions.visibles_par`, for one that is read."""
        return acces.membre or self.ouverte_le is not None or self.etape == self.Etape.RETIREE

    def est_visible_en_entier(self, acces: Any) -> bool:
        """The whole for members; for the public once it is adopted, withdrawn or sent back (transparency rule)."""
        return acces.membre or self.finie or self.etape == self.Etape.RENVOYEE


suivre(Proposition, libelle="proposition")

_Etape = Proposition.Etape
# Step → those that may follow; `objections` to itself is a bonification. The database keeps the same table (gardes.py).
TRANSITIONS: Mapping[Proposition.Etape, tuple[Proposition.Etape, ...]] = {
    _Etape.BROUILLON: (_Etape.CLARIFICATION, _Etape.RETIREE),
    _Etape.CLARIFICATION: (_Etape.REACTIONS, _Etape.OBJECTIONS, _Etape.RETIREE),
    _Etape.REACTIONS: (_Etape.OBJECTIONS, _Etape.RETIREE),
    _Etape.OBJECTIONS: (_Etape.OBJECTIONS, _Etape.ADOPTEE, _Etape.RENVOYEE, _Etape.RETIREE),
    _Etape.RENVOYEE: (_Etape.OBJECTIONS, _Etape.RETIREE),
    _Etape.ADOPTEE: (),
    _Etape.RETIREE: (),
}


def etape_suivante(proposition: Proposition) -> Proposition.Etape | None:
    """Where the facilitator leads it next; the light mode joins clarification and réactions in one step."""
    match proposition.etape:
        case _Etape.CLARIFICATION:
            return _Etape.OBJECTIONS if proposition.mode_leger else _Etape.REACTIONS
        case _Etape.REACTIONS:
            return _Etape.OBJECTIONS
    return None


class Version(Suivi):
    """A frozen version of a proposition: canonical snapshot and fingerprint. Never edited.

    `instantane` holds commitments in place of names and prose; their openings are read beside it.
    """

    proposition = models.ForeignKey(Proposition, on_delete=models.PROTECT, related_name="versions")
    numero = models.PositiveIntegerField("numéro de version")
    instantane = models.TextField("instantané")
    empreinte = models.CharField("empreinte", max_length=64)
    explication = models.TextField("ce qui change et pourquoi", blank=True)
    mineure = models.BooleanField("version mineure", default=False)
    sequence = models.PositiveBigIntegerField("position du journal")
    figee_le = models.DateTimeField("figée le")
    figee_par = models.ForeignKey(Personne, verbose_name="figée par", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "version"
        ordering = ["numero"]
        constraints = [
            models.UniqueConstraint(fields=["proposition", "numero"], name="version_numero_unique"),
        ]

    def __str__(self) -> str:
        return f"Version {self.etiquette}"

    @property
    def etiquette(self) -> str:
        """« 2.1 »: rank of the proposition in its nature, then number of the version."""
        return f"{self.proposition.rang}.{self.numero}"


suivre(Version, libelle="version", champs_en_clair=("instantane", "empreinte"))


class ChantierComptant(Suivi):
    """A chantier whose position counts for a version; the list is fixed when the version opens."""

    version_proposee = models.ForeignKey(
        Version, verbose_name="version proposée", on_delete=models.PROTECT, related_name="comptants"
    )
    chantier = models.ForeignKey(Chantier, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "chantier qui compte"
        verbose_name_plural = "chantiers qui comptent"
        constraints = [
            models.UniqueConstraint(fields=["version_proposee", "chantier"], name="un_chantier_compte_une_fois"),
        ]

    def __str__(self) -> str:
        return f"{self.chantier}, {self.version_proposee}"


suivre(ChantierComptant, libelle="chantier consulté", portee=lambda comptant: comptant.chantier_id)


class Intervention(Suivi):
    """A question, its answer, or a reaction, in the step it belongs to."""

    class Nature(models.TextChoices):
        QUESTION = "question", "Question"
        REPONSE = "reponse", "Réponse"
        REACTION = "reaction", "Réaction"

    proposition = models.ForeignKey(Proposition, on_delete=models.PROTECT, related_name="interventions")
    nature = models.CharField("nature", max_length=10, choices=Nature)
    chantier = models.ForeignKey(Chantier, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    auteur = models.ForeignKey(Personne, on_delete=models.PROTECT, related_name="+")
    texte = models.TextField("texte")
    en_reponse_a = models.ForeignKey(
        "self", verbose_name="en réponse à", on_delete=models.PROTECT, null=True, blank=True, related_name="reponses"
    )
    ecrite_le = models.DateTimeField("écrite le")

    class Meta:
        verbose_name = "intervention"
        ordering = ["ecrite_le", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(nature="reponse", en_reponse_a__isnull=False)
                | (~Q(nature="reponse") & Q(en_reponse_a__isnull=True)),
                name="une_reponse_repond_a_une_question",
                violation_error_message="Une réponse répond à une question.",
            )
        ]

    def __str__(self) -> str:
        return self.get_nature_display()


suivre(Intervention, libelle="intervention")
