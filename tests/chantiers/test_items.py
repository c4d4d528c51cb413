"""What members do to the items of a roadmap: it works, it is refused with a reason, it is in the journal."""

from datetime import date

import pytest
from django.db import IntegrityError

from chantiers import actions
from chantiers.models import Dependance, Etape, FeuilleDeRoute, Livrable, Moyen, Objectif
from historique.actes import Agent, consigner
from historique.edition import Conflit, VersionInconnue
from historique.models import Acte, Changement
from historique.refus import ActionRefusee
from tests import fabriques

pytestmark = pytest.mark.django_db


@pytest.fixture
def feuille():
    return fabriques.feuille(fabriques.chantier(1))


@pytest.fixture
def objectif(feuille):
    return fabriques.objectif(feuille, rang=1)


@pytest.fixture
def etape(objectif):
    return fabriques.etape(objectif, rang=1, echeance=date(2027, 3, 12))


@pytest.fixture
def par(distribution):
    return distribution.membre1.acces


def dernier_acte():
    return Acte.objects.first()


def refus(action, *args, **kwargs) -> ActionRefusee:
    """The refusal, after which nothing is written."""
    actes = Acte.objects.count()
    with pytest.raises(ActionRefusee) as refuse:
        action(*args, **kwargs)
    assert Acte.objects.count() == actes
    return refuse.value


# Adding ---------------------------------------------------------------------------------------------------------------


def test_an_item_is_added_last_and_the_journal_says_why(feuille, objectif, par):
    nouvel = actions.ajouter(Objectif(feuille_de_route=feuille, titre="Deux"), motif="Décidé ensemble", par=par)
    acte = dernier_acte()
    assert (nouvel.rang, acte.verbe, acte.objet_id, acte.auteur_id) == (2, "ajouter", nouvel.pk, par.personne_id)
    assert acte.portee_id == feuille.chantier_id
    assert acte.motif != ""


def test_the_same_form_sent_twice_finds_the_row(objectif, par):
    etape = actions.ajouter(Etape(objectif=objectif, titre="Une"), par=par)
    encore = actions.ajouter(Etape(pk=etape.pk, objectif=objectif, titre="Autre"), par=par)
    assert (encore.pk, encore.titre, Etape.objects.count()) == (etape.pk, "Une", 1)


def test_a_member_of_another_chantier_may_not_write(objectif, distribution):
    refuse = refus(actions.ajouter, Etape(objectif=objectif, titre="Une"), par=distribution.membre2.acces)
    assert isinstance(refuse, actions.DroitRetire)
    assert str(refuse) == "Seuls les membres du chantier 1 modifient sa feuille de route."


def test_only_the_comite_writes_the_interchantier_roadmap(distribution):
    commune = fabriques.feuille(fabriques.chantier(0))
    objectif = Objectif(feuille_de_route=commune, titre="Commun")
    refuse = refus(actions.ajouter, objectif, par=distribution.membre1.acces)
    assert str(refuse) == "Seul le comité de pilotage modifie la feuille de route de l’interchantier."
    assert actions.ajouter(objectif, par=distribution.comite.acces).pk == objectif.pk
    assert actions.ajouter(Objectif(feuille_de_route=commune, titre="B"), par=distribution.animateur.acces).rang == 2


def test_the_coordination_has_no_pen_in_a_chantier(etape, distribution):
    assert isinstance(
        refus(actions.changer_l_etat, etape, etat="faite", par=distribution.coordination.acces), actions.DroitRetire
    )


def test_nothing_is_added_under_an_archived_parent(objectif, par):
    actions.archiver(objectif, par=par)
    refuse = refus(actions.ajouter, Etape(objectif=objectif, titre="Une"), par=par)
    assert isinstance(refuse, actions.Perime)
    assert "Cet objectif (« Décrire trois métiers ») a été archivé le" in str(refuse)


def test_nothing_changes_in_a_closed_roadmap(feuille, etape, par, distribution):
    actions.clore_la_feuille(feuille, par=distribution.referente1.acces)
    refuse = refus(actions.changer_l_etat, etape, etat="faite", par=par)
    assert isinstance(refuse, actions.Perime)
    assert str(refuse) == "Cette feuille de route est close : elle se lit, elle ne se modifie plus."


# Modifying ------------------------------------------------------------------------------------------------------------


def test_two_people_who_change_different_fields_are_both_kept(etape, par):
    actions.modifier(etape, version=1, saisi={"titre": "Nouveau titre"}, par=par)
    fusion = actions.modifier(etape, version=1, saisi={"titre": etape.titre, "echeance": date(2027, 4, 30)}, par=par)
    relue = Etape.objects.get(pk=etape.pk)
    assert (relue.titre, relue.echeance, relue.version) == ("Nouveau titre", date(2027, 4, 30), 3)
    assert fusion.repris == ("titre",)


def test_two_people_who_change_the_same_field_meet_a_conflict_and_nothing_is_written(etape, par):
    actions.modifier(etape, version=1, saisi={"titre": "Un"}, par=par)
    refuse = refus(actions.modifier, etape, version=1, saisi={"titre": "Deux"}, par=par)
    assert isinstance(refuse, Conflit)
    assert [(d.base, d.autre, d.moi) for d in refuse.fusion.desaccords] == [("Mener l’enquête", "Un", "Deux")]


def test_an_unknown_version_is_refused(etape, par):
    assert isinstance(refus(actions.modifier, etape, version=99, saisi={"titre": "X"}, par=par), VersionInconnue)


def test_a_form_that_changes_nothing_leaves_no_entry(etape, par):
    actes = Acte.objects.count()
    actions.modifier(etape, version=1, saisi={"titre": etape.titre}, par=par)
    assert (Acte.objects.count(), Etape.objects.get(pk=etape.pk).version) == (actes, 1)


def test_merged_dates_are_checked_together(etape, par):
    """Each date was right when it was typed; together they are not."""
    actions.modifier(etape, version=1, saisi={"echeance": date(2027, 2, 1)}, par=par)
    refuse = refus(actions.modifier, etape, version=1, saisi={"debut": date(2027, 3, 1)}, par=par)
    assert (str(refuse), refuse.champ) == ("La fin précède le début (1er mars 2027).", "echeance")


@pytest.mark.parametrize(
    ("champs", "champ", "phrase"),
    [
        (
            {"echeance": date(2028, 1, 1)},
            "echeance",
            "L’échéance (1er janv. 2028) sort de la période de la feuille de route (1er janv. 2027 – 31 déc. 2027).",
        ),
        (
            {"debut": date(2026, 12, 31)},
            "debut",
            "Le début (31 déc. 2026) sort de la période de la feuille de route (1er janv. 2027 – 31 déc. 2027).",
        ),
    ],
)
def test_a_date_outside_the_period_is_refused(etape, par, champs, champ, phrase):
    refuse = refus(actions.modifier, etape, version=1, saisi=champs, par=par)
    assert (str(refuse), refuse.champ) == (phrase, champ)


def test_a_date_left_outside_by_a_new_period_does_not_block_the_rest(feuille, etape, par):
    actions.modifier(feuille, version=1, saisi={"debut": date(2027, 6, 1)}, par=par)
    assert actions.changer_l_etat(etape, etat="en_cours", par=par).etat == "en_cours"


# States ---------------------------------------------------------------------------------------------------------------


def test_faite_says_a_hundred_per_cent_and_leaving_it_resets_nothing(etape, par):
    assert actions.changer_l_etat(etape, etat="faite", par=par).avancement == 100
    assert dernier_acte().verbe == "changer_l_etat"
    assert actions.changer_l_etat(etape, etat="en_cours", par=par).avancement == 100


def test_a_hundred_per_cent_in_another_state_is_kept(etape, par):
    actions.modifier(etape, version=1, saisi={"etat": "en_cours", "avancement": 100}, par=par)
    assert Etape.objects.get(pk=etape.pk).etat == "en_cours"


def test_less_than_a_hundred_per_cent_contradicts_faite(etape, par):
    actions.changer_l_etat(etape, etat="faite", par=par)
    refuse = refus(actions.modifier, etape, version=2, saisi={"etat": "faite", "avancement": 50}, par=par)
    assert refuse.champ == "avancement"


def test_an_unknown_state_is_refused(etape, par):
    assert str(refus(actions.changer_l_etat, etape, etat="finie", par=par)) == "Choisissez un état de la liste."


def test_a_livrable_remis_bears_its_day(etape, par):
    livrable = fabriques.livrable(etape)
    actions.modifier(livrable, version=1, saisi={"etat": "remis"}, par=par)
    livrable.refresh_from_db()
    assert livrable.remis_le is not None
    actions.modifier(livrable, version=2, saisi={"etat": "attendu", "remis_le": livrable.remis_le}, par=par)
    assert Livrable.objects.get(pk=livrable.pk).remis_le is None


# Order, place ---------------------------------------------------------------------------------------------------------


def test_items_are_ordered_by_hand(objectif, etape, par):
    deux = actions.ajouter(Etape(objectif=objectif, titre="Deux"), par=par)
    actions.ordonner(deux, sens=-1, par=par)
    assert [e.pk for e in Etape.objects.order_by("rang")] == [deux.pk, etape.pk]
    phrase = str(refus(actions.ordonner, deux, sens=-1, par=par))
    assert phrase == "« Deux » est déjà au début de la liste."


def test_an_etape_moves_to_another_objectif_of_its_roadmap(feuille, etape, par):
    autre = actions.ajouter(Objectif(feuille_de_route=feuille, titre="Autre"), par=par)
    actions.deplacer(etape, vers=autre, par=par)
    assert (Etape.objects.get(pk=etape.pk).objectif_id, dernier_acte().verbe) == (autre.pk, "deplacer")


def test_an_etape_does_not_move_to_another_roadmap(etape, par):
    ailleurs = fabriques.objectif(fabriques.feuille(fabriques.chantier(2)))
    phrase = str(refus(actions.deplacer, etape, vers=ailleurs, par=par))
    assert phrase == "Une étape se déplace dans sa feuille de route, pas vers une autre."


# Archives -------------------------------------------------------------------------------------------------------------


def test_archiving_hides_without_touching_what_is_inside(objectif, etape, par):
    actions.archiver(objectif, motif="Doublon", par=par)
    assert Objectif.objects.get(pk=objectif.pk).archive_le is not None
    assert Etape.objects.get(pk=etape.pk).archive_le is None
    refuse = refus(actions.changer_l_etat, etape, etat="faite", par=par)
    assert isinstance(refuse, actions.Perime)


def test_what_is_archived_comes_back_under_a_live_parent_only(objectif, etape, par):
    actions.archiver(etape, par=par)
    actions.archiver(objectif, par=par)
    assert "il faut d’abord le rétablir" in str(refus(actions.retablir, etape, par=par))
    actions.retablir(objectif, par=par)
    actions.retablir(etape, par=par)
    assert Etape.objects.get(pk=etape.pk).archive_le is None
    assert str(refus(actions.retablir, etape, par=par)) == "Cette étape n’est pas archivée."


def test_an_archived_item_is_archived_once(etape, par):
    actions.archiver(etape, par=par)
    assert isinstance(refus(actions.archiver, etape, par=par), actions.Perime)


def test_an_earlier_state_is_brought_back_without_its_place(objectif, etape, par):
    fabriques.etape(objectif, titre="Deux", rang=2)
    actions.modifier(etape, version=1, saisi={"titre": "Nouveau"}, par=par)
    actions.ordonner(etape, sens=1, par=par)
    actions.restaurer(etape, etat=Etape.history.get(id=etape.pk, version=1), par=par)
    relue = Etape.objects.get(pk=etape.pk)
    assert (relue.titre, relue.rang, dernier_acte().verbe) == ("Mener l’enquête", 2, "restaurer")


# Coherence ------------------------------------------------------------------------------------------------------------


def test_only_an_interchantier_objective_is_served(feuille, objectif, par):
    autre = fabriques.objectif(feuille, titre="Autre")
    refuse = refus(actions.modifier, objectif, version=1, saisi={"contribue_a_id": autre.pk}, par=par)
    assert refuse.champ == "contribue_a"
    commun = fabriques.objectif(fabriques.feuille(fabriques.chantier(0)))
    actions.modifier(objectif, version=1, saisi={"contribue_a_id": commun.pk}, par=par)
    assert Objectif.objects.get(pk=objectif.pk).contribue_a_id == commun.pk


def test_a_means_serves_something_of_its_own_roadmap(feuille, par):
    ailleurs = fabriques.objectif(fabriques.feuille(fabriques.chantier(2)))
    refuse = refus(actions.ajouter, Moyen(feuille_de_route=feuille, libelle="X", objectif=ailleurs), par=par)
    assert refuse.champ == "pour"


def test_two_etapes_do_not_wait_for_each_other(objectif, etape, par):
    deux, trois = (fabriques.etape(objectif, titre=titre) for titre in ("Deux", "Trois"))
    actions.ajouter(Dependance(etape=etape, attend=deux), par=par)
    actions.ajouter(Dependance(etape=deux, attend=trois), par=par)
    assert "elles s’attendraient l’une l’autre" in str(
        refus(actions.ajouter, Dependance(etape=trois, attend=etape), par=par)
    )
    assert (
        str(refus(actions.ajouter, Dependance(etape=etape, attend=deux), par=par)) == "Cette dépendance est déjà notée."
    )


def test_no_typed_text_is_in_the_changes_of_the_journal(etape, par):
    actions.modifier(
        etape, version=1, saisi={"titre": "Courriel de jeanne@essai.example"}, motif="Pour Jeanne", par=par
    )
    textes = "".join(f"{c.avant}{c.apres}" for c in Changement.objects.all())
    assert "jeanne" not in textes.lower()


# The database ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("champs", "contrainte"),
    [
        ({"debut": date(2027, 5, 1), "echeance": date(2027, 4, 1)}, "etape_dates_dans_l_ordre"),
        ({"etat": "faite", "avancement": 99}, "etape_faite_a_cent_pour_cent"),
        ({"avancement": 101}, "etape_avancement_jusqu_a_cent"),
    ],
)
def test_the_database_refuses_it_too(objectif, champs, contrainte):
    with pytest.raises(IntegrityError, match=contrainte), consigner("ajouter", par=Agent.SYSTEME):
        Etape(objectif=objectif, titre="X", **champs).save()


def test_the_database_holds_one_roadmap_under_way_per_chantier(feuille):
    with pytest.raises(IntegrityError), consigner("ajouter", par=Agent.SYSTEME):
        FeuilleDeRoute(chantier=feuille.chantier, debut=date(2028, 1, 1), fin=date(2028, 12, 31)).save()
