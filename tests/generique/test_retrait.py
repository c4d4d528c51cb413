"""Every text of every tracked model can be taken out, of the demonstration as it is, and the proof stands."""

from historique import registre
from historique.actes import Agent, consigner
from historique.controle import chaine_du_journal
from historique.horloge import aujourd_hui
from historique.models import Acte
from historique.retrait import est_fige, motiver, retirer_les_textes, textes_tenus
from historique.verification import verifier
from membres.models import Rattachement
from pilotage.models import Proposition
from tests import fabriques
from tests.historique.test_pages import modifier

TEXTES = {(declaration.cle, champ) for declaration in registre.declarations.values() for champ in declaration.engages}


def completer():
    """What the demonstration does not tell."""
    association = fabriques.organisation("Association avec un site", site="https://association.example/")
    fabriques.inscrire(
        Rattachement(personne=fabriques.personne(), organisation=association, fonction="Présidente", du=aujourd_hui())
    )
    objectif = fabriques.objectif(fabriques.feuille(fabriques.chantier(2)), description="Un objectif décrit")
    fabriques.livrable(fabriques.etape(objectif), description="Un livrable décrit", lien="https://lien.example/")
    modifier(Proposition.objects.en_cours().first(), texte="Un texte", rencontre="À la maison des associations")


def retirer(declaration, champ):
    """Take out all that this field ever held, of one object; the key of the object, or None when none has a text."""
    passes = declaration.historique._default_manager.exclude(**{champ: ""}).order_by("-history_id")
    pk = passes.values_list("id", flat=True).first()
    if pk is None:
        return None
    with consigner("retirer_un_passage", par=Agent.SYSTEME) as acte:
        textes = textes_tenus(declaration, pk, [champ])
        acte.objet = retirer_les_textes(acte, declaration.modele, pk, textes)
        motiver(acte, "erreur")
    return pk


def test_every_text_can_be_taken_out_and_the_proof_stands(demonstration):
    completer()
    feuilles = list(Acte.objects.order_by("sequence").values_list("feuille", "chaine"))
    sans = set()
    for cle, champ in sorted(TEXTES):
        declaration = registre.declarations[cle]
        pk = retirer(declaration, champ)
        if pk is None:
            sans.add((cle, champ))
        else:
            assert textes_tenus(declaration, pk, [champ]) == {champ: set()}, (cle, champ)
    assert sans == {("pilotage.refusdeminorite", "argument")}  # see tests/pilotage/test_retrait.py
    assert [str(anomalie) for anomalie in (*verifier(), *chaine_du_journal())] == []
    assert list(Acte.objects.order_by("sequence").values_list("feuille", "chaine"))[: len(feuilles)] == feuilles


def test_what_is_frozen_is_what_the_database_keeps(demonstration):
    """A row that may lose a text to the marker only is one that its guards keep as it is."""
    figes = {
        declaration.cle
        for declaration in registre.declarations.values()
        if (ligne := declaration.modele._base_manager.first()) is not None and est_fige(ligne)
    }
    attendus = {"pilotage.version", "pilotage.chantiercomptant", "pilotage.position", "pilotage.decision"}
    assert attendus <= figes <= attendus | {"pilotage.intervention", "pilotage.refusdeminorite", "pilotage.proposition"}
