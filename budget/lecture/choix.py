"""What the lists of the forms of needs offer, grouped when it helps; one or two queries each."""

from itertools import groupby
from typing import Any

from budget.grille import POSTES, groupe
from budget.models import Action, EtapeDAction, Ligne
from budget.models.besoin import CHARGES
from chantiers.lecture.choix import Choix, numeroter
from chantiers.models import Chantier, Etape, FeuilleDeRoute, Moyen

AUCUNE_ETAPE = "Aucune étape en particulier"


def postes_de_charges(*, indirects: bool = True) -> Choix:
    """The postes of charges under their two-digit poste, as the grant form prints them."""
    cles = [cle for cle, _ in CHARGES if indirects or not POSTES[cle].indirect]
    return [
        (parent.intitule(), [(cle, POSTES[cle].intitule()) for cle in siennes])
        for parent, siennes in groupby(cles, key=groupe)
    ]


def actions(chantier: Chantier, actuelle: Any = None) -> Choix:
    """« Animation du chantier », then its present actions, and the one already chosen."""
    siennes = Action.objects.filter(chantier=chantier).order_by("numero")
    gardees = [action for action in siennes if action.archive_le is None or action.pk == actuelle]
    nom = "Animation de l’interchantier" if chantier.est_interchantier else "Animation du chantier"
    for action in gardees:
        action.chantier = chantier
    return [("", nom), *((action.pk, f"{action.code} {action.titre}") for action in gardees)]


def feuille_en_cours(chantier: Chantier) -> FeuilleDeRoute | None:
    en_cours = FeuilleDeRoute.Etat.EN_COURS
    return FeuilleDeRoute.objects.filter(chantier=chantier, etat=en_cours).select_related("chantier").first()


def etapes(chantier: Chantier) -> list[tuple[str, Etape]]:
    """(code, étape) of its roadmap under way, in reading order."""
    feuille = feuille_en_cours(chantier)
    if feuille is None:
        return []
    [(_, lignes)] = numeroter([feuille])
    return [(code, objet) for code, objet in lignes if isinstance(objet, Etape)]


def pour(chantier: Chantier, ligne: Ligne | None = None) -> Choix:
    """What a line may be for: « etape:… » or « moyen:… » of the roadmap under way, and what is already chosen."""
    moyens = Moyen.objects.presents().filter(
        feuille_de_route__chantier=chantier, feuille_de_route__etat=FeuilleDeRoute.Etat.EN_COURS
    )
    groupes: list[tuple[str, list[tuple[str, str]]]] = [
        ("Étapes de la feuille de route", [(f"etape:{e.pk}", f"{code} {e}") for code, e in etapes(chantier)]),
        ("Moyens nécessaires", [(f"moyen:{m.pk}", str(m)) for m in moyens.order_by("rang", "id")]),
    ]
    offertes = {cle for _, siens in groupes for cle, _ in siens}
    for nom in ("etape", "moyen"):
        choisi = ligne and getattr(ligne, nom)
        if choisi and f"{nom}:{choisi.pk}" not in offertes:
            groupes.append(("Choisi auparavant", [(f"{nom}:{choisi.pk}", str(choisi))]))
    return [("", AUCUNE_ETAPE), *((titre, siens) for titre, siens in groupes if siens)]


def etapes_offertes(action: Action) -> tuple[list[tuple[str, str]], list[str]]:
    """The étapes an action may carry out (key, name), and the keys of those it does."""
    offertes = [(str(etape.pk), f"{code} {etape}") for code, etape in etapes(action.chantier)]
    liens = EtapeDAction.objects.presents().filter(action=action).select_related("etape").order_by("id")
    choisies = [(str(lien.etape_id), str(lien.etape)) for lien in liens]
    ailleurs = [paire for paire in choisies if paire[0] not in dict(offertes)]
    return [*offertes, *ailleurs], [cle for cle, _ in choisies]
