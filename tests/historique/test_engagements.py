"""A name, an e-mail or a marked sentence typed into any text is in no fingerprinted byte."""

import pytest
from django.apps import apps
from django.db import models

from historique import registre
from historique.actes import ActeEnCours, Agent, consigner
from historique.canonique import engagement, lire
from historique.ecarts import ecarts
from historique.models import Acte, Changement, Ouverture
from membres.models import Organisation
from tests import fabriques

pytestmark = pytest.mark.django_db
MARQUE = "Phrase-qui-ne-doit-pas-rester"
TEXTES = [
    (declaration.cle, champ.name)
    for declaration in registre.declarations.values()
    for champ in declaration.modele._meta.concrete_fields
    if champ.name in declaration.engages
]


def octets():
    """Every byte of the tables that fingerprints cover."""
    lignes = [*Changement.objects.values_list(), *Acte.objects.values_list()]
    return "\n".join(str(valeur) for ligne in lignes for valeur in ligne)


def objet(cle):
    """The simplest unsaved object of a tracked model: its keys point to nowhere, no constraint is asked."""
    modele = apps.get_model(cle)
    champs = {}
    for champ in modele._meta.concrete_fields:
        if isinstance(champ, models.DateTimeField | models.DateField) and not champ.null:
            champs[champ.name] = "2027-03-12"
    return modele(**champs)


@pytest.mark.parametrize(("cle", "champ"), TEXTES)
def test_a_marked_sentence_in_any_text_is_only_a_commitment(cle, champ):
    """The differences of a state that holds it, as the act would write them."""
    declaration = registre.declarations[cle]
    avant, apres = objet(cle), objet(cle)
    setattr(avant, champ, f"{MARQUE} avant")
    setattr(apres, champ, f"{MARQUE} après")
    acte = ActeEnCours("modifier", None, "", None, None, "")
    ecrits = ecarts(declaration.modele, registre.champs_engages(declaration.modele), avant, apres, acte.engager)
    (sien,) = [ecart for ecart in ecrits if ecart.champ == champ]
    assert MARQUE not in f"{sien.avant}{sien.apres}"
    assert [o["valeur"] for o in acte.ouvertures] == [f"{MARQUE} avant", f"{MARQUE} après"]


def test_names_mails_and_reasons_are_in_no_byte_of_the_journal():
    personne = fabriques.personne(prenom=MARQUE, nom=f"Nom {MARQUE}", courriel=f"{MARQUE}@essai.example".lower())
    with consigner("modifier", par=Agent.SYSTEME, motif=f"Parce que {MARQUE}") as acte:
        Organisation(nom=f"Chez {MARQUE}").save()
        acte.objet = personne
    assert MARQUE.lower() not in octets().lower()
    assert Ouverture.objects.filter(valeur__contains=MARQUE).count() >= 4


def test_a_commitment_opens_with_its_salt_and_the_same_text_never_has_the_same_commitment():
    fabriques.organisation("Le même nom")
    fabriques.organisation("Le même nom")
    ouvertures = list(Ouverture.objects.filter(valeur="Le même nom"))
    assert len({o.engagement for o in ouvertures}) == len({o.sel for o in ouvertures}) == 2
    assert all(o.engagement == engagement(o.sel, o.valeur) for o in ouvertures)
    ecrits = {lire(c.apres)["engagement"] for c in Changement.objects.filter(champ="nom")}
    assert ecrits == {o.engagement for o in ouvertures}
