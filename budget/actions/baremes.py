"""The scales: laid once, then each new value follows the one before, and a decision of the register adopts them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.text import slugify

from budget import permissions
from budget.grille import baremes_de_depart
from budget.models import Bareme
from budget.montants import en_centimes
from budget.prises import DecisionConnue, decisions_connues
from historique.actes import Agent, consigner
from historique.mots import date_longue, enumerer
from historique.refus import ActionRefusee, exiger
from membres.acces import Acces


@dataclass(frozen=True)
class Tarif:
    """The rate of a band, in thousandths of a euro, and the flat part added to it, in cents."""

    au_dela_de: int
    taux_milliemes: int
    forfait_centimes: int = 0


def poser_les_baremes(*, par: Acces | Agent, motif: str = "") -> int:
    """Lay the scales to begin with that are not there yet; returns how many rows were. Safe to repeat."""
    with consigner("poser_les_baremes", par=par, motif=motif):
        if isinstance(par, Acces):
            exiger(permissions.refus_de_tenir_les_baremes(par))
        presents = Bareme.objects.select_for_update().values_list("code", "au_dela_de", "valable_du")
        deja = {(code, seuil, du.isoformat()) for code, seuil, du in presents}
        nouveaux = [
            _de_depart(ligne)
            for ligne in baremes_de_depart()
            if (ligne["code"], int(ligne["au_dela_de"]), ligne["valable_du"]) not in deja
        ]
        for bareme in nouveaux:
            bareme.save()
    return len(nouveaux)


def _de_depart(ligne: dict[str, str]) -> Bareme:
    return Bareme(
        code=ligne["code"],
        libelle=ligne["libelle"],
        famille=ligne["famille"],
        taux_milliemes=int(Decimal(ligne["valeur"]) * 1000),
        unite=ligne["unite"],
        au_dela_de=int(ligne["au_dela_de"]),
        forfait_centimes=en_centimes(Decimal(ligne["forfait"])),
        valable_du=date.fromisoformat(ligne["valable_du"]),
        valable_au=date.fromisoformat(ligne["valable_au"]) if ligne["valable_au"] else None,
        source=ligne["source"],
        a_adopter=ligne["a_adopter"] == "oui",
    )


def fixer_un_bareme(
    code: str, *, id: UUID, du: date, source: str, tarifs: Sequence[Tarif], motif: str = "", par: Acces
) -> Bareme:
    """A new value of a scale, from the day `du`; that before ends the day before, all its bands together.

    It waits for a decision as the one before did. The same form sent twice (same `id`) finds the row.
    """
    with consigner("fixer_un_bareme", par=par, motif=motif) as acte:
        exiger(permissions.refus_de_tenir_les_baremes(par))
        # Locked: two new values at the same instant follow each other, or the second one is refused.
        lignes = list(Bareme.objects.select_for_update().filter(code=code).order_by("-valable_du", "au_dela_de"))
        if deja := next((ligne for ligne in lignes if ligne.pk == id), None):
            return deja
        if not lignes:
            raise ActionRefusee("Ce barème n’existe pas : choisissez-en un dans la liste.")
        dernieres = [ligne for ligne in lignes if ligne.valable_du == lignes[0].valable_du]
        exiger_une_suite(dernieres, du, tarifs)
        for ligne in dernieres:
            if ligne.valable_au is None:
                ligne.valable_au = du - timedelta(days=1)
                ligne.save()
        modele = dernieres[0]
        commun: dict[str, Any] = {"libelle": modele.libelle, "famille": modele.famille, "unite": modele.unite}
        commun |= {"valable_du": du, "source": source, "a_adopter": modele.a_adopter}
        acte.objet = premiere = _ecrire(code, id, tarifs, commun)
    return premiere


def ouvrir_un_bareme(
    *,
    id: UUID,
    libelle: str,
    famille: str,
    unite: str,
    du: date,
    source: str,
    tarif: Tarif,
    motif: str = "",
    par: Acces,
) -> Bareme:
    """A scale that did not exist; it waits for a decision to adopt it. The same form sent twice finds the row."""
    with consigner("fixer_un_bareme", par=par, motif=motif) as acte:
        exiger(permissions.refus_de_tenir_les_baremes(par))
        if deja := Bareme.objects.filter(pk=id).first():
            return deja
        code = slugify(libelle.replace("’", " ")).replace("-", "_")[:40]
        if not code or Bareme.objects.filter(code=code).exists():
            raise ActionRefusee("Un barème porte déjà ce nom : donnez-en un autre, ou fixez sa valeur.", "libelle")
        commun: dict[str, Any] = {"libelle": libelle, "famille": famille, "unite": unite}
        commun |= {"valable_du": du, "source": source, "a_adopter": True}
        acte.objet = premiere = _ecrire(code, id, [tarif], commun)
    return premiere


def _ecrire(code: str, id: UUID, tarifs: Sequence[Tarif], commun: dict[str, Any]) -> Bareme:
    """One row for each band; the first one bears the key of the form."""
    lignes = [
        Bareme(
            code=code,
            au_dela_de=tarif.au_dela_de,
            taux_milliemes=tarif.taux_milliemes,
            forfait_centimes=tarif.forfait_centimes,
            **commun,
        )
        for tarif in sorted(tarifs, key=lambda tarif: tarif.au_dela_de)
    ]
    lignes[0].pk = id
    for ligne in lignes:
        ligne.save()
    return lignes[0]


def exiger_une_suite(dernieres: Sequence[Bareme], du: date, tarifs: Sequence[Tarif]) -> None:
    """A new value comes after the last one, and has the same bands. Raises ActionRefusee."""
    derniere = dernieres[0]
    if derniere.valable_du >= du:
        depuis = date_longue(derniere.valable_du)
        raise ActionRefusee(
            f"Ce barème a déjà une valeur à partir du {depuis} : la nouvelle commence après ce jour, "
            "et celles d’avant ne se modifient pas.",
            "du",
        )
    if derniere.valable_au is not None and derniere.valable_au >= du:
        fin = date_longue(derniere.valable_au)
        raise ActionRefusee(f"Ce barème a une valeur jusqu’au {fin} : la nouvelle commence après ce jour.", "du")
    if {ligne.au_dela_de for ligne in dernieres} != {tarif.au_dela_de for tarif in tarifs}:
        raise ActionRefusee("Ce barème a plusieurs tranches : donnez la valeur de chacune.")


def adopter_des_baremes(ids: Collection[UUID], *, decision_id: UUID, motif: str = "", par: Acces) -> list[Bareme]:
    """Tie values of scales (`ids`: their first bands) to the decision of the register that adopts them, for good."""
    with consigner("adopter_des_baremes", par=par, motif=motif) as acte:
        exiger(permissions.refus_de_tenir_les_baremes(par))
        decision = next((une for une in decisions_connues() if une.id == decision_id), None)
        if decision is None:
            raise ActionRefusee("Cette décision n’est pas au registre : choisissez-en une de la liste.", "decision")
        choisies = list(Bareme.objects.filter(pk__in=ids).values_list("code", "valable_du"))
        if not choisies:
            raise ActionRefusee("Cochez au moins un barème.", "valeurs")
        lignes = [
            ligne
            for ligne in Bareme.objects.select_for_update().filter(code__in={code for code, _ in choisies})
            if (ligne.code, ligne.valable_du) in choisies
        ]
        exiger(_refus_d_adopter(lignes, decision))
        a_rattacher = [ligne for ligne in lignes if ligne.decision_id is None]
        for ligne in a_rattacher:
            ligne.decision_id = decision.id
            ligne.save()
            acte.objet = ligne
    return a_rattacher


def _refus_d_adopter(lignes: Collection[Bareme], decision: DecisionConnue) -> str | None:
    if officiels := sorted({ligne.libelle for ligne in lignes if not ligne.a_adopter}):
        return f"Ce barème officiel n’a pas à être adopté : {enumerer(officiels)}."
    if ailleurs := sorted({x.libelle for x in lignes if x.decision_id not in (None, decision.id)}):
        return f"Une autre décision a déjà adopté ceci, et cela ne change plus : {enumerer(ailleurs)}."
    return None
