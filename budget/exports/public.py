"""The sheets that everyone may have: what was adopted, without what one person is paid nor who gave."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied

from budget.exports.classeur import AVEC, CHARGES, EMPLOIS, HORS, PRODUITS, RESSOURCES, synthese
from budget.exports.feuille import Composition, Feuille, montant, texte
from budget.exports.origine import Origine
from budget.grille import POSTES
from budget.lecture.regroupement import Regroupement, regrouper

INDIVISIBLE = "Les montants de ce budget diraient la paie d’une personne : ils ne sont pas publics."
COTE = (texte("Côté", 22), texte("Poste", 60), montant("Montant"))


def feuilles_publiques(origine: Origine) -> dict[str, Callable[[], Feuille]]:
    """Raises PermissionDenied when no amount can be shown without showing a pay."""
    groupes = regrouper(origine.budget)
    if groupes.impossible:
        raise PermissionDenied(INDIVISIBLE)
    return {
        "synthese": lambda: synthese(origine),
        "emplois-et-ressources": lambda: _emplois_et_ressources(origine, groupes),
        "par-chantier": lambda: _par_chantier(origine, groupes),
        "contributions": lambda: _contributions(origine),
        "financements": lambda: _financements(origine),
    }


def _emplois_et_ressources(origine: Origine, groupes: Regroupement) -> Feuille:
    budget, feuille = origine.budget, Composition()
    charges = [(ensemble.intitule, ensemble.montant_centimes) for ensemble in groupes.ensembles]
    cotes = (
        (CHARGES, charges, budget.total_charges),
        (PRODUITS, [(r.poste.intitule(), r.montant_centimes) for r in budget.ressources()], budget.produits.total),
        (EMPLOIS, [(r.poste.intitule(), r.montant_centimes) for r in budget.emplois_cvn()], budget.total_contributions),
        (
            RESSOURCES,
            [(r.poste.intitule(), r.montant_centimes) for r in budget.ressources_cvn()],
            budget.total_contributions,
        ),
    )
    for cote, rubriques, somme in cotes:
        for intitule, centimes in rubriques:
            feuille.ajouter(cote, intitule, centimes)
        feuille.ajouter(cote, f"Total : {cote.lower()}", somme, total=True)
    return feuille.feuille("Emplois et ressources", COTE, origine.entete)


def _par_chantier(origine: Origine, groupes: Regroupement) -> Feuille:
    """Chantiers that are read together are one row."""
    budget, feuille = origine.budget, Composition()
    dits = frozenset().union(*groupes.chantiers)
    donnees = budget.contributions_par_chantier
    seuls = [frozenset({c.id}) for c in budget.chantiers if c.id not in dits and c.id in donnees]
    for ensemble in (*groupes.chantiers, *seuls):
        noms = ", ".join(chantier.nom for chantier in budget.chantiers if chantier.id in ensemble)
        charges = groupes.des_chantiers(ensemble).total
        valeur = sum(donnees.get(cle, 0) for cle in ensemble)
        feuille.ajouter(noms, charges, valeur, charges + valeur)
    sommes = (budget.total_charges, budget.total_contributions, budget.total_general)
    feuille.ajouter("Total", *sommes, total=True)
    montants = (f"Charges, {HORS}", "Contributions valorisées", f"Charges, {AVEC}")
    return feuille.feuille("Par chantier", (texte("Chantier"), *map(montant, montants)), origine.entete)


def _contributions(origine: Origine) -> Feuille:
    """By organisation and nature, never by person."""
    feuille, sommes = Composition(), dict[tuple[str, str, str, str], int]()
    for c in origine.budget.contributions:
        emploi, ressource = POSTES[c.emploi.emploi].intitule(), POSTES[c.emploi.ressource].intitule()
        cle = (c.organisation or "Personnes", c.libelle_nature, emploi, ressource)
        sommes[cle] = sommes.get(cle, 0) + c.valeur_centimes
    for (qui, nature, emploi, ressource), valeur in sorted(sommes.items()):
        feuille.ajouter(qui, nature, emploi, valeur, ressource, valeur)
    somme = origine.budget.total_contributions
    feuille.ajouter("Total", "", "", somme, "", somme, total=True)
    colonnes = (
        texte("Organisation"),
        texte("Nature", 20),
        texte("Emploi (86)", 34),
        montant("Montant en emplois"),
        texte("Ressource (87)", 34),
        montant("Montant en ressources"),
    )
    return feuille.feuille("Contributions", colonnes, origine.entete)


def _financements(origine: Origine) -> Feuille:
    feuille = Composition()
    for f in origine.budget.retenus:
        feuille.ajouter(f.nom, f.poste.intitule(), "oui" if f.public else "non", f.degre_lu[0], f.prevu_centimes)
    feuille.ajouter("Total", "", "", "", origine.budget.produits.total, total=True)
    colonnes = (
        texte("Financeur"),
        texte("Poste", 44),
        texte("Aide publique", 10),
        texte("Degré", 12),
        montant("Prévu"),
    )
    return feuille.feuille("Financements", colonnes, origine.entete)
