"""The words by which the entries of the journal are found."""

import threading
import time

import pytest
from django.core.management import call_command
from django.db import IntegrityError
from django.db.migrations import RunPython

from chantiers.models import Adhesion, Etape
from historique import index, prises, retrait
from historique.actes import Agent, consigner
from historique.analyse import jetons
from historique.migration import Consigne
from historique.models import PASSAGE_RETIRE, Acte, Mot, Visibilite
from membres.models import Personne
from tests import fabriques
from tests.bases import en_parallele
from tests.historique.test_migration import appliquer

pytestmark = pytest.mark.django_db


def mots(sequence: int) -> set[str]:
    return set(Mot.objects.filter(sequence=sequence).values_list("jeton", flat=True))


def tout_l_index() -> set[tuple[str, int]]:
    return set(Mot.objects.values_list("jeton", "sequence"))


def modifier(objet, motif="", visibilite=None, objet_de_l_acte=None, **champs):
    with consigner("modifier", par=Agent.SYSTEME, motif=motif, visibilite=visibilite) as acte:
        courant = type(objet).objects.select_for_update().get(pk=objet.pk)
        for champ, valeur in champs.items():
            setattr(courant, champ, valeur)
        courant.save()
        acte.objet = objet_de_l_acte or courant
    return acte.sequence


def etape(**champs):
    return fabriques.etape(fabriques.objectif(fabriques.feuille(fabriques.chantier(1))), **champs)


# What an entry is found by --------------------------------------------------------------------------------------------


def test_an_entry_is_found_by_its_reason_its_changed_texts_and_the_name_of_its_object():
    une = etape(titre="Mener l’enquête", description="Trois ateliers")
    sequence = modifier(une, motif="Relecture demandée", description="Deux entretiens")
    attendus = jetons("Relecture demandée, Mener l’enquête, Trois ateliers, Deux entretiens")
    assert mots(sequence) == attendus


def test_an_entry_keeps_the_name_that_its_object_had():
    une = etape(titre="Enquête")
    premiere = Acte.objects.get(objet_id=une.pk).sequence
    renommee = modifier(une, titre="Sondage")
    ensuite = modifier(une, rang=4)
    trouves = [{mot for mot in ("enquet", "sondag") if mot in mots(s)} for s in (premiere, renommee, ensuite)]
    assert trouves == [{"enquet"}, {"enquet", "sondag"}, {"sondag"}]


def test_an_act_that_is_undone_leaves_no_word():
    une = etape()
    avant = tout_l_index()
    with pytest.raises(IntegrityError):
        modifier(une, motif="Introuvable", rang=None)
    assert tout_l_index() == avant


NOMS = {  # the entries of which the name of a member's item, of a person, of a chantier is a word
    "étape": {Visibilite.MEMBRES, Visibilite.COMITE},
    "personne": {Visibilite.RESTREINTE},
    "organisation": {Visibilite.MEMBRES, Visibilite.COMITE},
    "chantier": set(Visibilite),
}


@pytest.mark.parametrize("visibilite", Visibilite)
@pytest.mark.parametrize("genre", NOMS)
def test_the_name_of_an_object_is_a_word_of_the_entries_whose_readers_all_may_read_it(genre, visibilite):
    objets = {
        "étape": lambda: etape(titre="Zanzibar"),
        "personne": lambda: fabriques.personne(nom="Zanzibar"),
        "organisation": lambda: fabriques.organisation("Zanzibar"),
        "chantier": lambda: fabriques.chantier(1),
    }
    nom = {"chantier": "compétences"}.get(genre, "zanzibar")
    objet = objets[genre]()
    with consigner("exporter", par=Agent.SYSTEME, visibilite=visibilite) as acte:
        acte.objet = objet
    trouve = bool(jetons(nom) & mots(acte.sequence))
    assert trouve == (visibilite in NOMS[genre])


@pytest.mark.parametrize("visibilite", Visibilite)
def test_the_texts_of_a_reserved_type_are_words_of_the_entries_that_are_so_too(visibilite):
    chantier = fabriques.chantier(1)
    with consigner("inviter", par=Agent.SYSTEME, visibilite=visibilite, motif="Bienvenue") as acte:
        Personne(prenom="Ondine", nom="Marchetti", courriel="ondine@essai.example").save()
        acte.objet = chantier
    trouves = {"ondin", "marchet"} & {m[:7] for m in mots(acte.sequence)}
    assert "bienvenu" in mots(acte.sequence)
    assert trouves == ({"ondin", "marchet"} if visibilite == Visibilite.RESTREINTE else set())


# Made again, and taken out --------------------------------------------------------------------------------------------


def une_vie(distribution):
    """Entries of many kinds: renamed, about an object that the act does not change, reserved, published."""
    une = etape(titre="Mener l’enquête", description="Trois ateliers")
    modifier(une, titre="Conduire le sondage", motif="Plus clair")
    une.refresh_from_db()
    modifier(fabriques.livrable(une, titre="Référentiel"), description="En ligne", objet_de_l_acte=une)
    modifier(une, visibilite=Visibilite.PUBLIQUE, description="Quatre ateliers")
    fabriques.adhesion(distribution.membre1.personne, fabriques.chantier(2), Adhesion.Role.MEMBRE)
    modifier(fabriques.personne(nom="Marchetti"), nom="Zanzibar")
    with consigner("exporter", par=Agent.SYSTEME, motif="Pour le financeur", visibilite=Visibilite.MEMBRES) as acte:
        acte.objet = une
    return une


def test_the_index_made_again_is_the_one_that_the_acts_wrote(distribution):
    une_vie(distribution)
    ecrit = tout_l_index()
    assert index.reindexer_le_journal() == Acte.objects.count()
    assert tout_l_index() == ecrit
    Mot.objects.all().delete()
    index.reindexer_le_journal()
    assert tout_l_index() == ecrit
    assert len(ecrit) > 20


def test_the_whole_demonstration_is_indexed_as_it_would_be_made_again(demonstration):
    ecrit = tout_l_index()
    call_command("reindexer_le_journal", verbosity=0)
    assert tout_l_index() == ecrit
    assert len(ecrit) > 500


def test_entries_of_before_the_index_are_indexed_when_migrations_end(base_reelle, distribution):
    une_vie(distribution)
    ecrit = tout_l_index()
    Mot.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert tout_l_index() == ecrit


def test_what_a_migration_writes_is_indexed_when_it_ends(base_reelle):
    etape(titre="Mener l’enquête", description="Texte d’avant")

    def migrer(etats, schema_editor):
        with Consigne(etats, motif="Colonne renommée") as consigne:
            une = etats.get_model("chantiers", "Etape").objects.get()
            une.description = "Zanzibar"
            consigne.enregistrer(une)

    appliquer(RunPython(migrer))
    sequence = Acte.objects.get(verbe="migrer").sequence
    assert mots(sequence) == set()
    call_command("migrate", verbosity=0)
    assert mots(sequence) == jetons("Mener l’enquête, colonne renommée, texte d’avant, Zanzibar")


def test_words_of_no_entry_are_swept():
    etape()
    attendu = tout_l_index()
    Mot.objects.create(jeton="fantome", sequence=Acte.objects.count() + 10)
    Mot.objects.create(jeton="fantome", sequence=1)
    index.reindexer_le_journal()
    assert tout_l_index() == attendu


def test_an_object_is_made_again_in_all_the_entries_that_touch_it(distribution):
    une = une_vie(distribution)
    ecrit = tout_l_index()
    touchees = index.inscriptions_sur([une.pk])
    Mot.objects.filter(sequence__in=touchees).delete()
    index.reindexer_l_objet(une.pk)
    assert tout_l_index() == ecrit
    assert len(touchees) == 5


def test_a_forgotten_entry_has_no_word():
    une = etape()
    index.oublier(index.inscriptions_sur([une.pk]))
    assert not Mot.objects.filter(sequence__in=index.inscriptions_sur([une.pk])).exists()
    assert Mot.objects.exists()


def test_a_text_taken_out_leaves_no_word_anywhere(distribution):
    """Its words are in the entry that wrote it, in those that named the object, and in the one that takes it out."""
    une = etape(titre="Zanzibar secret")
    modifier(une, rang=3)
    modifier(une, titre="Mener l’enquête")
    with consigner("exporter", par=Agent.SYSTEME, motif="Rapport") as acte:
        acte.objet = une
    secrets = jetons("Zanzibar secret")
    assert Mot.objects.filter(jeton__in=secrets).count() > 4
    with consigner("retirer_un_passage", par=Agent.SYSTEME) as acte:
        acte.objet = retrait.retirer_un_texte(acte, Etape, une.pk, "titre", "Zanzibar secret")
        retrait.motiver(acte, "secret")
    assert not Mot.objects.filter(jeton__in=secrets).exists()
    assert not Mot.objects.filter(jeton__in=jetons(PASSAGE_RETIRE)).exists()
    ecrit = tout_l_index()
    index.reindexer_le_journal()
    assert tout_l_index() == ecrit


def test_a_reason_taken_out_leaves_no_word():
    une = etape()
    sequence = modifier(une, motif="Zanzibar", rang=3)
    with consigner("retirer_un_passage", par=Agent.SYSTEME) as acte:
        retrait.retirer_un_motif(acte, Acte.objects.get(sequence=sequence))
        retrait.motiver(acte, "secret")
        acte.objet = une
    assert not Mot.objects.filter(jeton__in=jetons("Zanzibar")).exists()


# At the same instant --------------------------------------------------------------------------------------------------


def retirer_pendant_que_l_index_se_refait(monkeypatch):
    """The index is made again from when the text is out, and its act not yet committed; gives the words that remain."""
    une = etape(titre="Zanzibar")
    retire = threading.Event()

    def laisser_faire(inscrit):
        retire.set()
        time.sleep(1)

    def refaire():
        retire.wait(10)
        return index.reindexer_le_journal()

    def retirer():
        with consigner("retirer_un_passage", par=Agent.SYSTEME) as acte:
            acte.objet = retrait.retirer_un_texte(acte, Etape, une.pk, "titre", "Zanzibar")
            retrait.motiver(acte, "secret")

    monkeypatch.setattr(prises, "apres_un_retrait", [*prises.apres_un_retrait, laisser_faire])
    resultats = en_parallele(retirer, refaire)
    assert [resultat for resultat in resultats if isinstance(resultat, Exception)] == []
    return set(Mot.objects.filter(jeton__in=jetons("Zanzibar")).values_list("jeton", flat=True))


@pytest.mark.postgresql_seul
def test_a_text_taken_out_while_the_index_is_made_again_leaves_no_word(base_reelle, monkeypatch):
    assert retirer_pendant_que_l_index_se_refait(monkeypatch) == set()


@pytest.mark.postgresql_seul
def test_without_the_lock_its_words_would_come_back(base_reelle, monkeypatch):
    """Negative control."""
    monkeypatch.setattr(index, "attendre_les_retraits", lambda: None)
    assert retirer_pendant_que_l_index_se_refait(monkeypatch) == jetons("Zanzibar")
