"""The sheets of the money: where it comes from, what it pays, what was spent."""

from uuid import UUID

from budget.exports.classeur import noms_des_chantiers
from budget.exports.feuille import Colonne, Composition, Feuille, Genre, montant, texte
from budget.exports.origine import Origine
from budget.lecture.elements import FinancementLu
from budget.lecture.justifications import DepenseNotee


def financements(origine: Origine, *, porteurs: bool) -> Feuille:
    """Asked, granted, received; `porteurs`: who carries it, read by the comité alone."""
    budget, feuille = origine.budget, Composition()
    for f in budget.financements:
        degre, _ = f.degre_lu
        montants = (f.demande_centimes, f.accorde_centimes, f.prevu_centimes, f.recu_centimes, f.affecte_centimes)
        qui = (f.porteur_administratif, f.porteur_financier) if porteurs else ()
        tete = (f.nom, f.intitule, f.poste.intitule(), "oui" if f.public else "non", f.libelle_statut, degre)
        feuille.ajouter(*tete, *montants, f.impute_centimes, *qui)
    retenus = budget.retenus
    feuille.ajouter(
        "Total retenu",
        *("", "", "", "", ""),
        sum(f.demande_centimes for f in retenus),
        sum(f.accorde_centimes or 0 for f in retenus),
        budget.produits.total,
        budget.recu,
        sum(f.affecte_centimes for f in retenus),
        sum(f.impute_centimes for f in retenus),
        *(("", "") if porteurs else ()),
        total=True,
    )
    colonnes = [
        texte("Financeur"),
        texte("Intitulé", 34),
        texte("Poste", 34),
        texte("Aide publique", 10),
        texte("Statut", 18),
        texte("Degré", 12),
        *map(montant, ("Demandé", "Accordé", "Prévu", "Reçu", "Affecté", "Imputé")),
    ]
    if porteurs:
        colonnes += [texte("Porté administrativement par"), texte("Porté financièrement par")]
    return feuille.feuille("Financements", colonnes, origine.entete)


def matrice(origine: Origine) -> Feuille:
    """The lines that a funding pays, and the column of each funding that pays some."""
    budget, feuille = origine.budget, Composition()
    parts: dict[UUID, dict[UUID, int]] = {}
    for a in budget.affectations:
        parts.setdefault(a.ligne_id, {})[a.financement_id] = a.montant_centimes
    payeurs = [f for f in budget.financements if any(f.id in siennes for siennes in parts.values())]
    noms = noms_des_chantiers(budget.chantiers)
    for ligne in budget.lignes:
        siennes = parts.get(ligne.id)
        if siennes:
            tete = (noms[ligne.chantier_id], ligne.poste.intitule(), ligne.libelle, ligne.montant_centimes)
            feuille.ajouter(*tete, ligne.a_trouver_centimes, *(siennes.get(f.id) for f in payeurs))
    sans = sum(ligne.montant_centimes for ligne in budget.lignes if ligne.id not in parts)
    feuille.ajouter("", "", "Lignes qu’aucun financement ne paie encore", sans, sans, *(None for _ in payeurs))
    colonnes_payees = [sum(siennes.get(f.id, 0) for siennes in parts.values()) for f in payeurs]
    reste = sum(ligne.a_trouver_centimes for ligne in budget.lignes)
    feuille.ajouter("Total", "", "", budget.total_charges, reste, *colonnes_payees, total=True)
    colonnes = [texte("Chantier", 16), texte("Poste", 34), texte("Ligne", 40), montant("Montant"), montant("À trouver")]
    colonnes += [montant(_titre(f)) for f in payeurs]
    return feuille.feuille("Matrice", colonnes, origine.entete)


def _titre(financement: FinancementLu) -> str:
    """« Région Val-d’Aurence : soutien aux coopérations »."""
    if not financement.financeur:
        return financement.intitule
    return f"{financement.financeur} : {financement.intitule}"


def depenses(origine: Origine, faites: tuple[DepenseNotee, ...]) -> Feuille:
    """One row per imputation; the amount of an expense is on its first row alone, so that columns add up."""
    budget, feuille = origine.budget, Composition()
    noms, lignes = noms_des_chantiers(budget.chantiers), {ligne.id: ligne for ligne in budget.lignes}
    payeurs = {f.id: _titre(f) for f in budget.financements}
    for d in faites:
        ligne = lignes[d.ligne_id]
        tete = (d.le, noms[ligne.chantier_id], ligne.poste.intitule(), ligne.libelle, d.libelle, d.fournisseur)
        abandon = "oui" if d.abandon_de_frais else "non"
        for rang, (financement_id, impute) in enumerate(d.imputations or ((None, None),)):
            nom = payeurs.get(financement_id, "Financement d’un autre exercice") if financement_id else ""
            premiere = (d.montant_centimes, d.justificatifs) if rang == 0 else (None, None)
            feuille.ajouter(*tete, abandon, *premiere, nom, impute)
    somme, impute = sum(d.montant_centimes for d in faites), sum(d.impute_centimes for d in faites)
    justificatifs = sum(d.justificatifs for d in faites)
    feuille.ajouter(None, "Total", "", "", "", "", "", somme, justificatifs, "", impute, total=True)
    colonnes = (
        Colonne("Payée le", Genre.DATE, 12),
        texte("Chantier", 16),
        texte("Poste", 34),
        texte("Ligne", 34),
        texte("Dépense", 34),
        texte("Payée à", 24),
        texte("Abandon de frais", 10),
        montant("Montant"),
        Colonne("Justificatifs", Genre.ENTIER, 12),
        texte("Imputée à", 34),
        montant("Montant imputé"),
    )
    return feuille.feuille("Dépenses et imputations", colonnes, origine.entete)
