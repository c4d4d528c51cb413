"""Entries of every visibility, some of which could leak: each bears marked texts, and a name for the tables."""

import csv
import io
import json
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from chantiers.models import Etape
from historique.actes import Agent, consigner
from historique.horloge import aujourd_hui, maintenant
from historique.models import Acte, Visibilite
from membres.acces import Acces
from membres.models import Personne
from tests import fabriques
from tests.distribution import MEMBRE, Distribution, Figure, figure

ROLES = ("visiteur", "membre_d_un_autre", "ancien", "membre", "comite", "coordination", "administrateur")
# An entry that is in none of the tables: what setting the scene wrote.
AUTRE = "(autre)"
MARQUE = re.compile(r"Marque-(\w+)")


def marques(texte: str) -> set[str]:
    return set(MARQUE.findall(texte))


@dataclass
class Scene:
    """`noms`: number of an entry → its name in the tables. `objets`: what entries are about; `siennes`: by entry."""

    figures: dict[str, Figure]
    noms: dict[int, str] = field(default_factory=dict)
    objets: dict[str, Any] = field(default_factory=dict)
    siennes: dict[str, Etape] = field(default_factory=dict)

    def nommees(self, sequences) -> set[str]:
        return {self.noms.get(sequence, AUTRE) for sequence in sequences}

    def numero(self, nom: str) -> int:
        return next(sequence for sequence, sien in self.noms.items() if sien == nom)

    def lire(self, role: str, adresse: str, **parametres) -> Any:
        return self.figures[role].client.get(adresse, parametres)


def texte_de(reponse) -> str:
    contenu = b"".join(reponse.streaming_content) if reponse.streaming else reponse.content
    return contenu.decode()


def dresser(distribution: Distribution) -> Scene:
    """The named entries are the last of the journal; what was written before bears the marks of four names only.

    Each one changes an étape of its own, and the common one: whatever a text replaced stands in the same entry.
    """
    scene = Scene(_figures(distribution))
    objectif = fabriques.objectif(fabriques.feuille(fabriques.chantier(1)))
    scene.objets = {
        "commune": fabriques.etape(objectif, "Étape commune"),
        "archivee": fabriques.etape(objectif, "Marque-groseille"),
        "discrete": fabriques.personne(prenom="Discrète", nom="Marque-cerise"),
        "secrete": fabriques.personne(prenom="Secrète", nom="Marque-mure"),
        "ancien": scene.figures["ancien"].personne,
    }
    renommer(scene.objets["ancien"], prenom="Marque-orange")
    scene.siennes = {nom: fabriques.etape(objectif, "Étape") for nom in MODIFICATIONS}
    for nom, modification in MODIFICATIONS.items():
        modification.inscrire(scene, nom, scene.siennes[nom])
    _archiver(scene)
    _se_renommer(scene)
    return scene


def _figures(distribution: Distribution) -> dict[str, Figure]:
    ancien = figure("ancien")
    hier = aujourd_hui() - timedelta(days=1)
    fabriques.adhesion(ancien.personne, fabriques.chantier(1), MEMBRE, du=hier - timedelta(days=30), au=hier)
    membre = distribution.membre1
    renommer(membre.personne, nom_public=True)
    noms = {"membre_d_un_autre": "membre2", "membre": "membre1"}
    siennes = {role: getattr(distribution, noms.get(role, role)) for role in ROLES if role != "ancien"}
    return siennes | {"ancien": ancien}


def renommer(personne: Personne, **champs) -> None:
    with consigner("modifier", par=Agent.SYSTEME, visibilite=Visibilite.RESTREINTE) as acte:
        acte.objet = lue = Personne.objects.get(pk=personne.pk)
        for champ, valeur in champs.items():
            setattr(lue, champ, valeur)
        lue.save()


@dataclass(frozen=True)
class Modification:
    """An entry about an étape: its readers, its author (a role, or « discrete »), and what it changes."""

    visibilite: str
    motif: str
    description: str = ""
    par: str = "coordination"
    confiee_a: str = ""
    renomme: str = ""

    def inscrire(self, scene: Scene, nom: str, sienne: Etape) -> None:
        with consigner("modifier", par=self._auteur(scene), motif=self.motif, visibilite=self.visibilite) as acte:
            acte.objet = etape = Etape.objects.get(pk=sienne.pk)
            etape.description = self.description
            etape.responsable = scene.objets.get(self.confiee_a)
            etape.save()
            commune = Etape.objects.get(pk=scene.objets["commune"].pk)
            commune.avancement += 1
            commune.save()
            if self.renomme:
                secrete = Personne.objects.get(pk=scene.objets["secrete"].pk)
                secrete.nom = self.renomme
                secrete.save()
        scene.noms[acte.sequence] = nom

    def _auteur(self, scene: Scene) -> Acces:
        if self.par in scene.figures:
            return scene.figures[self.par].acces
        return Acces(personne_id=scene.objets[self.par].pk, connecte=True)


PUBLIQUE, MEMBRES, COMITE, RESTREINTE = Visibilite.values
MODIFICATIONS = {
    "publique": Modification(PUBLIQUE, "Marque-abricot", "Marque-ananas"),
    "membres": Modification(MEMBRES, "Marque-bergamote", "Marque-banane"),
    "comite": Modification(COMITE, "Marque-coing", "Marque-cassis"),
    "restreinte": Modification(RESTREINTE, "Marque-durian", "Marque-datte"),
    # Public, but it also changes what has fewer readers.
    "publique_reservee": Modification(PUBLIQUE, "Marque-fraise", "Marque-figue", renomme="Marque-framboise"),
    # Of someone who has left since; of a member, beyond what members read.
    "ancien_membres": Modification(MEMBRES, "Marque-kumquat", "Marque-kaki", par="ancien"),
    "membre_comite": Modification(COMITE, "Marque-limette", "Marque-litchi", par="membre"),
    # Public, about someone, then by someone, whose name is not.
    "confiee": Modification(PUBLIQUE, "Marque-nefle", confiee_a="discrete"),
    "par_discrete": Modification(PUBLIQUE, "Marque-pomelo", par="discrete"),
}


def _archiver(scene: Scene) -> None:
    acces = scene.figures["coordination"].acces
    with consigner("archiver", par=acces, motif="Marque-grenade") as acte:
        acte.objet = archivee = Etape.objects.get(pk=scene.objets["archivee"].pk)
        archivee.archive_le = maintenant()
        archivee.save()
    scene.noms[acte.sequence] = "archivee"


def _se_renommer(scene: Scene) -> None:
    """An entry of the former member about herself, restricted."""
    acces = scene.figures["ancien"].acces
    with consigner("modifier", par=acces, motif="Marque-quetsche", visibilite=RESTREINTE) as acte:
        acte.objet = ancien = Personne.objects.get(pk=scene.objets["ancien"].pk)
        ancien.prenom = "Ancienne"
        ancien.save()
    scene.noms[acte.sequence] = "ancien_restreinte"


# What each place shows ------------------------------------------------------------------------------------------------


def tout_le_journal(scene: Scene, role: str, **filtres) -> tuple[set[int], str, bool]:
    """Every page of the journal: the numbers shown, the text, and whether the filters were accepted."""
    numeros, textes, suite = set(), [], {}
    while True:
        reponse = scene.lire(role, "/journal/", **filtres, **suite)
        page, texte = reponse.context["page"], reponse.content.decode()
        textes.append(texte)
        numeros |= {int(numero) for numero in re.findall(r'href="/journal/(\d+)/"', texte)}
        assert {inscription.sequence for inscription in page.inscriptions} <= numeros
        if page.plus_ancien is None:
            return numeros, "".join(textes), not reponse.context["formulaire"].errors
        suite = {"avant": page.plus_ancien}


def flux(scene: Scene, role: str, adresse: str = "/journal/flux.atom") -> tuple[set[int], str]:
    texte = texte_de(scene.lire(role, adresse))
    return {int(numero) for numero in re.findall(r'href="[^"]*/journal/(\d+)/"', texte)}, texte


def export_csv(scene: Scene, role: str, **filtres) -> tuple[set[int], str]:
    texte = texte_de(scene.lire(role, "/journal/export.csv", **filtres)).removeprefix("\ufeff")
    return {int(ligne["Inscription"]) for ligne in csv.DictReader(io.StringIO(texte), delimiter=";")}, texte


def export_ndjson(scene: Scene, role: str) -> tuple[set[int], str]:
    """The numbers whose content is given, and all the text; every entry has its line, whoever reads."""
    texte = texte_de(scene.lire(role, "/journal/export.ndjson"))
    _, *lignes, _ = [json.loads(ligne) for ligne in texte.splitlines()]
    assert [(x["sequence"], x["feuille"], x["chaine"]) for x in lignes] == list(
        Acte.objects.order_by("sequence").values_list("sequence", "feuille", "chaine")
    )
    return {ligne["sequence"] for ligne in lignes if "inscription" in ligne}, texte
