"""A poste of charges, recognised by its number, its label, both, or its key."""

import difflib

from budget.feuilles.colonnes import simplifier
from budget.grille import POSTES, Profil, Sens
from historique.mots import enumerer
from historique.refus import ActionRefusee

LIGNES = [p for p in POSTES.values() if p.sens == Sens.CHARGE and p.genre == "ligne"]
GROUPES = {p.cerfa: p for p in POSTES.values() if p.sens == Sens.CHARGE and p.genre == "poste"}


def _noms() -> dict[str, str]:
    noms: dict[str, str] = {}
    for poste in LIGNES:
        numeros = {poste.numero(profil) for profil in Profil} - {""}
        for nom in (poste.cle, poste.libelle, poste.intitule(), poste.intitule(Profil.ANC), *numeros):
            noms.setdefault(simplifier(nom.replace("_", " ")), poste.cle)
    # « 65 », « 65 Autres charges de gestion courante »: a group of one.
    for numero, groupe in GROUPES.items():
        dedans = [poste.cle for poste in LIGNES if poste.parent == groupe.cle]
        if len(dedans) == 1:
            noms |= {numero: dedans[0], simplifier(groupe.intitule()): dedans[0]}
    return noms


NOMS = _noms()


def reconnaitre(texte: str) -> str:
    """The key of the poste. Raises ActionRefusee that names the nearest ones."""
    simple = simplifier(texte.replace("_", " "))
    if not simple:
        raise ActionRefusee("aucun poste n’est écrit : écrivez son numéro, par exemple 622")
    if simple in NOMS:
        return NOMS[simple]
    premier = simple.split()[0]
    if premier.isdigit() and premier in NOMS:
        return NOMS[premier]
    if premier in GROUPES:
        dedans = [poste.intitule() for poste in LIGNES if poste.parent == GROUPES[premier].cle]
        raise ActionRefusee(f"« {texte} » est un groupe de postes : choisissez entre {enumerer(dedans)}")
    proches = difflib.get_close_matches(simple, NOMS, n=1)
    suite = (
        f"le plus proche est « {POSTES[NOMS[proches[0]]].intitule()} »"
        if proches
        else "écrivez son numéro, par exemple 622"
    )
    raise ActionRefusee(f"« {texte} » n’est pas un poste de charges de la grille : {suite}")
