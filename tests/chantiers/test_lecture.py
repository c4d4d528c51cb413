"""The roadmap read as it was: through archiving, moving, renaming and closing; compared; frozen and read back."""

from datetime import date, timedelta

import pytest

from chantiers import actions
from chantiers.lecture import comparer, depuis_instantane, instantane, lire_feuille, lire_globale
from chantiers.models import Dependance, Moyen
from historique.actes import Agent, consigner
from historique.models import PASSAGE_RETIRE, Ouverture
from membres.acces import ANONYME, Acces
from tests import fabriques
from tests.dates import le

pytestmark = pytest.mark.django_db
JANVIER, FEVRIER, MARS, AVRIL = (date(2026, mois, 15) for mois in (1, 2, 3, 4))


@pytest.fixture
def histoire():
    """January: two objectifs, two étapes. February: one renamed. March: one archived, one moved. April: closed."""
    with le(JANVIER):
        chantier = fabriques.chantier(2)
        personne = fabriques.personne("Camille", "Roussel")
        fabriques.adhesion(personne, chantier, "referent")
        par = Acces(personne_id=personne.pk, roles={chantier.pk: frozenset({"referent"})})
        feuille = fabriques.feuille(chantier, debut=date(2026, 1, 1))
        un, deux = (fabriques.objectif(feuille, titre=titre, rang=r) for r, titre in ((1, "Un"), (2, "Deux")))
        a = fabriques.etape(un, titre="A", rang=1, responsable=personne, echeance=date(2026, 3, 1))
        b = fabriques.etape(un, titre="B", rang=2)
        livrable = fabriques.livrable(b, titre="Guide")
        actions.ajouter(Dependance(etape=b, attend=a), par=par)
        actions.ajouter(Moyen(feuille_de_route=feuille, libelle="Animation", quantite="0.3", etape=b), par=par)
    with le(FEVRIER):
        actions.modifier(a, version=1, saisi={"titre": "A2", "echeance": date(2026, 6, 1)}, par=par)
    with le(MARS):
        actions.archiver(a, par=par)
        actions.deplacer(b, vers=deux, par=par)
    with le(AVRIL):
        actions.archiver(un, par=par)
        actions.clore_la_feuille(feuille, par=par)
    return {"feuille": feuille, "par": par, "a": a, "b": b, "livrable": livrable, "chantier": chantier}


def codes(feuille):
    return [(o.code, o.titre, [(e.code, e.titre) for e in o.etapes]) for o in feuille.objectifs]


def au(histoire, jour, **options):
    return lire_feuille(histoire["feuille"].pk, histoire["par"], au=jour, **options)


def test_a_roadmap_did_not_exist_before_it_was_opened(histoire):
    assert au(histoire, JANVIER - timedelta(days=1)) is None


def test_each_day_reads_as_it_was(histoire):
    assert codes(au(histoire, JANVIER)) == [("2.1", "Un", [("2.1.1", "A"), ("2.1.2", "B")]), ("2.2", "Deux", [])]
    assert codes(au(histoire, FEVRIER)) == [("2.1", "Un", [("2.1.1", "A2"), ("2.1.2", "B")]), ("2.2", "Deux", [])]
    assert codes(au(histoire, MARS)) == [("2.1", "Un", []), ("2.2", "Deux", [("2.2.1", "B")])]
    assert codes(au(histoire, AVRIL)) == [("2.1", "Deux", [("2.1.1", "B")])]


def test_late_is_said_for_the_day_that_is_read(histoire):
    [a, _] = au(histoire, JANVIER).etapes
    assert (a.etat_lu, a.responsable) == ("a_venir", "Camille Roussel")
    assert not au(histoire, FEVRIER).close
    assert au(histoire, AVRIL).close


def test_archived_items_are_read_when_asked(histoire):
    lue = lire_feuille(histoire["feuille"].pk, histoire["par"], archives=True)
    assert [(o.titre, bool(o.archive_le)) for o in lue.objectifs] == [("Deux", False), ("Un", True)]
    assert [(e.titre, bool(e.archive_le)) for e in lue.objectifs[1].etapes] == [("A2", True)]
    passee = au(histoire, MARS, archives=True)
    assert [(e.titre, bool(e.archive_le)) for e in passee.objectifs[0].etapes] == [("A2", True)]


def test_what_is_inside_is_read_with_it(histoire):
    _, b = au(histoire, JANVIER).etapes
    assert [livrable.titre for livrable in b.livrables] == ["Guide"]
    assert [(attente.titre, attente.chantier_numero) for attente in b.attend] == [("A", 2)]
    assert [(m.libelle, m.quantite_lue, m.pour) for m in au(histoire, JANVIER).moyens] == [
        ("Animation", "0,3", "2.1.2")
    ]


def test_two_days_are_compared_in_words_by_item(histoire):
    differences = comparer([au(histoire, JANVIER)], [au(histoire, FEVRIER)])
    [difference] = differences
    assert (difference.nature, difference.type, difference.code) == ("modification", "étape", "2.1.1")
    assert [(c.libelle, c.avant, c.apres) for c in difference.champs] == [
        ("Intitulé", "A", "A2"),
        ("Échéance", "1er mars 2026", "1er juin 2026"),
    ]
    assert comparer([au(histoire, JANVIER)], [au(histoire, JANVIER)]) == ()


def test_what_is_archived_or_moved_is_a_difference(histoire):
    differences = comparer([au(histoire, FEVRIER)], [au(histoire, MARS)])
    assert [(d.nature, d.titre, [c.libelle for c in d.champs]) for d in differences] == [
        ("modification", "B", ["Objectif"]),
        ("modification", "Animation", ["Pour"]),
        ("retrait", "A2", []),
    ]


def test_a_snapshot_reads_back_as_what_was_frozen(histoire):
    feuille = au(histoire, FEVRIER)
    with consigner("exporter", par=Agent.SYSTEME) as acte:
        texte = instantane([feuille], jour=FEVRIER, sequence=feuille.sequence, engager=acte.engager)
    assert all(mot not in texte for mot in ("A2", "Guide", "Camille"))
    [relue] = depuis_instantane(texte, histoire["par"]).feuilles
    assert comparer([feuille], [relue]) == ()
    assert codes(relue) == codes(feuille)
    assert [m.quantite_lue for m in relue.moyens] == ["0,3"]


def test_a_passage_taken_out_is_said(histoire):
    feuille = au(histoire, JANVIER)
    with consigner("exporter", par=Agent.SYSTEME) as acte:
        texte = instantane([feuille], jour=JANVIER, sequence=1, engager=acte.engager)
    cles = Ouverture.objects.filter(valeur="Guide").values_list("engagement", flat=True)
    [cle] = [cle for cle in cles if cle in texte]
    lu = depuis_instantane(texte.replace(cle, "0" * 64), histoire["par"])
    [livrable] = [livrable for o in lu.feuilles[0].objectifs for livrable in o.livrables]
    assert livrable.titre == PASSAGE_RETIRE


def test_the_global_roadmap_reads_chantiers_then_the_interchantier_with_who_serves_what():
    commun = fabriques.objectif(fabriques.feuille(fabriques.chantier(0)), titre="Commun", rang=1)
    for numero in (2, 1):
        fabriques.objectif(fabriques.feuille(fabriques.chantier(numero)), titre=f"Du {numero}", contribue_a=commun)
    globale = lire_globale(Acces())
    assert [f.chantier.numero for f in globale.feuilles] == [1, 2, 0]
    assert [o.titre for o in globale.contributions[commun.pk]] == ["Du 1", "Du 2"]
    assert {o.contribue_a_code for o in globale.objectifs} == {"I.1", ""}


def test_the_interchantier_page_says_which_objectives_serve_its_own(distribution):
    commun = fabriques.objectif(fabriques.feuille(fabriques.chantier(0)), titre="Commun")
    servant = fabriques.objectif(fabriques.feuille(fabriques.chantier(1)), titre="Le servant", contribue_a=commun)
    texte = distribution.membre2.client.get("/chantiers/interchantier/feuille-de-route/").content.decode()
    assert f'href="{FEUILLE}#objectif-{servant.pk}">Le servant</a>' in texte
    assert "Seul le comité de pilotage modifie la feuille de route de l’interchantier." in texte


def test_a_visitor_reads_no_name_that_is_not_public():
    chantier = fabriques.chantier(2)
    discrete = fabriques.personne("Camille", "Roussel")
    fabriques.adhesion(discrete, chantier)
    publique = fabriques.personne("Karim", "Haddad", nom_public=True)
    objectif = fabriques.objectif(fabriques.feuille(chantier))
    for personne in (discrete, publique):
        fabriques.etape(objectif, responsable=personne)
    lue = lire_feuille(objectif.feuille_de_route_id, ANONYME)
    assert {e.responsable for e in lue.etapes} == {"un·e membre du chantier 2", "Karim Haddad"}


# Pages ----------------------------------------------------------------------------------------------------------------


FEUILLE = "/chantiers/competences-et-metiers/feuille-de-route/"


def test_a_past_day_opens_with_its_banner_and_no_button(distribution):
    with le(JANVIER):
        etape = fabriques.etape(fabriques.objectif(fabriques.feuille(fabriques.chantier(1))), titre="Marque-kiwi")
        client = distribution.membre1.client
    actions.modifier(etape, version=1, saisi={"titre": "Autre"}, par=distribution.membre1.acces)
    texte = client.get(f"{FEUILLE}?au={JANVIER}").content.decode()
    assert "Vous consultez l’état au <strong>15 janvier 2026</strong>" in texte
    assert f'href="{FEUILLE}comparer/?au=2026-01-15">Comparer avec aujourd’hui</a>' in texte
    assert "Marque-kiwi" in texte
    assert "Autre" not in texte
    assert 'content="noindex"' in texte
    assert "/modifier/" not in texte
    assert "<form method" not in texte
    avant = client.get(f"{FEUILLE}?au=2025-03-12").content.decode()
    assert "n’avait pas de feuille de route en cours le 12" in avant
    assert "Marque-kiwi" not in avant


def test_what_has_been_archived_since_is_marked(histoire, distribution):
    client = distribution.membre2.client
    texte = client.get("/chantiers/outils-financiers/feuille-de-route/?au=2026-02-15").content.decode()
    assert texte.count("archivée depuis") == 1
    assert "Archivé depuis" in texte


@pytest.mark.parametrize(
    ("adresse", "phrase"),
    [
        ("?au=hier", "Cette date ne se lit pas"),
        ("?au=2026-02-30", "Cette date ne se lit pas"),
        ("?au=2999-01-01", "Ce jour n’est pas encore venu"),
        ("comparer/?au=hier", "Cette date ne se lit pas"),
        ("comparer/?au=2026-01-01&et=2999-01-01", "Ce jour n’est pas encore venu"),
    ],
)
def test_a_bad_day_has_its_sentence(distribution, adresse, phrase):
    fabriques.feuille(fabriques.chantier(1))
    reponse = distribution.membre1.client.get(FEUILLE + adresse)
    assert (reponse.status_code, phrase in reponse.content.decode()) == (200, True)


def test_two_days_are_compared_on_a_page(distribution):
    fabriques.objectif(fabriques.feuille(fabriques.chantier(1)), titre="Tout nouveau")
    texte = distribution.membre2.client.get(f"{FEUILLE}comparer/?au=2025-01-01").content.decode()
    assert "Tout nouveau" in texte
    assert "Objectif en plus" in texte
    for role in ("administrateur", "visiteur"):
        texte = getattr(distribution, role).client.get(f"{FEUILLE}comparer/?au=2025-01-01").content.decode()
        assert "Tout nouveau" not in texte
        assert "Rien n’a changé entre ces deux dates." in texte


def test_a_visitor_reads_only_what_was_adopted(distribution):
    fabriques.etape(fabriques.objectif(fabriques.feuille(fabriques.chantier(1))), titre="Marque-kiwi")
    for role in ("visiteur", "administrateur"):
        texte = getattr(distribution, role).client.get(FEUILLE).content.decode()
        assert "Cette feuille de route n’est pas encore adoptée." in texte
        assert "Marque-kiwi" not in texte
    for role in ("membre2", "comite"):
        assert "Marque-kiwi" in getattr(distribution, role).client.get(FEUILLE).content.decode()


@pytest.mark.parametrize("suite", ["", "feuille-de-route/", "membres/", "historique/", "feuille-de-route/archives/"])
def test_an_unknown_chantier_is_not_found(distribution, suite):
    assert distribution.membre1.client.get(f"/chantiers/inconnu/{suite}").status_code == 404


def test_the_history_of_a_chantier_is_the_journal_filtered(distribution):
    fabriques.chantier(1)
    reponse = distribution.visiteur.client.get("/chantiers/competences-et-metiers/historique/")
    assert (reponse.status_code, reponse["Location"]) == (302, "/journal/?chantier=1")
