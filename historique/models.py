"""The journal and what every tracked model is made of.

The journal knows no other app: it stores `(type, uuid)` keys, no foreign key, no name and no sentence.
"""

import uuid
from typing import Any, Self

from django.db import models, transaction
from django.db.models.functions import Coalesce

from historique.horloge import aujourd_hui, maintenant

ORIGINE_DE_LA_CHAINE = "0" * 64
# What stands in place of a text that was taken out, in the rows and for people.
PASSAGE_RETIRE = "[passage retiré]"


class Visibilite(models.TextChoices):
    """Who may read an entry; decided when it is written."""

    PUBLIQUE = "publique", "Publique"
    MEMBRES = "membres", "Membres des chantiers et du comité"
    COMITE = "comite", "Comité de pilotage"
    RESTREINTE = "restreinte", "Coordination et administration"


class Suivi(models.Model):
    """Fields of every tracked model. The key is made in the add form: posting a form twice finds the row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.PositiveIntegerField("version", default=1, editable=False)

    class Meta:
        abstract = True


class Archivables[M: models.Model](models.QuerySet[M]):
    """Rows are archived, never deleted."""

    def presents(self):
        return self.filter(archive_le__isnull=True)

    def archives(self):
        return self.filter(archive_le__isnull=False)


class Archivable(Suivi):
    """A tracked row that people archive and bring back."""

    archive_le = models.DateTimeField("archivé le", null=True, blank=True, editable=False)

    objects = Archivables.as_manager()

    class Meta:
        abstract = True


class LigneHistorique(models.Model):
    """What every historical row carries beside simple-history's own columns: the act that wrote it."""

    acte = models.UUIDField(editable=False, db_index=True)

    class Meta:
        abstract = True


def sans_index(colonne: str) -> Coalesce:
    """A column as it is, through which no database looks for rows: for what most rows have."""
    return Coalesce(colonne, colonne)


class Actes(models.QuerySet["Acte"]):
    def lisibles_par(self, acces: Any) -> Self:
        """Entries this person may read (anything with `visibilites` and `personne_id`); her own always.

        Her own are asked for without their index: SQLite would gather and sort all that she reads for each page.
        """
        lisibles = models.Q(visibilite__in=acces.visibilites)
        if acces.personne_id is None:
            return self.filter(lisibles)
        return self.alias(de=sans_index("auteur_id")).filter(lisibles | models.Q(de=acces.personne_id))


class Acte(models.Model):
    """One entry of the journal: one verb, by one author, on one object, with its changes."""

    class Agent(models.TextChoices):
        PERSONNE = "personne", "Une personne"
        SYSTEME = "systeme", "La plateforme"

    class Origine(models.TextChoices):
        REELLE = "", "Usage"
        DEMONSTRATION = "demonstration", "Chargement de la démonstration"
        MIGRATION = "migration", "Mise à jour du logiciel"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sequence = models.PositiveBigIntegerField("numéro", unique=True)
    schema = models.PositiveSmallIntegerField(default=1)
    verbe = models.CharField(max_length=60)
    objet_type = models.CharField(max_length=100, blank=True)
    objet_id = models.UUIDField(null=True)
    portee_id = models.UUIDField(null=True)
    agent = models.CharField(max_length=10, choices=Agent)
    auteur_id = models.UUIDField(null=True)
    motif = models.CharField("engagement du motif", max_length=64, blank=True)
    instant = models.DateTimeField()
    visibilite = models.CharField(max_length=12, choices=Visibilite)
    origine = models.CharField(max_length=15, choices=Origine, blank=True)
    # Facts that are no change of a row, as canonical JSON: in the leaf in clear, so they hold no text of people.
    faits = models.TextField(blank=True, default="")
    feuille = models.CharField("empreinte du contenu", max_length=64, default="", editable=False)
    chaine = models.CharField("empreinte de la chaîne", max_length=64, default="", editable=False)

    objects = Actes.as_manager()

    class Meta:
        verbose_name = "inscription"
        ordering = ["-sequence"]
        indexes = [
            # A page is thirty entries in the order of numbers: each index ends with it. Two filters that keep much each
            # may keep nothing together: those that combine so have an index for both.
            models.Index(fields=["portee_id", "-sequence"], name="acte_portee"),
            models.Index(fields=["portee_id", "objet_type", "-sequence"], name="acte_portee_type"),
            models.Index(fields=["portee_id", "verbe", "-sequence"], name="acte_portee_verbe"),
            models.Index(fields=["objet_type", "-sequence"], name="acte_type"),
            models.Index(fields=["objet_type", "verbe", "-sequence"], name="acte_type_verbe"),
            models.Index(fields=["visibilite", "-sequence"], name="acte_visibilite"),
            models.Index(fields=["auteur_id", "-sequence"], name="acte_auteur"),
            models.Index(fields=["objet_id", "-sequence"], name="acte_objet"),
            models.Index(fields=["verbe", "-sequence"], name="acte_verbe"),
            models.Index(fields=["instant", "sequence"], name="acte_instant"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(agent="personne", auteur_id__isnull=False)
                | models.Q(agent="systeme", auteur_id__isnull=True),
                name="acte_auteur_selon_l_agent",
                violation_error_message="Une inscription a une personne pour auteur, ou la plateforme.",
            ),
        ]

    def __str__(self) -> str:
        return f"Inscription {self.sequence}"


class Changement(models.Model):
    """One field changed by an act: canonical JSON before and after (NULL: the row did not exist)."""

    # Its unique key begins with the act: an index of its own would be written for each change, and read by nothing.
    acte = models.ForeignKey(Acte, on_delete=models.PROTECT, related_name="changements", db_index=False)
    objet_type = models.CharField(max_length=100)
    objet_id = models.UUIDField(db_index=True)
    champ = models.CharField(max_length=60)
    avant = models.TextField(null=True)
    apres = models.TextField(null=True)

    class Meta:
        verbose_name = "changement"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["acte", "objet_id", "champ"], name="changement_une_fois_par_acte"),
        ]

    def __str__(self) -> str:
        return f"{self.objet_type} {self.objet_id}, {self.champ}"


class Ouverture(models.Model):
    """What a commitment hides: removable without breaking any fingerprint (right to erasure)."""

    engagement = models.CharField(max_length=64, primary_key=True)
    sel = models.CharField(max_length=64)
    valeur = models.TextField()

    class Meta:
        verbose_name = "ouverture d’engagement"
        verbose_name_plural = "ouvertures d’engagement"

    def __str__(self) -> str:
        return self.engagement


class Retrait(models.Model):
    """A commitment whose opening was taken out, by which act: what lets the guards remove the opening, and only it."""

    engagement = models.CharField(max_length=64, primary_key=True)
    acte = models.ForeignKey(Acte, on_delete=models.PROTECT, related_name="retraits")

    class Meta:
        verbose_name = "retrait d’un texte"
        verbose_name_plural = "retraits de textes"

    def __str__(self) -> str:
        return self.engagement


class Tete(models.Model):
    """The journal's head, one row: locked last by every act, so that numbering has no gap and the chain one end."""

    dernier = models.PositiveBigIntegerField(default=0)
    chaine = models.CharField("empreinte de la chaîne", max_length=64, default=ORIGINE_DE_LA_CHAINE)

    class Meta:
        verbose_name = "tête du journal"
        verbose_name_plural = "têtes du journal"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="tete_unique")]

    def __str__(self) -> str:
        return f"Tête du journal : {self.dernier}"


class Serie(models.Model):
    """Public numbers without gaps: `/propositions/<n>/`, `D-2026-014`."""

    cle = models.CharField(max_length=60, primary_key=True)
    dernier = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "série de numéros"
        verbose_name_plural = "séries de numéros"

    def __str__(self) -> str:
        return f"{self.cle} : {self.dernier}"

    @classmethod
    def prochain(cls, cle: str) -> int:
        """The next number of the series, under lock until the end of the transaction."""
        if not transaction.get_connection().in_atomic_block:
            raise transaction.TransactionManagementError("a number is allotted inside `consigner`")
        cls.objects.get_or_create(cle=cle)
        serie = cls.objects.select_for_update().get(cle=cle)
        serie.dernier += 1
        serie.save()
        return serie.dernier

    @classmethod
    def annuelle(cls, cle: str) -> tuple[int, int]:
        """`(year in Paris, next number of that year)`."""
        annee = aujourd_hui().year
        return annee, cls.prochain(f"{cle}-{annee}")


class Mot(models.Model):
    """The index by which the texts of the journal are searched: one row per word of an entry. Derived, and erasable."""

    pk = models.CompositePrimaryKey("jeton", "sequence")
    jeton = models.CharField("mot, sans accent ni terminaison", max_length=40)
    sequence = models.PositiveBigIntegerField("numéro de l’inscription", db_index=True)

    class Meta:
        verbose_name = "mot du journal"
        verbose_name_plural = "mots du journal"

    def __str__(self) -> str:
        return f"{self.jeton}, inscription {self.sequence}"


class DerniereLecture(models.Model):
    """Up to which entry a person said that she has read."""

    personne_id = models.UUIDField(primary_key=True)
    sequence = models.PositiveBigIntegerField("dernière inscription lue")
    le = models.DateTimeField("le", default=maintenant)

    class Meta:
        verbose_name = "dernière lecture du journal"
        verbose_name_plural = "dernières lectures du journal"

    def __str__(self) -> str:
        return f"{self.personne_id}, jusqu’à {self.sequence}"


class Verification(models.Model):
    """What `verifier_journal` found, when, and up to which entry."""

    le = models.DateTimeField("le", default=maintenant)
    sequence = models.PositiveBigIntegerField("dernière inscription vérifiée")
    differences = models.PositiveIntegerField("différences")

    class Meta:
        verbose_name = "vérification du journal"
        verbose_name_plural = "vérifications du journal"
        ordering = ["-le"]
        get_latest_by = "le"

    def __str__(self) -> str:
        return f"{self.le}, {self.differences} différences"
