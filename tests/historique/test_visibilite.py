"""What each role sees of the journal, entry by entry: pages, an object's history, feeds, exports, searches.

Four visibilities × seven roles. The tables are written by hand, and compared by equality.
"""

import re

import pytest

from chantiers.models import Etape
from historique.actes import consigner
from historique.lecture.reperes import en_nombre
from historique.models import DerniereLecture
from historique.verifier import Journal
from tests.historique.scene_visible import (
    AUTRE,
    ROLES,
    dresser,
    export_csv,
    export_ndjson,
    flux,
    marques,
    texte_de,
    tout_le_journal,
)

pytestmark = pytest.mark.django_db

VISITEUR, UN_AUTRE, ANCIEN, MEMBRE, COMITE, COORDINATION, ADMINISTRATEUR = ROLES
# Entries that everybody reads, and those that members read.
PUBLIQUES = {"publique", "publique_reservee", "confiee", "par_discrete"}
DES_MEMBRES = {"membres", "ancien_membres", "archivee"}

# Who reads which entry. An author reads her own; an administrator has no part in the work.
LISENT = {
    VISITEUR: PUBLIQUES,
    UN_AUTRE: PUBLIQUES | DES_MEMBRES,
    ANCIEN: PUBLIQUES | {"ancien_membres", "ancien_restreinte"},
    MEMBRE: PUBLIQUES | DES_MEMBRES | {"membre_comite"},
    COMITE: PUBLIQUES | DES_MEMBRES | {"membre_comite", "comite"},
    COORDINATION: PUBLIQUES | DES_MEMBRES | {"membre_comite", "comite", "restreinte", "ancien_restreinte"},
    ADMINISTRATEUR: PUBLIQUES | {"restreinte", "ancien_restreinte"},
}
# What an entry bears for all its readers: its motif, and what it changed.
PORTENT = {
    "publique": {"abricot", "ananas"},
    "membres": {"bergamote", "banane"},
    "comite": {"coing", "cassis"},
    "restreinte": {"durian", "datte"},
    "publique_reservee": {"fraise", "figue"},
    "ancien_membres": {"kumquat", "kaki"},
    "membre_comite": {"limette", "litchi"},
    "confiee": {"nefle"},
    "par_discrete": {"pomelo"},
    "archivee": {"grenade", "groseille"},
    "ancien_restreinte": {"quetsche"},
}
# What it bears besides for some of them: present names for members and administrators, past names for who reads people.
NOMMENT = {UN_AUTRE, MEMBRE, COMITE, COORDINATION, ADMINISTRATEUR}
LISENT_LES_PERSONNES = {COORDINATION, ADMINISTRATEUR}
DE_PLUS = {
    **{("confiee", role): {"cerise"} for role in NOMMENT},
    **{("par_discrete", role): {"cerise"} for role in NOMMENT},
    **{("publique_reservee", role): {"framboise"} for role in NOMMENT},
    **{("publique_reservee", role): {"framboise", "mure"} for role in LISENT_LES_PERSONNES},
    **{("ancien_restreinte", role): {"orange"} for role in LISENT_LES_PERSONNES},
}


@pytest.fixture
def scene(distribution):
    return dresser(distribution)


def portees(role, noms):
    """The marks of these entries for this role."""
    return {marque for nom in noms for marque in PORTENT[nom] | DE_PLUS.get((nom, role), set())}


def sans_les_autres(noms):
    return noms - {AUTRE}


# Pages ----------------------------------------------------------------------------------------------------------------


def test_the_tables_are_about_all_the_entries_of_the_scene(scene):
    assert set(scene.noms.values()) == set(PORTENT) == set.union(*LISENT.values())


def test_the_pages_of_the_journal(scene):
    vues = {role: tout_le_journal(scene, role) for role in ROLES}
    assert {role: sans_les_autres(scene.nommees(numeros)) for role, (numeros, _, _) in vues.items()} == LISENT
    # A list shows what happened to its object only: of someone who was renamed besides, nothing.
    attendues = {role: portees(role, noms) - {"framboise", "mure"} for role, noms in LISENT.items()}
    # The filters offer the names that one may read.
    filtres = {role: {"framboise", "cerise"} for role in NOMMENT}
    assert {role: marques(texte) for role, (_, texte, _) in vues.items()} == {
        role: attendues[role] | filtres.get(role, set()) for role in ROLES
    }


@pytest.mark.parametrize("nom", PORTENT)
def test_the_page_of_an_entry(scene, nom):
    reponses = {role: scene.lire(role, f"/journal/{scene.numero(nom)}/") for role in ROLES}
    assert {role: (reponse.status_code, marques(texte_de(reponse))) for role, reponse in reponses.items()} == {
        role: (200, portees(role, {nom})) if nom in LISENT[role] else (404, set()) for role in ROLES
    }


def test_the_page_of_an_entry_leads_to_no_entry_that_one_may_not_read(scene):
    """Its neighbours are those of this reader, not those of the journal."""
    for role in ROLES:
        lisibles, _, _ = tout_le_journal(scene, role)
        pages = [page(scene, role, nom) for nom in LISENT[role]]
        menees = {int(numero) for texte in pages for numero in re.findall(r'href="/journal/(\d+)/"', texte)}
        assert menees - lisibles == set()
        assert len(menees) >= len(LISENT[role])


def test_counts_are_of_what_one_may_read(scene):
    """Those of a filter, and those of what came since one's last visit."""
    for role in ROLES:
        lisibles, _, _ = tout_le_journal(scene, role, chantier=1)
        assert (
            scene.lire(role, "/journal/", chantier=1).context["page"].decompte == en_nombre(len(lisibles)).capitalize()
        )
        personne = scene.figures[role].personne
        if personne is not None:
            DerniereLecture.objects.create(personne_id=personne.pk, sequence=min(scene.noms) - 1)
            depuis = {d.repere.cle: d.nombre for d in scene.lire(role, "/journal/").context["depuis"]}
            assert depuis["visite"] == len(LISENT[role])


def test_who_may_not_read_all_that_an_entry_touches_is_not_given_its_canonical_text(scene):
    donnees = {role: "Contenu scellé" in page(scene, role, "publique_reservee") for role in ROLES}
    assert donnees == {role: role in LISENT_LES_PERSONNES for role in ROLES}
    assert {"Contenu scellé" in page(scene, role, "publique") for role in ROLES} == {True}


def page(scene, role, nom):
    return texte_de(scene.lire(role, f"/journal/{scene.numero(nom)}/"))


HISTOIRES = {
    # The common étape was changed by all the entries but the last two, and shows no text.
    "commune": {
        role: {nom for nom in noms if nom not in {"archivee", "ancien_restreinte"}} for role, noms in LISENT.items()
    },
    "archivee": {role: {"archivee"} for role in (UN_AUTRE, MEMBRE, COMITE, COORDINATION)},
    "secrete": {role: {"publique_reservee"} for role in LISENT_LES_PERSONNES},
    "discrete": {role: set() for role in LISENT_LES_PERSONNES},
    "ancien": {role: {"ancien_restreinte"} for role in LISENT_LES_PERSONNES},
}


@pytest.mark.parametrize("objet", HISTOIRES)
def test_the_history_of_an_object(scene, objet):
    cible = scene.objets[objet]
    vues = {role: scene.lire(role, f"/historique/{cible._meta.label_lower}/{cible.pk}/") for role in ROLES}
    lues = {role: texte_de(reponse) for role, reponse in vues.items() if reponse.status_code == 200}
    numeros = {role: {int(n) for n in re.findall(r'href="/journal/(\d+)/"', texte)} for role, texte in lues.items()}
    assert {role: sans_les_autres(scene.nommees(numeros[role])) for role in lues} == HISTOIRES[objet]


def test_the_history_of_the_common_etape_bears_only_motifs_and_authors(scene):
    cible = scene.objets["commune"]
    adresse = f"/historique/{cible._meta.label_lower}/{cible.pk}/"
    descriptions = {"ananas", "banane", "cassis", "datte", "figue", "kaki", "litchi"}
    ailleurs = descriptions | {"framboise", "mure"}
    assert {role: marques(texte_de(scene.lire(role, adresse))) for role in ROLES} == {
        role: portees(role, noms) - ailleurs for role, noms in HISTOIRES["commune"].items()
    }


def test_restoring_a_state_that_a_public_entry_wrote_shows_members_only_what_differs(scene, distribution):
    """That page compares the whole state of then with the row of today: it is for those who read the row."""
    avancee = Etape.objects.get(pk=scene.siennes["publique"].pk)
    version = avancee.version
    with consigner("modifier", par=distribution.coordination.acces) as acte:
        acte.objet = avancee
        avancee.titre = "Marque-reglisse"
        avancee.save()
    adresse = f"/historique/chantiers.etape/{avancee.pk}/restaurer/{version}/"
    reponses = {role: scene.lire(role, adresse) for role in ROLES}
    lisent = {UN_AUTRE, MEMBRE, COMITE, COORDINATION}
    assert {role: (reponse.status_code, marques(texte_de(reponse))) for role, reponse in reponses.items()} == {
        VISITEUR: (302, set()),
        **{role: (404, set()) for role in (ANCIEN, ADMINISTRATEUR)},
        **{role: (200, {"reglisse"}) for role in lisent},
    }


# Feeds and exports ----------------------------------------------------------------------------------------------------


def test_the_feed(scene):
    vus = {role: flux(scene, role) for role in ROLES}
    assert {role: sans_les_autres(scene.nommees(numeros)) for role, (numeros, _) in vus.items()} == LISENT
    # Setting the scene recorded people: who reads people reads their present names.
    noms = {role: {"framboise"} for role in LISENT_LES_PERSONNES}
    assert {role: marques(texte) for role, (_, texte) in vus.items()} == {
        role: portees(role, LISENT[role]) - {"framboise", "mure"} | noms.get(role, set()) for role in ROLES
    }


def test_the_feed_of_a_chantier(scene):
    """What happened to people is of no chantier."""
    vus = {role: flux(scene, role, "/journal/chantiers/1/flux.atom") for role in ROLES}
    siennes = {role: noms - {"ancien_restreinte"} for role, noms in LISENT.items()}
    assert {role: sans_les_autres(scene.nommees(numeros)) for role, (numeros, _) in vus.items()} == siennes
    assert {role: marques(texte) for role, (_, texte) in vus.items()} == {
        role: portees(role, noms) - {"framboise", "mure"} for role, noms in siennes.items()
    }
    assert sans_les_autres(scene.nommees(flux(scene, COORDINATION, "/journal/chantiers/2/flux.atom")[0])) == set()


def test_a_reader_is_not_given_the_feed_that_another_one_asked_for(scene):
    etiquettes = [scene.lire(role, "/journal/flux.atom")["ETag"] for role in ROLES]
    assert len(set(etiquettes)) == len(ROLES)


@pytest.mark.parametrize(
    "adresse", ["/journal/", "/journal/flux.atom", "/journal/export.csv", "/journal/export.ndjson"]
)
def test_nothing_between_the_platform_and_a_reader_gives_it_to_another(scene, adresse):
    for role in ROLES:
        reponse = scene.lire(role, adresse)
        assert "Cookie" in reponse["Vary"]
        assert "public" not in reponse.get("Cache-Control", "")


def test_the_table_for_spreadsheets(scene):
    vus = {role: export_csv(scene, role) for role in ROLES}
    assert {role: sans_les_autres(scene.nommees(numeros)) for role, (numeros, _) in vus.items()} == LISENT
    # Setting the scene recorded names: who reads people reads them.
    noms = {role: {"cerise", "mure"} for role in LISENT_LES_PERSONNES}
    assert {role: marques(texte) for role, (_, texte) in vus.items()} == {
        role: portees(role, LISENT[role]) | noms.get(role, set()) for role in ROLES
    }


def test_the_journal_for_verification(scene):
    """Who may not read all that an entry touches has its fingerprints only; people are in it by their keys."""
    entieres = {
        **{role: noms - {"publique_reservee", "ancien_restreinte"} for role, noms in LISENT.items()},
        **{role: LISENT[role] for role in LISENT_LES_PERSONNES},
    }
    vus = {role: export_ndjson(scene, role) for role in ROLES}
    assert {role: sans_les_autres(scene.nommees(numeros)) for role, (numeros, _) in vus.items()} == entieres
    # « groseille » is the title of the étape that was archived: its creation was recorded for members.
    ailleurs = {"cerise", "framboise", "mure", "orange", "groseille"}
    noms = {
        **{role: {"groseille"} for role in (UN_AUTRE, MEMBRE, COMITE, COORDINATION)},
        ADMINISTRATEUR: set(),
    }
    personnes = {role: {"cerise", "framboise", "mure", "orange"} for role in LISENT_LES_PERSONNES}
    assert {role: marques(texte) for role, (_, texte) in vus.items()} == {
        role: (portees(role, entieres[role]) - ailleurs) | noms.get(role, set()) | personnes.get(role, set())
        for role in ROLES
    }


def test_the_journal_for_verification_is_proven_whoever_reads_it(scene):
    for role in ROLES:
        journal = Journal(export_ndjson(scene, role)[1].encode())
        assert list(journal.fautes()) == []


# Searching ------------------------------------------------------------------------------------------------------------

# Who finds an entry by a word of it: its readers, but not its author as such; nobody by the name of someone in it.
TROUVENT = {
    "abricot": dict.fromkeys(ROLES, {"publique"}),
    "ananas": dict.fromkeys(ROLES, {"publique"}),
    "bergamote": dict.fromkeys((UN_AUTRE, MEMBRE, COMITE, COORDINATION), {"membres"}),
    "banane": dict.fromkeys((UN_AUTRE, MEMBRE, COMITE, COORDINATION), {"membres"}),
    "coing": dict.fromkeys((COMITE, COORDINATION), {"comite"}),
    "cassis": dict.fromkeys((COMITE, COORDINATION), {"comite"}),
    "durian": dict.fromkeys((COORDINATION, ADMINISTRATEUR), {"restreinte"}),
    "datte": dict.fromkeys((COORDINATION, ADMINISTRATEUR), {"restreinte"}),
    "figue": dict.fromkeys(ROLES, {"publique_reservee"}),
    "framboise": {},
    "mure": dict.fromkeys((COORDINATION, ADMINISTRATEUR), {AUTRE}),
    "kaki": dict.fromkeys((UN_AUTRE, MEMBRE, COMITE, COORDINATION), {"ancien_membres"}),
    "limette": dict.fromkeys((COMITE, COORDINATION), {"membre_comite"}),
    "cerise": dict.fromkeys((COORDINATION, ADMINISTRATEUR), {AUTRE}),
    "nefle": dict.fromkeys(ROLES, {"confiee"}),
    "groseille": dict.fromkeys((UN_AUTRE, MEMBRE, COMITE, COORDINATION), {"archivee", AUTRE}),
    "quetsche": dict.fromkeys((COORDINATION, ADMINISTRATEUR), {"ancien_restreinte"}),
    "orange": dict.fromkeys((COORDINATION, ADMINISTRATEUR), {"ancien_restreinte", AUTRE}),
}


@pytest.mark.parametrize("mot", TROUVENT)
def test_a_word_finds_nothing_that_its_page_would_hide(scene, mot):
    assert {role: scene.nommees(tout_le_journal(scene, role, texte=mot)[0]) for role in ROLES} == {
        role: TROUVENT[mot].get(role, set()) for role in ROLES
    }
    assert {role: scene.nommees(export_csv(scene, role, texte=mot)[0]) for role in ROLES} == {
        role: TROUVENT[mot].get(role, set()) for role in ROLES
    }


REFUSE = "refusé"
DE_LA_COORDINATION = {"publique", "membres", "comite", "restreinte", "publique_reservee", "confiee", "archivee"}
# The entries of one person. Her name alone may be chosen by who may read it.
D_UNE_PERSONNE = {
    "membre": {
        **dict.fromkeys(ROLES, set()),
        **dict.fromkeys((MEMBRE, COMITE, COORDINATION), {"membre_comite"}),
    },
    "ancien": {
        VISITEUR: REFUSE,
        ANCIEN: REFUSE,
        **dict.fromkeys((UN_AUTRE, MEMBRE, COMITE), {"ancien_membres"}),
        COORDINATION: {"ancien_membres", "ancien_restreinte"},
        ADMINISTRATEUR: {"ancien_restreinte"},
    },
    "discrete": {VISITEUR: REFUSE, ANCIEN: REFUSE, **dict.fromkeys(NOMMENT, {"par_discrete"})},
    "coordination": {
        VISITEUR: REFUSE,
        ANCIEN: REFUSE,
        **{role: LISENT[role] & DE_LA_COORDINATION for role in NOMMENT},
    },
}


@pytest.mark.parametrize("nom", D_UNE_PERSONNE)
def test_the_entries_of_one_person(scene, nom):
    personne = scene.objets.get(nom) or scene.figures[nom].personne
    lues = {}
    for role in ROLES:
        numeros, _, accepte = tout_le_journal(scene, role, personne=personne.pk)
        lues[role] = scene.nommees(numeros) if accepte else REFUSE
    assert lues == D_UNE_PERSONNE[nom]


def test_a_refused_filter_gives_no_table_either(scene):
    """Else the table would be that of everything, under the name of someone."""
    reponse = scene.lire(VISITEUR, "/journal/export.csv", personne=scene.objets["discrete"].pk)
    assert (reponse.status_code, reponse["Location"].split("?")[0]) == (302, "/journal/")
