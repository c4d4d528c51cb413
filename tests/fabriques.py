"""Factories: plain functions that make the simplest valid object, each in an act of its own.

Every argument is a field of the model (`etape(objectif, titre="Enquête")`); what is not given is the simplest value.
"""

from datetime import date
from itertools import count
from typing import Any

from chantiers.models import Adhesion, Chantier, Dependance, Etape, FeuilleDeRoute, Livrable, Moyen, Objectif
from historique.actes import Agent, consigner
from historique.models import Suivi
from membres.models import Compte, Organisation, Personne
from pilotage.models import College, Siege

MOT_DE_PASSE = "une phrase de passe pour les tests"
CHANTIERS = {
    0: ("Interchantier", "interchantier"),
    1: ("Compétences et métiers", "competences-et-metiers"),
    2: ("Outils financiers", "outils-financiers"),
    3: ("Accompagnement", "accompagnement"),
    4: ("Écosystèmes", "ecosystemes"),
    5: ("Plaidoyer", "plaidoyer"),
}
NUMEROS = count(1)


def inscrire[Objet: Suivi](objet: Objet) -> Objet:
    """Check and save a tracked object in an act of the system."""
    objet.full_clean()
    with consigner("ajouter", par=Agent.SYSTEME) as acte:
        objet.save()
        acte.objet = objet
    return objet


# membres --------------------------------------------------------------------------------------------------------------


def compte(email: str = "", **champs: Any) -> Compte:
    return Compte.objects.create_user(email or f"compte{next(NUMEROS)}@essai.example", MOT_DE_PASSE, **champs)


def personne(prenom: str = "Camille", nom: str = "Essai", **champs: Any) -> Personne:
    """A person without an account; give `compte=compte()` to one who signs in."""
    return inscrire(Personne(prenom=prenom, nom=nom, **champs))


def organisation(nom: str = "Association d’essai", **champs: Any) -> Organisation:
    return inscrire(Organisation(nom=nom, **champs))


# chantiers ------------------------------------------------------------------------------------------------------------


def chantier(numero: int = 1) -> Chantier:
    """The chantier of the charter that bears this number (0: the interchantier); found if it is there already."""
    trouve = Chantier.objects.filter(numero=numero).first()
    if trouve is not None:
        return trouve
    nom_court, slug = CHANTIERS[numero]
    nature = Chantier.Nature.CHANTIER if numero else Chantier.Nature.INTERCHANTIER
    return inscrire(
        Chantier(numero=numero, nature=nature, titre=f"{nom_court} (titre)", nom_court=nom_court, slug=slug)
    )


def adhesion(de: Personne, chantier: Chantier, role: str = Adhesion.Role.MEMBRE, **champs: Any) -> Adhesion:
    return inscrire(Adhesion(personne=de, chantier=chantier, role=role, **champs))


def feuille(de: Chantier, **champs: Any) -> FeuilleDeRoute:
    """The roadmap in progress of a chantier, for 2027; found if it is there already."""
    trouvee = de.feuilles_de_route.filter(etat=FeuilleDeRoute.Etat.EN_COURS).first()
    if trouvee is not None:
        return trouvee
    return inscrire(FeuilleDeRoute(**{"chantier": de, "debut": date(2027, 1, 1), "fin": date(2027, 12, 31), **champs}))


def objectif(feuille: FeuilleDeRoute, titre: str = "Décrire trois métiers", **champs: Any) -> Objectif:
    return inscrire(Objectif(feuille_de_route=feuille, titre=titre, **champs))


def etape(objectif: Objectif, titre: str = "Mener l’enquête", **champs: Any) -> Etape:
    return inscrire(Etape(objectif=objectif, titre=titre, **champs))


def livrable(etape: Etape, titre: str = "Référentiel", **champs: Any) -> Livrable:
    return inscrire(Livrable(etape=etape, titre=titre, **champs))


def dependance(etape: Etape, attend: Etape, **champs: Any) -> Dependance:
    return inscrire(Dependance(etape=etape, attend=attend, **champs))


def moyen(feuille: FeuilleDeRoute, libelle: str = "Animation", **champs: Any) -> Moyen:
    return inscrire(Moyen(feuille_de_route=feuille, libelle=libelle, **champs))


# pilotage -------------------------------------------------------------------------------------------------------------


def college(cle: str = "acteurs-de-terrain", **champs: Any) -> College:
    """The collège of this key; found if it is there already."""
    trouve = College.objects.filter(cle=cle).first()
    return trouve or inscrire(College(**{"cle": cle, "nom": cle.replace("-", " ").capitalize(), **champs}))


def siege(de: Personne, college: College, fonction: str = Siege.Fonction.MEMBRE, **champs: Any) -> Siege:
    return inscrire(Siege(personne=de, college=college, fonction=fonction, **champs))
