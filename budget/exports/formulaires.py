"""The sheets of the two grant forms, from their tables (`budget.lecture.grilles`): whole euros."""

from budget.exports.feuille import Colonne, Composition, Feuille, Genre, euros, montant, taux, texte
from budget.exports.origine import Origine
from budget.lecture.elements import FinancementLu, LigneLue
from budget.lecture.grilles import Grille, RangeeDeGrille
from budget.lecture.justifications import Justifie

COTES = (("Charges", "charges"), ("Produits", "produits"))
TETE = (texte("Côté", 12), texte("N°", 8), texte("Intitulé", 64))


def previsionnel(origine: Origine, grille: Grille) -> tuple[Feuille, ...]:
    feuille = Composition()
    for cote, rangee in _rangees(grille):
        feuille.ajouter(cote, rangee.numero, _intitule(rangee), rangee.prevu, total=rangee.forte)
    tableau = feuille.feuille("Budget prévisionnel", (*TETE, euros("Montant")), _entete(origine, grille))
    return tableau, _cles(origine, grille)


def compte_rendu(origine: Origine, grille: Grille) -> tuple[Feuille, ...]:
    feuille = Composition()
    for cote, r in _rangees(grille):
        montants = (r.prevu, r.realise, r.ecart, r.taux)
        feuille.ajouter(cote, r.numero, _intitule(r), *montants, total=r.forte)
    colonnes = (*TETE, euros("Prévision"), euros("Réalisation"), euros("Écart"), taux("%"))
    tableau = feuille.feuille("Compte rendu financier", colonnes, _entete(origine, grille))
    return tableau, _cles(origine, grille), _explications(origine, grille)


def justificatifs(origine: Origine, financement: FinancementLu, lignes: tuple[Justifie, ...]) -> tuple[Feuille, ...]:
    """What one funding is justified by."""
    feuille = Composition()
    for ligne in lignes:
        feuille.ajouter(ligne.intitule, ligne.euros, ligne.depenses, ligne.justificatifs)
    sommes = zip(*((ligne.euros, ligne.depenses, ligne.justificatifs) for ligne in lignes), strict=True)
    feuille.ajouter("Total imputé", *(map(sum, sommes) if lignes else (0, 0, 0)), total=True)
    colonnes = (
        texte("Poste", 64),
        euros("Imputé"),
        Colonne("Dépenses", Genre.ENTIER, 10),
        Colonne("Justificatifs", Genre.ENTIER, 12),
    )
    qui = {"Financement": f"{financement.nom}, {financement.intitule}"}
    return (feuille.feuille("Compte rendu financier", colonnes, origine.entete | qui),)


def _rangees(grille: Grille) -> list[tuple[str, RangeeDeGrille]]:
    return [(nom, rangee) for nom, cote in COTES for rangee in getattr(grille, cote)]


def _intitule(rangee: RangeeDeGrille) -> str:
    return f"– {rangee.libelle}" if rangee.genre == "financeur" else rangee.libelle


def _entete(origine: Origine, grille: Grille) -> dict[str, str]:
    noms = {"cerfa": "Numéros du formulaire (CERFA)", "anc": "Numéros du plan comptable (ANC 2018-06)"}
    return origine.entete | {"Numérotation": noms[grille.profil]}


def _cles(origine: Origine, grille: Grille) -> Feuille:
    feuille = Composition()
    for lieu, ligne in grille.cles:
        feuille.ajouter(lieu, ligne.poste.libelle, ligne.libelle, ligne.montant_centimes, ligne.cle_de_repartition)
    tete = (texte("Chantier ou action", 34), texte("Poste", 34), texte("Charge indirecte", 44))
    colonnes = (*tete, montant("Montant"), texte("Clé de répartition", 60))
    return feuille.feuille("Clés de répartition", colonnes, origine.entete)


def _explications(origine: Origine, grille: Grille) -> Feuille:
    feuille = Composition()
    for ligne in grille.explications:
        feuille.ajouter(*_explication(ligne))
    montants = (montant("Prévu"), montant("Dépensé"), montant("Écart"))
    colonnes = (texte("Poste", 44), texte("Ligne", 44), *montants, texte("Explication", 60))
    return feuille.feuille("Explications des écarts", colonnes, origine.entete)


def _explication(ligne: LigneLue) -> tuple[str | int, ...]:
    montants = (ligne.montant_centimes, ligne.depense_centimes, ligne.ecart_centimes)
    return (ligne.poste.intitule(), ligne.libelle, *montants, ligne.ecart_explique)
