"""What the pages that read the budget share: what this reader may read of an exercice, at the day that is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.urls import reverse

from budget import permissions, prises
from budget.lecture.adoption import lire_l_adopte, modifie_depuis
from budget.lecture.adresses import Adresses
from budget.lecture.budget import BudgetLu
from budget.lecture.chargement import exercice_courant, lire_budget
from budget.lecture.comparaison import comparer
from budget.lecture.comptes import bilan, bilan_partiel, comptes
from budget.lecture.dons import dons
from budget.lecture.elements import ANIMATION, FinancementLu
from budget.lecture.flux import flux
from budget.lecture.lots import lots
from budget.lecture.par_chantier import matrice, usages
from budget.lecture.plafond import taux_public
from budget.lecture.regroupement import Regroupement, regrouper, tout_montrer
from budget.models import Exercice
from chantiers.lecture import ChantierLu
from chantiers.pages import onglets
from historique.moment import Moment, moment_demande
from membres.acces import Acces, Requete

DONS_AU_PLUS = 15
FINANCEMENTS_AU_PLUS = 12
DIFFERENCES_PAR_PAGE = 50
# Formats of the sheets: the end of the name of their address, and their word.
FEUILLES = (("csv", "CSV"), ("ods", "ODS"), ("xlsx", "XLSX"))


@dataclass(frozen=True)
class Lecture:
    """A budget as one person reads it. `public`: the adopted version, without pages of work nor anyone's pay.

    `budget` is None when there was none that day, or, for the public, none that is adopted.
    """

    acces: Acces
    exercice: Exercice
    moment: Moment
    public: bool
    budget: BudgetLu | None
    adopte: prises.Adopte | None
    regroupement: Regroupement

    @property
    def adresses(self) -> Adresses:
        detail = permissions.refus_de_lire_les_financements(self.acces) is None
        return Adresses(self.exercice.annee, self.moment.suffixe, public=self.public, detail=detail)

    @property
    def montrable(self) -> BudgetLu | None:
        return None if self.regroupement.impossible else self.budget


def exercice_ou_404(annee: int) -> Exercice:
    exercice = Exercice.objects.filter(annee=annee).first()
    if exercice is None:
        raise Http404("Aucun exercice n’est ouvert pour cette année.")
    return exercice


def exercice_a_lire(acces: Acces) -> Exercice | None:
    """The current one; for the public, who reads only what is adopted, else the last that was adopted."""
    courant = exercice_courant()
    if acces.membre or courant is None:
        return courant
    exercices = {e.pk: e for e in Exercice.objects.order_by("-annee")}
    adoptes = prises.adoptes(exercices.keys(), acces)
    if courant.pk in adoptes:
        return courant
    return next((e for pk, e in exercices.items() if pk in adoptes), courant)


def lire(request: Requete, exercice: Exercice) -> Lecture:
    """Members read the budget that is being worked on, everyone else the one that was adopted; `?au=`: then."""
    acces, moment = request.acces, moment_demande(request)
    adopte = prises.adopte(exercice.pk, acces, moment.sequence)
    public = not acces.membre
    if not public:
        budget = lire_budget(acces, exercice.annee, moment)
    else:
        budget = lire_l_adopte(adopte, acces) if adopte else None
    grouper = regrouper if public else tout_montrer
    return Lecture(acces, exercice, moment, public, budget, adopte, grouper(budget) if budget else Regroupement())


def exiger_de_lire(acces: Acces) -> None:
    """Raises PermissionDenied (403) with the reason."""
    if refus := permissions.refus_de_lire_le_travail(acces):
        raise PermissionDenied(refus)


def contexte(request: Requete, lecture: Lecture, adresse: str) -> dict[str, Any]:
    """Of every page; `adresse` is the page of today."""
    travail = not lecture.public and lecture.budget is not None
    annee = lecture.exercice.annee
    return {
        "lecture": lecture,
        "moment": lecture.moment,
        "exercice": lecture.exercice,
        "annee": annee,
        "public": lecture.public,
        "budget": lecture.montrable,
        "adopte": lecture.adopte,
        "adresse": adresse,
        "refus_de_lire": permissions.refus_de_lire_le_travail(request.acces),
        "modifie": travail and _modifie(lecture),
        "comparer": reverse("budget:comparer", args=[annee]) + lecture.moment.suffixe if travail else "",
    }


def _modifie(lecture: Lecture) -> bool:
    """Whether the budget of today is no more the one that was adopted."""
    if lecture.moment.au or lecture.adopte is None or lecture.budget is None:
        return False
    return modifie_depuis(lecture.adopte, lecture.budget)


def contexte_du_chantier(chantier: ChantierLu, acces: Acces, moment: Moment) -> dict[str, Any]:
    """Of the header and tabs of a chantier, on the page of its budget."""
    return {
        "moment": moment,
        "chantier": chantier,
        "onglets": onglets(chantier, acces),
        "onglet_courant": reverse("budget:du_chantier", args=[chantier.slug]),
    }


def feuilles(lecture: Lecture) -> list[tuple[str, str]]:
    """(address, word) of each sheet, of the same day; those of the public hold what its pages show."""
    if lecture.montrable is None:
        return []
    annee, suffixe = lecture.exercice.annee, lecture.moment.suffixe
    return [(reverse(f"budget:export_{cle}", args=[annee]) + suffixe, mot) for cle, mot in FEUILLES]


def autres_exercices(annee: int) -> list[Exercice]:
    return list(Exercice.objects.exclude(annee=annee).order_by("annee"))


def contexte_global(request: Requete, lecture: Lecture) -> dict[str, Any]:
    annee, lu = lecture.exercice.annee, lecture.montrable
    commun = contexte(request, lecture, reverse("budget:budget", args=[annee]))
    suites = [] if lu is None or lecture.moment.au else prises.suites_de(lecture.exercice, lecture.acces)
    commun |= {"feuilles": feuilles(lecture), "suites": suites, "autres_exercices": autres_exercices(annee)}
    if lu is None:
        return commun
    adresses, regroupement = lecture.adresses, lecture.regroupement
    courant = flux(lu, regroupement, adresses)
    return commun | {
        "bilan": bilan(lu),
        "comptes": comptes(lu, regroupement, adresses),
        "aide": taux_public(lu.aide_publique, lu.total_charges, lu.total_contributions, lu.plafond_public),
        "flux": courant,
        "matrice": matrice(lu, regroupement, courant.destinations, adresses),
        "financements": [_rangee(f, f.prevu_centimes, adresses) for f in plus_grands(lu.retenus)],
        "dons": dons(lu)[:DONS_AU_PLUS],
        "usages": () if lecture.public else usages(lu, adresses),
    }


def plus_grands(financements: Sequence[FinancementLu]) -> list[FinancementLu]:
    """Those that a page shows, in the order of the others; the rest is on the page of the fundings."""
    garder = sorted(financements, key=lambda f: -f.prevu_centimes)[:FINANCEMENTS_AU_PLUS]
    return [f for f in financements if f in garder]


def contexte_d_un_chantier(request: Requete, lecture: Lecture, chantier: ChantierLu) -> dict[str, Any]:
    adresse = reverse("budget:chantier", args=[lecture.exercice.annee, chantier.slug])
    commun = contexte(request, lecture, adresse) | contexte_du_chantier(chantier, request.acces, lecture.moment)
    commun["autres_exercices"] = autres_exercices(lecture.exercice.annee)
    if lecture.montrable is None:
        return commun
    return commun | partie(lecture, lecture.montrable.du_chantier(chantier.id), chantier=chantier)


def partie(lecture: Lecture, part: BudgetLu, *, chantier: ChantierLu, action_id: UUID | None = None) -> dict[str, Any]:
    """The budget of a chantier, or of one of its actions: the public reads no amount of a part of a funding."""
    adresses, regroupement = lecture.adresses, lecture.regroupement
    siens = regroupement.de_l_action(action_id) if action_id else regroupement.des_chantiers({chantier.id})
    return {
        "budget": part,
        "bilan": bilan_partiel(part),
        # Read together with something else, even in part, its charges are not shown here: they would tell the rest.
        "ensemble": siens.total != part.total_charges,
        "comptes": comptes(part, siens, adresses, partiel=True, chantier=chantier.slug, action=action_id),
        "lots": () if lecture.public else lots(part, chantier, adresses),
        "unites": _unites(part, siens, adresses) if lecture.public else (),
        "financements": _payeurs(part, adresses),
        "dons": dons(part)[:DONS_AU_PLUS],
        "peut_tenir": _peut_tenir(lecture, chantier),
    }


type RangeeDeFinancement = tuple[FinancementLu, str, int, str]


def _rangee(financement: FinancementLu, centimes: int, adresses: Adresses) -> RangeeDeFinancement:
    """A funding, its page, an amount, and the lines that it pays."""
    return financement, adresses.de_la_fiche(financement), centimes, adresses.du_financement(financement)


def _payeurs(part: BudgetLu, adresses: Adresses) -> list[RangeeDeFinancement]:
    """The fundings of this part, with what each brings to it."""
    apports: dict[UUID, int] = {}
    for a in part.affectations:
        apports[a.financement_id] = apports.get(a.financement_id, 0) + a.montant_centimes
    return [_rangee(f, apports[f.id], adresses) for f in plus_grands(part.retenus)]


def _peut_tenir(lecture: Lecture, chantier: ChantierLu) -> bool:
    """Whether this reader, today, writes the needs of this chantier."""
    refus = permissions.refus_de_tenir_les_besoins(lecture.acces, chantier)
    return not lecture.public and lecture.moment.au is None and refus is None


def _unites(part: BudgetLu, siens: Regroupement, adresses: Adresses) -> list[tuple[str, int, str]]:
    """For the public: (name, cents, address) of the actions of a chantier, alone or read together."""
    noms: dict[UUID | None, str] = {None: ANIMATION, **{a.id: a.nom for a in part.actions}}
    trouvees = []
    for unite in siens.unites:
        actions = [action for action in noms if action in {a for _, a in unite}]
        seule = next((a for a in part.actions if [a.id] == actions), None)
        montant = sum(bloc.montant_centimes for bloc in siens.blocs if bloc.lieux == unite)
        nom = " et ".join(noms[action] for action in actions)
        trouvees.append((nom, montant, adresses.de_l_action(seule) if seule else ""))
    return trouvees


def contexte_de_la_comparaison(request: Requete, exercice: Exercice) -> dict[str, Any]:
    """Since the version in force, or between two days; the second is today when it is not given."""
    moment, second = moment_demande(request), moment_demande(request, "et")
    adopte, acces = prises.adopte(exercice.pk, request.acces), request.acces
    avant = apres = None
    if moment.demande and moment.valable and second.valable:
        avant, apres = (lire_budget(acces, exercice.annee, bout) for bout in (moment, second))
    elif adopte and not moment.demande:
        avant, apres = lire_l_adopte(adopte, acces), lire_budget(acces, exercice.annee)
    differences = comparer(avant, apres) if avant and apres else ()
    return {
        "exercice": exercice,
        "moment": moment,
        "second": second,
        "adopte": adopte,
        "depuis_l_adoption": bool(adopte) and not moment.demande,
        "avant": avant,
        "apres": apres,
        "page": Paginator(differences, DIFFERENCES_PAR_PAGE).get_page(request.GET.get("page")),
    }
