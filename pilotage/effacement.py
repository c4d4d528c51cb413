"""What the comité does when someone's data are erased, and what it holds of her."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q

from historique.horloge import aujourd_hui
from membres.bilan import combien
from membres.dossier import lignes
from membres.models import Personne
from membres.prises import Bilan, Effacement
from pilotage.actions.verrous import verrouiller_la_coordination
from pilotage.models import Decision, Intervention, Position, Proposition, RefusDeMinorite, Siege

DERNIERE_COORDINATION = "C’est la dernière personne de la coordination : attribuez d’abord ce rôle à quelqu’un d’autre."


def coordination() -> Sequence[Personne]:
    """Those who coordinate today."""
    sieges: Any = Siege.objects.actives()  # type: ignore[attr-defined]
    assises = sieges.filter(fonction=Siege.Fonction.COORDINATION)
    return list(Personne.objects.presentes().filter(pk__in=assises.values("personne")))


def verrouiller(personne_id: UUID) -> None:
    """Those who coordinate, so that two people who leave at the same instant do not leave nobody."""
    verrouiller_la_coordination()


def refus(personne: Personne) -> str | None:
    """The comité never loses its coordination: somebody else is there today, and still will be tomorrow."""
    durables = Siege.objects.filter(Q(au__isnull=True) | Q(au__gt=aujourd_hui()), du__lte=aujourd_hui())
    assises = durables.filter(fonction=Siege.Fonction.COORDINATION, personne__retiree_le__isnull=True)
    return DERNIERE_COORDINATION if set(assises.values_list("personne", flat=True)) == {personne.pk} else None


def effacer(effacement: Effacement) -> None:
    """Her sièges end today; those that had not begun never will."""
    for siege in _ouverts(effacement.personne).select_for_update().order_by("pk"):
        siege.du, siege.au = min(siege.du, effacement.jour), effacement.jour
        siege.save()


def bilan(personne: Personne) -> Bilan:
    sieges = _ouverts(personne).select_related("college").order_by("college__rang")
    assis = [f"{siege.college}, {siege.get_fonction_display().lower()}" for siege in sieges]
    part = [f"Le siège au comité finit aujourd’hui ({' ; '.join(assis)})."] if assis else []
    signes = [
        (Position.objects.filter(donnee_par=personne).count(), "position donnée", "positions données"),
        (Intervention.objects.filter(auteur=personne).count(), "question ou réaction", "questions ou réactions"),
        (Decision.objects.filter(constatee_par=personne).count(), "décision constatée", "décisions constatées"),
    ]
    reste = [f"{combien(*signe)}, avec leurs textes." for signe in signes if signe[0]]
    if _menees(personne).exclude(etape__in=Proposition.Etape.finales()).exists():
        reste.append("Une proposition en cours, portée ou facilitée : la coordination en mènera les étapes.")
    return Bilan(part, reste)


def donnees(personne: Personne) -> Mapping[str, Any]:
    """What she said and did in the comité."""
    sieges = Siege.objects.filter(personne=personne).order_by("du", "id")
    interventions = Intervention.objects.filter(auteur=personne).order_by("ecrite_le", "id")
    positions = Position.objects.filter(Q(donnee_par=personne) | Q(consignee_par=personne)).order_by("donnee_le", "id")
    refus_ecrits = RefusDeMinorite.objects.filter(par=personne).order_by("refuse_le")
    constatees = Decision.objects.filter(constatee_par=personne).order_by("numero")
    version = ("version_proposee__proposition__numero", "version_proposee__numero", "chantier__numero")
    dite = ("avis", "argument", "decidee_le", "decidee_avec", "donnee_le")
    return {
        "sieges": lignes(sieges, "college__nom", "organisation__nom", "fonction", "du", "au"),
        "propositions": lignes(_menees(personne).order_by("numero"), "numero", "titre", "etape"),
        "interventions": lignes(interventions, "proposition__numero", "nature", "texte", "ecrite_le"),
        "positions": lignes(positions, *version, *dite),
        "refus_de_version_mineure": lignes(refus_ecrits, *version, "argument", "refuse_le"),
        "decisions_constatees": lignes(constatees, "numero", "constatee_le"),
    }


def _menees(personne: Personne) -> Any:
    return Proposition.objects.filter(Q(portee_par=personne) | Q(facilitee_par=personne))


def _ouverts(personne: Personne) -> Any:
    return Siege.objects.filter(Q(au__isnull=True) | Q(au__gt=aujourd_hui()), personne=personne)
