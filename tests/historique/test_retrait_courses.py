"""A form opened before, or a version being frozen, does not bring back what is being taken out."""

from threading import Event

import pytest

from chantiers.actions import items
from chantiers.models import Etape
from historique import edition, prises
from historique.actes import Agent, consigner
from historique.actions import retirer_un_motif, retirer_un_passage
from historique.edition import Conflit, appliquer, fusionner
from historique.lecture.retrait import lire_le_motif, lire_les_textes
from historique.models import PASSAGE_RETIRE, Acte, Ouverture
from historique.refus import ActionRefusee
from historique.verification import verifier
from pilotage import actions
from pilotage.actions import gel
from pilotage.models import Version
from tests import fabriques
from tests.bases import en_parallele
from tests.consultation import NATURES, Consultation
from tests.historique.test_pages import modifier
from tests.historique.test_retrait import SECRET, base_entiere, retirer


@pytest.fixture
def une_etape(base_reelle):
    une = fabriques.etape(fabriques.objectif(fabriques.feuille(fabriques.chantier(1))), description=SECRET)
    return modifier(une, avancement=10).objet


def envoyer(objet, **saisi):
    """The form that showed `objet` is sent."""
    champs = {"description": objet.description, "avancement": objet.avancement}
    with consigner("modifier", par=Agent.SYSTEME) as acte:
        acte.objet = ligne = Etape.objects.select_for_update().get(pk=objet.pk)
        appliquer(ligne, version=objet.version, saisi=champs | saisi)
        ligne.save()


# A form opened before -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("remplacement", [PASSAGE_RETIRE, "Ce qui reste."])
@pytest.mark.parametrize("saisi", [{"avancement": 50}, {"description": f"{SECRET}, complétée"}])
def test_a_form_opened_before_is_a_conflict(une_etape, remplacement, saisi):
    retirer(une_etape, "description", SECRET, remplacement=remplacement)
    with pytest.raises(Conflit) as refus:
        envoyer(une_etape, **saisi)
    (desaccord,) = refus.value.fusion.desaccords
    assert (desaccord.champ, desaccord.base, desaccord.autre) == ("description", PASSAGE_RETIRE, remplacement)
    assert SECRET not in base_entiere()


def test_negative_control_without_it_the_text_comes_back_in_silence(une_etape, monkeypatch):
    retirer(une_etape, "description", SECRET)
    monkeypatch.setattr(edition, "_retire_depuis", lambda objet, ligne: False)
    envoyer(une_etape, avancement=50)
    assert Etape.objects.get(pk=une_etape.pk).description == SECRET


def test_a_form_opened_before_that_no_longer_holds_the_field_is_merged(une_etape):
    retirer(une_etape, "description", SECRET)
    envoyer(une_etape, avancement=50, description=PASSAGE_RETIRE)
    etape = Etape.objects.get(pk=une_etape.pk)
    assert (etape.avancement, etape.description) == (50, PASSAGE_RETIRE)


def test_a_form_opened_after_is_merged_as_any_other(une_etape):
    retirer(une_etape, "description", SECRET)
    ouvert = Etape.objects.get(pk=une_etape.pk)
    modifier(une_etape, titre="Un autre titre")
    envoyer(ouvert, description="Une description nouvelle")
    etape = Etape.objects.get(pk=une_etape.pk)
    assert (etape.titre, etape.description) == ("Un autre titre", "Une description nouvelle")


def test_the_merge_of_a_field_that_lost_its_text_asks_even_when_one_side_alone_changed():
    fusion = fusionner(base={"a": "m"}, actuel={"a": "m"}, saisi={"a": "texte"}, retires=["a"])
    assert [d.champ for d in fusion.desaccords] == ["a"]
    assert fusionner(base={"a": "m"}, actuel={"a": "m"}, saisi={"a": "texte"}).valeurs == {"a": "texte"}


def test_a_state_loaded_before_is_not_restored_after(une_etape, distribution):
    lu = Etape.history.get(id=une_etape.pk, version=1)
    retirer(une_etape, "description", SECRET, remplacement="Ce qui reste.")
    with pytest.raises(ActionRefusee, match="ne se rétablit plus"):
        items.restaurer(une_etape, etat=lu, par=distribution.membre1.acces)
    assert SECRET not in base_entiere()


# At the same instant --------------------------------------------------------------------------------------------------


@pytest.mark.postgresql_seul
def test_an_edit_at_the_same_instant_leaves_the_text_nowhere(une_etape):
    for _ in range(10):
        ouvert = Etape.objects.get(pk=une_etape.pk)
        modifie, retire = en_parallele(
            lambda ouvert=ouvert: envoyer(ouvert, avancement=ouvert.avancement + 1),
            lambda: retirer(une_etape, "description", SECRET),
        )
        assert not isinstance(retire, Exception), retire
        assert modifie is None or isinstance(modifie, Conflit), modifie
        assert SECRET not in base_entiere()
        assert list(verifier()) == []
        modifier(une_etape, description=SECRET)


@pytest.mark.parametrize("par", ["verrou", pytest.param("instant", marks=pytest.mark.postgresql_seul)])
def test_two_who_take_the_same_text_out_make_one_entry(une_etape, distribution, par):
    modifier(une_etape, motif=f"Motif : {SECRET}", description="Autre chose")
    acces, version = distribution.coordination.acces, Etape.objects.get(pk=une_etape.pk).version
    lu = lire_les_textes("chantiers.etape", une_etape.pk, acces)
    motif = lire_le_motif(Acte.objects.exclude(motif="").get().sequence, acces)
    options = {"textes": [SECRET], "version": version, "motif_legal": "tiers", "par": acces}
    for agir in (
        lambda: retirer_un_passage(lu, "description", **options),
        lambda: retirer_un_motif(motif, motif_legal="tiers", par=acces),
    ):
        faits = en_parallele(agir, agir) if par == "instant" else [agir(), *en_parallele(agir)]
        refus = [fait for fait in faits if fait is not None]
        assert [str(refuse) for refuse in refus] == ["Ce texte n’est plus là : quelqu’un vient de le retirer."]
    assert Acte.objects.filter(verbe__in=["retirer_un_passage", "retirer_un_motif"]).count() == 2
    assert SECRET not in base_entiere()


@pytest.fixture
def pendant_un_gel(base_reelle, distribution, monkeypatch):
    """`pendant_un_gel()`: take the text out once a version has read it, before it is written. Gives the two results."""
    c = Consultation(distribution, nature=NATURES.FEUILLE_DE_ROUTE_GLOBALE)
    feuilles = [fabriques.feuille(chantier) for chantier in c.chantiers]
    une = fabriques.etape(fabriques.objectif(feuilles[1]), description=SECRET)
    lu, figer = Event(), gel.figer

    def figer_lentement(*args, **options):
        texte = figer(*args, **options)
        lu.set()
        Event().wait(1)
        return texte

    monkeypatch.setattr(gel, "figer", figer_lentement)

    def retirer_des_que_lu():
        lu.wait(20)
        return retirer(une, "description", SECRET)

    return lambda: en_parallele(lambda: actions.ouvrir(c.proposition, par=c.coordination), retirer_des_que_lu)


@pytest.mark.postgresql_seul
def test_a_version_frozen_at_the_same_instant_does_not_keep_the_text(pendant_un_gel):
    assert [r for r in pendant_un_gel() if isinstance(r, Exception)] == []
    assert Version.objects.count() == 1
    assert not Ouverture.objects.filter(valeur=SECRET).exists()


@pytest.mark.postgresql_seul
def test_negative_control_without_the_lock_of_the_roadmap_the_version_keeps_it(pendant_un_gel, monkeypatch):
    monkeypatch.setattr(prises, "verrouiller", [])
    assert [r for r in pendant_un_gel() if isinstance(r, Exception)] == []
    assert Ouverture.objects.filter(valeur=SECRET).exists()
