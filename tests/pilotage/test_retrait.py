"""What was proposed, said or decided loses a text to the marker, and nothing else of it changes."""

import json
from uuid import uuid4

import pytest
from django.db import IntegrityError

from chantiers.lecture import depuis_instantane
from chantiers.models import Etape
from historique import gardes, registre
from historique.canonique import empreinte
from historique.controle import chaine_du_journal
from historique.models import PASSAGE_RETIRE, Ouverture
from historique.verification import verifier
from pilotage import actions
from pilotage.lecture.versions import lire_contenu
from pilotage.models import Decision, Intervention, Position, Proposition, RefusDeMinorite, Version
from pilotage.retrait import VERS_LA_PROPOSITION, est_fige
from tests import fabriques
from tests.consultation import NATURES, OBJECTION
from tests.historique.test_retrait import base_entiere, retirer
from tests.pilotage.test_positions import refuser_la_minorite

pytestmark = pytest.mark.django_db
SECRET = "Phrase-secrète à retirer"
MARQUE = f"'{PASSAGE_RETIRE}'"


def rien_ne_differe():
    assert [str(anomalie) for anomalie in (*verifier(), *chaine_du_journal())] == []


# Frozen versions ------------------------------------------------------------------------------------------------------


def test_a_text_of_a_roadmap_goes_from_the_versions_that_froze_it(consultation, roadmaps):
    etape = roadmaps[2]
    c = consultation(nature=NATURES.FEUILLE_DE_ROUTE_GLOBALE).aux_objections()
    version = c.version
    titre = etape.titre
    retirer(etape, "titre", titre, remplacement="Un titre sans rien à redire")
    relue = Version.objects.get(pk=version.pk)
    assert (relue.instantane, relue.empreinte) == (version.instantane, empreinte(version.instantane))
    lues = [e.titre for f in lire_contenu(relue, c.coordination).feuilles for e in f.etapes]
    assert lues.count(PASSAGE_RETIRE) == 1
    assert titre not in base_entiere()
    assert Etape.objects.get(pk=etape.pk).titre == "Un titre sans rien à redire"
    rien_ne_differe()


def test_the_same_words_in_another_item_of_the_version_stay(consultation, roadmaps):
    une = fabriques.etape(roadmaps[1].objectif, SECRET)
    fabriques.etape(roadmaps[2].objectif, SECRET)
    c = consultation(nature=NATURES.FEUILLE_DE_ROUTE_GLOBALE).aux_objections()
    retirer(une, "titre", SECRET)
    lues = [e.titre for f in depuis_instantane(c.version.instantane, c.coordination).feuilles for e in f.etapes]
    assert (lues.count(PASSAGE_RETIRE), lues.count(SECRET)) == (1, 1)


def test_the_text_of_a_proposition_goes_from_its_versions(consultation):
    c = consultation(texte=SECRET).aux_objections()
    texte_fige = c.version.instantane
    assert "engagement" in json.loads(texte_fige)["texte"]
    retirer(c.relire(), "texte", SECRET, remplacement="Ce qui reste.")
    assert lire_contenu(c.version, c.coordination).texte == PASSAGE_RETIRE
    assert c.version.instantane == texte_fige
    assert Proposition.objects.get(pk=c.proposition.pk).texte == "Ce qui reste."
    assert SECRET not in base_entiere()
    rien_ne_differe()


def test_an_opening_missing_from_a_frozen_version_is_named(consultation, sql):
    c = consultation(texte=SECRET).aux_objections()
    cle = json.loads(c.version.instantane)["texte"]["engagement"]
    gardes.oter_les_gardes(["historique_ouverture"])
    sql("DELETE FROM historique_ouverture WHERE engagement = %s", cle)
    gardes.poser_les_gardes(["historique_ouverture"])
    assert [str(anomalie) for anomalie in verifier()] == [
        f"proposition {c.proposition.numero}, Version 1.0 : l’ouverture d’un texte figé manque (engagement {cle[:12]}…)"
    ]


# Rows that are kept as they are ---------------------------------------------------------------------------------------


@pytest.fixture
def dite(consultation):
    """`dite(model)` -> a frozen row of this model, and the name of its text, which is the secret."""

    def faire(modele):
        c = consultation(nature=NATURES.CADRE, titre="Un cadre", texte="Un texte", mode_leger=True)
        if modele is Intervention:
            c.ouvrir()
            return actions.questionner(c.proposition, id=uuid4(), texte=SECRET, par=c.referentes[1].acces), "texte"
        c.aux_objections()
        if modele is Position:
            return c.position(1, OBJECTION, SECRET), "argument"
        if modele is RefusDeMinorite:
            c.bonifier("Un texte.", mineure=True, explication="Un point.")
            return refuser_la_minorite(c, 2, argument=SECRET), "argument"
        if modele is Version:
            c.position(1, OBJECTION, "Trop tôt.")
            c.bonifier(explication=SECRET)
            return c.version, "explication"
        c.consentir()
        decision = c.adopter()
        return (decision, "enonce") if modele is Decision else (c.relire(), "titre")

    return faire


@pytest.mark.parametrize("modele", [Intervention, Position, RefusDeMinorite, Version, Decision, Proposition])
def test_a_frozen_text_becomes_the_marker_whatever_was_to_replace_it(dite, modele):
    ligne, champ = dite(modele)
    texte = getattr(ligne, champ)
    assert est_fige(ligne)
    retirer(ligne, champ, texte, remplacement="Autre chose")
    assert getattr(modele.objects.get(pk=ligne.pk), champ) == PASSAGE_RETIRE
    assert not Ouverture.objects.filter(valeur=texte).exists()
    rien_ne_differe()


@pytest.mark.parametrize("modele", [Position, Decision, Proposition])
@pytest.mark.parametrize(
    "affectations",
    [
        "{champ} = 'Autre chose', version = version + 1",
        f"{{champ}} = {MARQUE}",
        f"{{champ}} = {MARQUE}, version = version + 2",
        "version = version + 1",
        f"{{champ}} = {MARQUE}, version = version + 1, {{autre}} = {{valeur}}",
    ],
)
def test_the_database_lets_nothing_else_through(dite, sql, modele, affectations):
    ligne, champ = dite(modele)
    autre, valeur = {
        Position: ("avis", "'consentement'"),
        Decision: ("numero", "'D-1999-999'"),
        Proposition: ("etape", "'objections'"),
    }[modele]
    ordre = f"UPDATE {modele._meta.db_table} SET {affectations} WHERE id = %s"
    with pytest.raises(IntegrityError):
        sql(ordre.format(champ=champ, autre=autre, valeur=valeur), ligne.pk)
    assert getattr(modele.objects.get(pk=ligne.pk), champ) == getattr(ligne, champ)


def test_the_database_lets_the_marker_through(dite, sql):
    ligne, champ = dite(Position)
    sql(f"UPDATE pilotage_position SET {champ} = {MARQUE}, version = version + 1 WHERE id = %s", ligne.pk)
    assert Position.objects.get(pk=ligne.pk).argument == PASSAGE_RETIRE


def test_a_proposition_in_progress_is_edited_as_before(consultation):
    assert not est_fige(consultation().proposition)


def test_a_row_without_any_text_never_changes(consultation, sql):
    c = consultation().aux_objections()
    with pytest.raises(IntegrityError):
        sql("UPDATE pilotage_chantiercomptant SET version = version + 1 WHERE version_proposee_id = %s", c.version.pk)
    assert set(c.version.comptants.values_list("version", flat=True)) == {1}


def test_every_model_with_a_text_leads_to_the_proposition_that_is_locked():
    textes = {d.modele for d in registre.declarations.values() if d.engages and d.cle.startswith("pilotage.")}
    assert set(VERS_LA_PROPOSITION) == textes


def test_the_page_of_the_proposition_shows_the_marker(consultation, distribution):
    c = consultation().aux_objections()
    position = c.position(1, OBJECTION, SECRET)
    retirer(position, "argument", SECRET)
    page = distribution.membre1.client.get(c.relire().get_absolute_url()).content.decode()
    assert SECRET not in page
    assert PASSAGE_RETIRE in page
