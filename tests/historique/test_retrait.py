"""A text is taken out: it is nowhere any more, the proof stands, and nothing else is touched."""

import unicodedata
from itertools import chain
from uuid import UUID

import pytest
from django.db import connection

from chantiers.models import Etape, Objectif
from historique import prises, retrait, saisie
from historique.actes import Agent, consigner
from historique.analyse import jetons
from historique.canonique import lire
from historique.controle import chaine_du_journal
from historique.models import PASSAGE_RETIRE, Acte, Mot, Ouverture, Retrait
from historique.saisie import EcritureHorsJournal
from historique.verification import verifier
from membres.models import Organisation
from tests import fabriques
from tests.historique.test_pages import modifier

SECRET = "Phrase-secrète à retirer"


@pytest.fixture
def une_etape(base_reelle):
    """An étape whose description holds the secret, in two states."""
    une = fabriques.etape(fabriques.objectif(fabriques.feuille(fabriques.chantier(1))), "Mener l’enquête")
    modifier(une, description=SECRET)
    modifier(une, avancement=10)
    return une


def retirer(objet, champ, *textes, remplacement=PASSAGE_RETIRE, motif_legal="diffamation"):
    with consigner("retirer_un_passage", par=Agent.SYSTEME) as acte:
        acte.objet = retrait.retirer_les_textes(
            acte, type(objet), objet.pk, {champ: textes}, remplacements={champ: remplacement}
        )
        retrait.motiver(acte, motif_legal)
    return Acte.objects.get(pk=acte.id)


def base_entiere():
    """Every value of every table, as text."""
    with connection.cursor() as curseur:
        lignes = []
        for table in connection.introspection.table_names():
            curseur.execute(f'SELECT * FROM "{table}"')
            lignes += curseur.fetchall()
    return "\n".join(map(str, chain.from_iterable(lignes)))


def empreintes():
    return list(Acte.objects.order_by("sequence").values_list("sequence", "feuille", "chaine"))


def descriptions(objet):
    return list(type(objet).history.filter(id=objet.pk).order_by("version").values_list("description", flat=True))


def rien_ne_differe():
    assert [str(anomalie) for anomalie in (*verifier(), *chaine_du_journal())] == []


def test_an_address_leaves_nothing_in_its_place(base_reelle):
    """The marker is no address, and no two people may have the same one: a replay would stop at the second."""
    personnes = [fabriques.personne(courriel=f"{nom}@essai.example") for nom in ("ada", "zoe")]
    for personne in personnes:
        retirer_sans_remplacement(personne, "courriel", personne.courriel)
        personne.refresh_from_db()
        assert personne.courriel == ""
    assert "@essai.example" not in base_entiere()
    rien_ne_differe()


def retirer_sans_remplacement(objet, champ, texte):
    with consigner("retirer_un_passage", par=Agent.SYSTEME) as acte:
        acte.objet = retrait.retirer_les_textes(acte, type(objet), objet.pk, {champ: [texte]})
        retrait.motiver(acte, "erreur")


def test_a_live_text_is_nowhere_any_more_and_the_proof_stands(une_etape):
    avant = empreintes()
    assert SECRET in base_entiere()
    acte = retirer(une_etape, "description", SECRET, remplacement="Ce qui reste.")
    assert SECRET not in base_entiere()
    assert empreintes()[:-1] == avant
    rien_ne_differe()
    assert Etape.objects.get(pk=une_etape.pk).description == "Ce qui reste."
    assert descriptions(une_etape) == ["", PASSAGE_RETIRE, PASSAGE_RETIRE, "Ce qui reste."]
    assert Retrait.objects.filter(acte=acte).count() == 1


def test_a_live_text_becomes_the_marker_unless_something_replaces_it(une_etape):
    acte = retirer(une_etape, "description", SECRET)
    assert Etape.objects.get(pk=une_etape.pk).description == PASSAGE_RETIRE
    assert SECRET not in base_entiere()
    assert acte.verbe == "retirer_un_passage"
    rien_ne_differe()


def test_a_text_of_the_past_goes_and_the_present_one_stays(une_etape):
    modifier(une_etape, description="Autre chose")
    version = Etape.objects.get(pk=une_etape.pk).version
    retirer(une_etape, "description", SECRET)
    etape = Etape.objects.get(pk=une_etape.pk)
    assert (etape.description, etape.version) == ("Autre chose", version)
    assert SECRET not in base_entiere()
    assert descriptions(une_etape) == ["", PASSAGE_RETIRE, PASSAGE_RETIRE, "Autre chose"]
    rien_ne_differe()


def test_several_texts_of_a_field_go_in_one_act(une_etape):
    modifier(une_etape, description=f"{SECRET}, et autre chose")
    retirer(une_etape, "description", SECRET, f"{SECRET}, et autre chose", remplacement="Et autre chose")
    assert SECRET not in base_entiere()
    rien_ne_differe()


def test_a_text_composed_otherwise_is_the_same_text(une_etape):
    modifier(une_etape, description=unicodedata.normalize("NFD", SECRET), avancement=30)
    retirer(une_etape, "description", SECRET)
    assert {SECRET, unicodedata.normalize("NFD", SECRET)} & set(
        Ouverture.objects.values_list("valeur", flat=True)
    ) == set()
    assert descriptions(une_etape)[1:] == [PASSAGE_RETIRE] * 4
    rien_ne_differe()


def test_what_another_field_or_object_holds_is_not_touched(une_etape):
    modifier(une_etape, titre=SECRET)
    autre = fabriques.etape(une_etape.objectif, SECRET)
    retirer(une_etape, "description", SECRET)
    assert Etape.objects.get(pk=une_etape.pk).titre == SECRET
    assert Etape.objects.get(pk=autre.pk).titre == SECRET
    assert Ouverture.objects.filter(valeur=SECRET).count() == 2
    rien_ne_differe()


def test_the_entry_says_where_and_why_in_clear_and_not_what(une_etape):
    acte = retirer(une_etape, "description", SECRET, motif_legal="tiers")
    faits = lire(acte.faits)
    assert faits["motif_legal"] == "tiers"
    assert faits["passages"] == [["chantiers.etape", str(une_etape.pk), "description"]]
    assert faits["retraits"] == sorted(Retrait.objects.values_list("pk", flat=True))


def test_a_reason_that_is_not_in_the_list_is_refused(une_etape):
    with pytest.raises(ValueError, match="not a legal reason"):
        retirer(une_etape, "description", SECRET, motif_legal="parce que")
    assert SECRET in base_entiere()


def test_a_field_whose_fingerprint_covers_the_value_itself_is_refused(une_etape):
    with pytest.raises(KeyError, match="not a removable text"):
        retirer(une_etape, "avancement", "10")


def test_a_replacement_that_is_the_text_is_refused(une_etape):
    with pytest.raises(ValueError, match="the text itself"):
        retirer(une_etape, "description", SECRET, remplacement=SECRET)
    assert descriptions(une_etape) == ["", SECRET, SECRET]


def test_an_edit_afterwards_never_stores_the_text_again(une_etape):
    retirer(une_etape, "description", SECRET, remplacement="Ce qui reste.")
    modifier(une_etape, description="Un texte nouveau")
    assert SECRET not in base_entiere()
    rien_ne_differe()


def test_an_act_that_wrote_the_text_before_taking_it_out_keeps_no_opening_of_it(une_etape):
    with consigner("retirer_un_passage", par=Agent.SYSTEME) as acte:
        acte.engager(SECRET)
        retrait.retirer_un_texte(acte, Etape, une_etape.pk, "description", SECRET)
        retrait.motiver(acte, "erreur")
    assert SECRET not in base_entiere()
    rien_ne_differe()


def test_the_whole_past_of_a_field_goes_but_what_it_holds_now(base_reelle):
    organisation = fabriques.organisation("Premier nom")
    for nom in ("Deuxième nom", "Troisième nom"):
        modifier(organisation, nom=nom)
    with consigner("modifier", par=Agent.SYSTEME) as acte:
        ligne = Organisation.objects.get(pk=organisation.pk)
        ligne.nom = "Nom qui reste"
        ligne.save()
        retrait.retirer_le_passe(acte, Organisation, organisation.pk, ["nom", "site"])
        retrait.motiver(acte, "effacement")
    tout = base_entiere()
    assert [nom for nom in ("Premier nom", "Deuxième nom", "Troisième nom") if nom in tout] == []
    assert Organisation.objects.get(pk=organisation.pk).nom == "Nom qui reste"
    rien_ne_differe()


def test_a_reason_given_for_an_entry_goes(une_etape):
    modifier(une_etape, motif=SECRET + " motif", avancement=20)
    vise = Acte.objects.order_by("-sequence").first()
    with consigner("retirer_un_motif", par=Agent.SYSTEME) as acte:
        retrait.retirer_un_motif(acte, vise)
        retrait.motiver(acte, "diffamation")
    assert f"{SECRET} motif" not in base_entiere()
    assert Acte.objects.get(pk=vise.pk).motif == vise.motif
    rien_ne_differe()


def test_its_words_are_not_found_any_more(une_etape):
    (mot,) = jetons("secrète")
    assert Mot.objects.filter(jeton=mot).exists()
    retirer(une_etape, "description", SECRET)
    assert not Mot.objects.filter(jeton=mot).exists()


def test_nothing_is_taken_out_of_an_act_that_fails(une_etape):
    avant = empreintes()

    def echouer():
        with consigner("retirer_un_passage", par=Agent.SYSTEME) as acte:
            retrait.retirer_un_texte(acte, Etape, une_etape.pk, "description", SECRET)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        echouer()
    assert empreintes() == avant
    assert descriptions(une_etape) == ["", SECRET, SECRET]
    rien_ne_differe()


# The watch at the connection ------------------------------------------------------------------------------------------


def test_past_states_are_written_by_no_other_way(une_etape):
    passes = Etape.history.filter(id=une_etape.pk)
    with pytest.raises(EcritureHorsJournal), consigner("modifier", par=Agent.SYSTEME):
        passes.update(description=PASSAGE_RETIRE)
    with pytest.raises(EcritureHorsJournal), saisie.effacement_des_etats(Etape.history.model._meta.db_table):
        passes.update(description=PASSAGE_RETIRE)  # outside an act


def test_while_past_states_lose_a_text_nothing_else_passes(une_etape):
    historique = Etape.history.model
    cles = list(Etape.history.filter(id=une_etape.pk).values_list("pk", flat=True))
    for ecrire in (
        lambda: historique.objects.filter(pk__in=cles).update(description=PASSAGE_RETIRE, titre=PASSAGE_RETIRE),
        lambda: historique.objects.filter(id=une_etape.pk).update(description=PASSAGE_RETIRE),
        lambda: historique.objects.filter(pk__in=cles).delete(),
        lambda: Objectif.history.model.objects.filter(pk__in=[1]).update(description=PASSAGE_RETIRE),
        lambda: Etape.objects.filter(pk=une_etape.pk).update(description=PASSAGE_RETIRE),
    ):
        permis = saisie.effacement_des_etats(historique._meta.db_table)
        with pytest.raises(EcritureHorsJournal), consigner("retirer_un_passage", par=Agent.SYSTEME), permis:
            ecrire()
    rien_ne_differe()


def test_what_is_told_of_a_retrait_saves_no_tracked_row(une_etape, monkeypatch):
    def enregistrer(inscrit):
        Organisation(nom="Trop tard").save()

    monkeypatch.setattr(prises, "apres_un_retrait", [enregistrer])
    with pytest.raises(EcritureHorsJournal):
        retirer(une_etape, "description", SECRET)
    assert SECRET in base_entiere()


def test_what_is_told_of_a_retrait_reads_the_marker_already(une_etape, monkeypatch):
    dits = []

    def ecouter(inscrit):
        dits.append((inscrit, Ouverture.objects.filter(valeur=SECRET).exists()))

    monkeypatch.setattr(prises, "apres_un_retrait", [ecouter])
    acte = retirer(une_etape, "description", SECRET)
    ((inscrit, encore),) = dits
    assert not encore
    assert (inscrit.acte_id, inscrit.sequence) == (acte.pk, acte.sequence)
    assert inscrit.engagements == set(Retrait.objects.values_list("pk", flat=True))
    assert inscrit.passages == (("chantiers.etape", UUID(str(une_etape.pk)), "description"),)
