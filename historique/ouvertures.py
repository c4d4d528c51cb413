"""Openings and commitments, checked: none altered, none missing but what an entry says it took out, and that it is out.

Those of the fields are seen in the replay (`verification`).
"""

from collections.abc import Iterator

from django.db import models

from historique import prises
from historique.anomalies import Anomalie
from historique.canonique import engagement, engagements, lire
from historique.models import Acte, Ouverture, Retrait

LOT = 500


def ouvertures() -> Iterator[Anomalie]:
    """Each opening is that of its commitment."""
    for ouverture in Ouverture.objects.order_by("pk").iterator(LOT):
        if engagement(ouverture.sel, ouverture.valeur) != ouverture.engagement:
            yield Anomalie(f"ouverture {ouverture.engagement}", "le texte ne correspond pas à son engagement")


def motifs() -> Iterator[Anomalie]:
    """Each reason of an entry has its opening, or was taken out (those of the fields are seen in the replay)."""
    connues, retires = (table.objects.filter(engagement=models.OuterRef("motif")) for table in (Ouverture, Retrait))
    sans = Acte.objects.exclude(motif="").filter(~models.Exists(connues), ~models.Exists(retires))
    for acte in sans.order_by("sequence").iterator(LOT):
        yield Anomalie(f"inscription {acte.sequence}", "l’ouverture de son motif manque")


def retraits() -> Iterator[Anomalie]:
    """What entries say was taken out, in what their fingerprints cover, is what was: no more, and no less."""
    encore = Ouverture.objects.filter(engagement=models.OuterRef("pk"))
    for retrait in Retrait.objects.filter(models.Exists(encore)).select_related("acte").order_by("pk").iterator(LOT):
        quoi = f"elle est encore là, alors que l’inscription {retrait.acte.sequence} dit l’avoir retirée"
        yield Anomalie(f"ouverture {retrait.pk}", quoi)
    siens = models.Exists(Retrait.objects.filter(acte=models.OuterRef("pk")))
    actes = Acte.objects.filter(siens | models.Q(faits__contains='"retraits"')).order_by("sequence")
    for acte in actes.prefetch_related("retraits").iterator(LOT):
        dits = set(lire(acte.faits).get("retraits", [])) if acte.faits else set()
        for cle in sorted(dits ^ {retrait.pk for retrait in acte.retraits.all()}):
            quoi = (
                "elle dit avoir retiré un texte"
                if cle in dits
                else "un texte est retiré en son nom, qu’elle ne dit pas"
            )
            yield Anomalie(f"inscription {acte.sequence}", f"{quoi} (engagement {cle[:12]}…)")


def instantanes_figes() -> Iterator[Anomalie]:
    """Each text of a frozen snapshot has its opening, or was taken out."""
    for prise in prises.instantanes_figes:
        for nom, texte in prise():
            absents = set(engagements(lire(texte)))
            for table in (Ouverture, Retrait):
                if absents:
                    absents -= set(table.objects.filter(pk__in=absents).values_list("pk", flat=True))
            for cle in sorted(absents):
                yield Anomalie(nom, f"l’ouverture d’un texte figé manque (engagement {cle[:12]}…)")
