"""The sheets of a whole budget, for who works on it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from uuid import UUID

from budget.exports.feuille import Colonne, Composition, Feuille, Genre, montant, taux, texte
from budget.exports.origine import Origine
from budget.grille import POSTES
from budget.lecture.budget import BudgetLu, Rubrique
from budget.lecture.elements import ANIMATION
from budget.montants import en_euros
from chantiers.lecture import ChantierLu

HORS, AVEC = "hors contributions valorisées", "contributions comprises"
NOMBRE = partial(Colonne, genre=Genre.NOMBRE, largeur=10)
CHARGES, PRODUITS, EMPLOIS, RESSOURCES = "Charges", "Produits", "Emplois en nature", "Ressources en nature"
DES_LIGNES = (
    texte("Chantier", 16),
    texte("Action", 34),
    texte("N° de poste", 10),
    texte("Poste", 34),
    texte("Intitulé", 40),
    NOMBRE("Quantité"),
    texte("Unité", 10),
    montant("Coût unitaire"),
    montant("Montant"),
    texte("Étape", 34),
    texte("Clé de répartition", 30),
    montant("Affecté"),
    montant("À trouver"),
    montant("Dépensé"),
)
DES_CONTRIBUTIONS = (
    texte("Organisation"),
    texte("Personne", 20),
    texte("Chantier", 16),
    texte("Action", 34),
    texte("Nature", 20),
    texte("Intitulé", 34),
    Colonne("Date", Genre.DATE, 12),
    Colonne("Nombre", Genre.ENTIER, 8),
    NOMBRE("Quantité"),
    texte("Unité", 8),
    NOMBRE("Taux en €"),
    NOMBRE("Part fixe en €"),
    texte("Emploi (86)", 34),
    montant("Montant en emplois"),
    texte("Ressource (87)", 34),
    montant("Montant en ressources"),
    texte("État", 12),
)


def synthese(origine: Origine) -> Feuille:
    """The totals, each named, and the public aid on both bases."""
    budget, feuille = origine.budget, Composition()
    feuille.ajouter(f"Total des charges, {HORS}", budget.total_charges, None, "", total=True)
    feuille.ajouter(f"Produits prévus, {HORS}", budget.produits.total, None, "", total=True)
    feuille.ajouter("dont acquis", budget.produits.acquis, None, "")
    feuille.ajouter("dont demandé", budget.produits.demande, None, "")
    feuille.ajouter("dont pistes", budget.produits.pistes, None, "")
    feuille.ajouter("Reste à trouver", budget.a_trouver, None, "")
    feuille.ajouter("Excédent prévu", budget.excedent, None, "")
    feuille.ajouter("Contributions valorisées (86 = 87)", budget.total_contributions, None, "")
    feuille.ajouter("dont confirmées", budget.contributions_confirmees, None, "")
    feuille.ajouter(f"Total général des charges, {AVEC}", budget.total_general, None, "", total=True)
    feuille.ajouter(f"Total général des produits, {AVEC}", budget.total_general_produits, None, "", total=True)
    aide = budget.aide_publique
    feuille.ajouter("Aide publique prévue", aide, budget.taux_public, f"total des charges, {HORS}")
    feuille.ajouter("Aide publique prévue", aide, budget.taux_public_avec_contributions, f"total général, {AVEC}")
    colonnes = (texte("Total", 44), montant("Montant"), taux("Taux"), texte("Base du taux", 44))
    return feuille.feuille("Synthèse", colonnes, origine.entete)


def emplois_et_ressources(origine: Origine) -> Feuille:
    """Both sides by poste, money first, then what is valued."""
    budget, feuille = origine.budget, Composition()
    cotes: tuple[tuple[str, Sequence[Rubrique], int], ...] = (
        (CHARGES, budget.emplois_detailles(), budget.total_charges),
        (PRODUITS, budget.ressources(), budget.produits.total),
        (EMPLOIS, budget.emplois_cvn(), budget.total_contributions),
        (RESSOURCES, budget.ressources_cvn(), budget.total_contributions),
    )
    for cote, rubriques, somme in cotes:
        for rubrique in rubriques:
            feuille.ajouter(cote, rubrique.poste.numero(), rubrique.poste.libelle, rubrique.montant_centimes)
        feuille.ajouter(cote, "", f"Total : {cote.lower()}", somme, total=True)
    colonnes = (texte("Côté", 22), texte("N°", 8), texte("Poste", 60), montant("Montant"))
    return feuille.feuille("Emplois et ressources", colonnes, origine.entete)


def par_chantier(origine: Origine) -> Feuille:
    """The animation of each chantier and each of its actions, then their total."""
    budget, feuille = origine.budget, Composition()
    actions = {action.id: action.nom for action in budget.actions}
    lieux = {(ligne.chantier_id, ligne.action_id) for ligne in budget.lignes}
    lieux |= {(c.chantier_id, c.action_id) for c in budget.contributions}
    for chantier in budget.chantiers:
        du_chantier = budget.du_chantier(chantier.id)
        siens = sorted((a for c, a in lieux if c == chantier.id), key=lambda a: actions.get(a, "") if a else "")
        for action in siens:
            nom = actions.get(action, "Action archivée") if action else ANIMATION
            _ajouter_un_lieu(feuille, _du_lieu(du_chantier, action), chantier.nom, nom)
        if len(siens) > 1:
            _ajouter_un_lieu(feuille, du_chantier, chantier.nom, "Total", total=True)
    _ajouter_un_lieu(feuille, budget, "Total", "", total=True)
    colonnes = (
        texte("Chantier", 16),
        texte("Action", 44),
        montant(f"Charges, {HORS}"),
        montant("Contributions valorisées"),
        montant(f"Charges, {AVEC}"),
        montant("Affecté"),
        montant("À trouver"),
        montant("Dépensé"),
    )
    return feuille.feuille("Par chantier", colonnes, origine.entete)


def _du_lieu(chantier: BudgetLu, action_id: UUID | None) -> BudgetLu:
    """One action of the budget of a chantier, or its animation."""
    return replace(
        chantier,
        lignes=tuple(ligne for ligne in chantier.lignes if ligne.action_id == action_id),
        contributions=tuple(c for c in chantier.contributions if c.action_id == action_id),
    )


def _ajouter_un_lieu(feuille: Composition, part: BudgetLu, chantier: str, nom: str, *, total: bool = False) -> None:
    charges, affecte = part.total_charges, sum(ligne.affecte_centimes for ligne in part.lignes)
    montants = (charges, part.total_contributions, part.total_general)
    feuille.ajouter(chantier, nom, *montants, affecte, charges - affecte, part.total_depense, total=total)


def lignes(origine: Origine) -> Feuille:
    """Each need: what it is for, how it is counted, what pays it and what was spent."""
    budget, feuille = origine.budget, Composition()
    noms, actions = noms_des_chantiers(budget.chantiers), {action.id: action.nom for action in budget.actions}
    for ligne in budget.lignes:
        feuille.ajouter(
            noms[ligne.chantier_id],
            actions.get(ligne.action_id, "") if ligne.action_id else "",
            ligne.poste.numero(),
            ligne.poste.libelle,
            ligne.libelle,
            ligne.quantite,
            ligne.unite,
            ligne.cout_unitaire_centimes,
            ligne.montant_centimes,
            ligne.etape or ANIMATION.lower(),
            ligne.cle_de_repartition,
            ligne.affecte_centimes,
            ligne.a_trouver_centimes,
            ligne.depense_centimes,
        )
    sommes = (budget.total_charges, sum(ligne.affecte_centimes for ligne in budget.lignes))
    reste = (sommes[1], sommes[0] - sommes[1], budget.total_depense)
    feuille.ajouter(f"Total, {HORS}", "", "", "", "", None, "", None, sommes[0], "", "", *reste, total=True)
    return feuille.feuille("Lignes", DES_LIGNES, origine.entete)


def contributions(origine: Origine) -> Feuille:
    """Each valued contribution once, with the two postes it stands on."""
    budget, feuille = origine.budget, Composition()
    noms, actions = noms_des_chantiers(budget.chantiers), {action.id: action.nom for action in budget.actions}
    for c in budget.contributions:
        feuille.ajouter(
            c.organisation,
            c.personne,
            noms[c.chantier_id],
            actions.get(c.action_id, "") if c.action_id else "",
            c.libelle_nature,
            c.libelle,
            c.le,
            c.nombre,
            c.quantite,
            c.unite,
            Decimal(c.taux_milliemes).scaleb(-3),
            en_euros(c.forfait_centimes),
            POSTES[c.emploi.emploi].intitule(),
            c.valeur_centimes,
            POSTES[c.emploi.ressource].intitule(),
            c.valeur_centimes,
            "Confirmée" if c.confirmee else "Déclarée",
        )
    somme, vides = budget.total_contributions, ("", "", "", "", "", None, None, None, "", None, None, "")
    feuille.ajouter("Total", *vides, somme, "", somme, "", total=True)
    return feuille.feuille("Contributions", DES_CONTRIBUTIONS, origine.entete)


def noms_des_chantiers(chantiers: Sequence[ChantierLu]) -> Mapping[UUID, str]:
    return {chantier.id: chantier.nom for chantier in chantiers}
