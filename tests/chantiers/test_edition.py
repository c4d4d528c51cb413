"""Editing in place through the pages: nothing typed is lost, whatever happens meanwhile."""

import uuid
from datetime import date, timedelta

import pytest

from chantiers import actions
from chantiers.models import Adhesion, Dependance, Etape, Livrable, Moyen, Objectif
from historique.horloge import a_l_instant, maintenant
from tests import fabriques

pytestmark = pytest.mark.django_db
FEUILLE = "/chantiers/competences-et-metiers/feuille-de-route/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def feuille():
    return fabriques.feuille(fabriques.chantier(1))


@pytest.fixture
def etape(feuille):
    return fabriques.etape(fabriques.objectif(feuille, rang=1), rang=1, echeance=date(2027, 3, 12))


@pytest.fixture
def client(distribution):
    return distribution.membre1.client


@pytest.fixture
def autre(distribution):
    return distribution.referente1.acces


def saisie(etape, **champs):
    """What the browser posts from a form opened now."""
    valeurs = {
        "version": etape.version,
        "titre": etape.titre,
        "debut": "",
        "echeance": "2027-03-12",
        "etat": etape.etat,
        "avancement": etape.avancement,
        "responsable": "",
        "organisation": "",
        "description": etape.description,
        "motif": "",
    }
    return {**valeurs, **champs}


def modifier(client, etape, **champs):
    return client.post(f"/etapes/{etape.pk}/modifier/", champs)


def test_the_form_stands_in_the_place_of_the_etape_without_javascript(client, etape):
    texte = client.get(f"/etapes/{etape.pk}/modifier/").content.decode()
    assert 'class="etape edition"' in texte
    assert f'id="etape-{etape.pk}"' not in texte
    assert "Objectifs, étapes et livrables" in texte


def test_htmx_gets_the_form_alone_from_the_same_address(client, etape):
    texte = client.get(f"/etapes/{etape.pk}/modifier/", headers=HTMX).content.decode()
    assert texte.strip().startswith('<li class="etape edition"')
    assert "<html" not in texte


def test_saving_comes_back_to_the_roadmap_at_the_etape(client, etape):
    reponse = modifier(client, etape, **saisie(etape, titre="Nouveau 🌱 عربي", motif="Vu ensemble"))
    assert (reponse.status_code, reponse["Location"]) == (302, f"{FEUILLE}#etape-{etape.pk}")
    assert "Nouveau 🌱 عربي" in client.get(FEUILLE).content.decode()


def test_saving_with_htmx_gives_the_content_of_the_roadmap(client, etape):
    reponse = client.post(f"/etapes/{etape.pk}/modifier/", saisie(etape, titre="Nouveau"), headers=HTMX)
    texte = reponse.content.decode()
    assert (reponse.status_code, reponse["HX-Retarget"]) == (200, "#contenu")
    assert "<html" not in texte
    assert "L’étape est enregistrée." in texte
    assert "Nouveau" in texte


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"debut": "2027-05-15"}, "La fin précède le début (15 mai 2027)."),
        ({"echeance": "2028-01-01"}, "sort de la période de la feuille de route"),
        ({"echeance": "31/02/2027"}, "Cette date n’existe pas, ou ne se lit pas"),
        ({"avancement": "beaucoup"}, "Écrivez un nombre entier, de 0 à 100."),
        ({"avancement": "101"}, "L’avancement va de 0 à 100"),
        ({"description": "x" * 200_000}, "Ce texte compte 200000 caractères, pour 10000 au plus"),
        ({"titre": ""}, "Donnez un intitulé à l’étape."),
    ],
)
def test_a_bad_value_has_its_sentence_and_what_was_typed_stays(client, etape, champs, phrase):
    reponse = modifier(client, etape, **saisie(etape, motif="Un motif déjà écrit", **champs))
    texte = reponse.content.decode().replace("\u202f", "").replace("\u00a0", " ")
    assert reponse.status_code == 422
    assert phrase in texte
    assert "Un motif déjà écrit" in texte
    assert all(valeur in texte for valeur in champs.values())
    assert Etape.objects.get(pk=etape.pk).version == 1


def test_a_stale_version_number_that_never_was_keeps_the_text(client, etape):
    reponse = modifier(client, etape, **saisie(etape, version=99, titre="Mon texte"))
    assert reponse.status_code == 422
    assert "Ce formulaire porte un numéro de version inconnu." in reponse.content.decode()
    assert "Mon texte" in reponse.content.decode()


# Two people -----------------------------------------------------------------------------------------------------------


def test_different_fields_are_both_kept_and_it_is_said(client, etape, autre):
    mienne = saisie(etape, titre="Mon titre")
    actions.modifier(etape, version=1, saisi={"echeance": date(2027, 4, 30)}, par=autre)
    page = client.post(f"/etapes/{etape.pk}/modifier/", mienne, follow=True).content.decode()
    relue = Etape.objects.get(pk=etape.pk)
    assert (relue.titre, relue.echeance) == ("Mon titre", date(2027, 4, 30))
    phrase = "Referente1 Essai avait entre-temps modifié : Échéance. Les deux sont gardés."
    assert phrase in page.replace("\u00a0", " ")


def test_the_same_field_is_a_choice_and_nothing_is_lost(client, etape, autre):
    mienne = saisie(etape, titre="Le mien", description="Mon long texte")
    theirs = {"titre": "Le leur", "echeance": date(2027, 4, 30)}
    actions.modifier(etape, version=1, saisi=theirs, motif="Leur motif", par=autre)
    conflit = modifier(client, etape, **mienne)
    texte = conflit.content.decode()
    assert conflit.status_code == 409
    assert texte.count("<fieldset>") == 1
    assert all(mot in texte for mot in ("Rien n’est perdu.", "Le mien", "Le leur", "Leur motif", "Mon long texte"))
    assert Etape.objects.get(pk=etape.pk).titre == "Le leur"


@pytest.mark.parametrize(("choix", "titre"), [("moi", "Le mien"), ("autre", "Le leur")])
def test_the_choice_is_saved_and_what_the_other_alone_changed_stays(client, etape, autre, choix, titre):
    mienne = saisie(etape, titre="Le mien", description="Mon long texte")
    actions.modifier(etape, version=1, saisi={"titre": "Le leur", "echeance": date(2027, 4, 30)}, par=autre)
    formulaire = modifier(client, etape, **mienne).context["edition"].formulaire
    suite = {nom: formulaire[nom].value() or "" for nom in mienne}
    assert (suite["version"], suite["echeance"]) == ("2", "2027-04-30")
    assert modifier(client, etape, **suite, **{"choix-titre": choix}).status_code == 302
    relue = Etape.objects.get(pk=etape.pk)
    assert (relue.titre, relue.description, relue.echeance) == (titre, "Mon long texte", date(2027, 4, 30))


def test_a_third_change_during_the_choice_is_a_conflict_again(client, etape, autre):
    mienne = saisie(etape, titre="Le mien")
    actions.modifier(etape, version=1, saisi={"titre": "Le leur"}, par=autre)
    modifier(client, etape, **mienne)
    actions.modifier(etape, version=2, saisi={"titre": "Encore"}, par=autre)
    assert modifier(client, etape, **{**mienne, "version": 2, "choix-titre": "moi"}).status_code == 409


def test_what_is_typed_survives_an_archiving(client, etape, autre):
    actions.archiver(etape, par=autre)
    reponse = modifier(client, etape, **saisie(etape, description="Mon long texte"))
    texte = reponse.content.decode()
    assert reponse.status_code == 409
    assert "Mon long texte" in texte
    assert "il faut d’abord la rétablir, depuis la page « Archivés »" in texte.replace("\u00a0", " ")


def test_what_is_typed_survives_a_closing(client, feuille, etape, autre):
    actions.clore_la_feuille(feuille, par=autre)
    reponse = modifier(client, etape, **saisie(etape, description="Mon long texte"))
    assert (reponse.status_code, "Mon long texte" in reponse.content.decode()) == (409, True)


@pytest.mark.parametrize("fermer", ["clore", "archiver"])
def test_what_is_typed_with_a_mistake_survives_too(client, feuille, etape, autre, fermer):
    """The roadmap has no place left for the form: it stands alone, its mistake and its text in it."""
    actions.clore_la_feuille(feuille, par=autre) if fermer == "clore" else actions.archiver(etape.objectif, par=autre)
    mauvais = saisie(etape, titre="x" * 400, description="Mon long texte")
    ajout = client.post(f"/objectifs/{etape.objectif_id}/etapes/ajouter/", {"titre": "", "description": "Mon ajout"})
    for reponse, texte in ((modifier(client, etape, **mauvais), "Mon long texte"), (ajout, "Mon ajout")):
        assert (reponse.status_code, texte in reponse.content.decode()) == (409, True)


def test_what_is_typed_survives_a_withdrawn_right(distribution, client, etape, autre):
    adhesion = Adhesion.objects.get(personne=distribution.membre1.personne)
    actions.mettre_fin(adhesion, par=autre)
    with a_l_instant(maintenant() + timedelta(days=2)):
        reponse = modifier(client, etape, **saisie(etape, description="Mon texte"))
    texte = reponse.content.decode().replace("\u00a0", " ")
    assert reponse.status_code == 403
    assert "Mon texte" in texte
    assert "Seuls les membres du chantier 1 modifient sa feuille de route." in texte


def test_a_form_opened_without_the_right_says_why(distribution, etape):
    reponse = distribution.membre2.client.get(f"/etapes/{etape.pk}/modifier/")
    assert reponse.status_code == 403
    assert "Seuls les membres du chantier 1" in reponse.content.decode().replace("\u00a0", " ")


# Adding ---------------------------------------------------------------------------------------------------------------


def test_every_kind_of_item_is_added_by_its_form_once(client, feuille, etape):
    slug, objectif = feuille.chantier.slug, etape.objectif
    autre_etape = fabriques.etape(objectif, titre="Autre")
    formulaires = [
        (f"/chantiers/{slug}/objectifs/ajouter/", Objectif, {"titre": "Un"}),
        (f"/objectifs/{objectif.pk}/etapes/ajouter/", Etape, {"titre": "Un", "etat": "a_venir", "avancement": "0"}),
        (
            f"/objectifs/{objectif.pk}/livrables/ajouter/",
            Livrable,
            {"titre": "Un", "etat": "attendu", "etape": etape.pk},
        ),
        (f"/chantiers/{slug}/moyens/ajouter/", Moyen, {"libelle": "Un", "nature": "humain"}),
        (f"/etapes/{etape.pk}/dependances/ajouter/", Dependance, {"attend": autre_etape.pk}),
    ]
    for adresse, modele, champs in formulaires:
        combien, cle = modele.objects.count(), uuid.uuid4()
        assert client.get(adresse).status_code == 200
        assert client.post(adresse, {**champs, "id": cle}).status_code == 302
        assert client.post(adresse, {**champs, "id": cle}).status_code == 302
        assert (modele.objects.count(), modele.objects.filter(pk=cle).exists()) == (combien + 1, True)


def test_an_amount_is_typed_in_euros_and_kept_in_cents(client, feuille, etape):
    champs = {"libelle": "Appui", "nature": "competence", "quantite": "12,5", "montant": "1250,50"}
    client.post(f"/chantiers/{feuille.chantier.slug}/moyens/ajouter/", {**champs, "pour": f"etape:{etape.pk}"})
    moyen = Moyen.objects.get()
    assert (moyen.montant_centimes, str(moyen.quantite), moyen.etape_id) == (125050, "12.50", etape.pk)
    page = client.get(f"/moyens/{moyen.pk}/modifier/").content.decode()
    assert 'value="1250,50"' in page
    texte = client.get(FEUILLE).content.decode()
    assert "1\u202f250,50\u00a0€" in texte
    assert "Appui, 12,5" in texte


def test_a_refused_addition_keeps_its_key_and_its_text(client, etape):
    cle = uuid.uuid4()
    champs = {"id": cle, "titre": "", "etat": "a_venir", "avancement": "0", "description": "Mon texte"}
    reponse = client.post(f"/objectifs/{etape.objectif_id}/etapes/ajouter/", champs)
    assert (reponse.status_code, reponse.content.decode().count(str(cle))) == (422, 1)
    assert "Mon texte" in reponse.content.decode()


# From the list --------------------------------------------------------------------------------------------------------


def test_the_state_changes_from_the_list_in_one_post(client, etape):
    texte = client.get(FEUILLE).content.decode()
    assert f'value="{etape.pk}:faite"' in texte
    reponse = client.post(f"{FEUILLE}etat/", {"etape": f"{etape.pk}:faite"})
    assert (reponse.status_code, reponse["Location"]) == (302, f"{FEUILLE}#etape-{etape.pk}")
    assert Etape.objects.get(pk=etape.pk).avancement == 100


def test_a_state_refused_is_said_on_the_roadmap(distribution, etape):
    page = distribution.membre2.client.post(f"{FEUILLE}etat/", {"etape": f"{etape.pk}:faite"}, follow=True)
    assert page.redirect_chain[0][1] == 302
    assert "Seuls les membres du chantier 1 modifient" in page.content.decode().replace("\u00a0", " ")


@pytest.mark.parametrize("valeur", ["", "rien", "rien:faite"])
def test_a_state_for_nothing_is_not_found(client, feuille, valeur):
    assert client.post(f"{FEUILLE}etat/", {"etape": valeur}).status_code == 404


def test_order_place_and_archives_work_by_their_buttons(client, feuille, etape):
    objectif = etape.objectif
    deux = fabriques.etape(objectif, titre="Deux", rang=2)
    vers = fabriques.objectif(feuille, titre="Vers", rang=2)
    assert client.get(f"{FEUILLE}ordre/").status_code == 200
    client.post(f"/etapes/{deux.pk}/ordonner/", {"sens": "monter"})
    assert [e.titre for e in objectif.etapes.order_by("rang")] == ["Deux", etape.titre]
    client.post(f"/etapes/{deux.pk}/deplacer/", {"objectif": vers.pk})
    assert Etape.objects.get(pk=deux.pk).objectif == vers
    assert client.get(f"/etapes/{deux.pk}/archiver/").status_code == 200
    client.post(f"/etapes/{deux.pk}/archiver/", {"motif": "Un doublon"})
    archives = client.get(f"{FEUILLE}archives/").content.decode()
    assert all(mot in archives for mot in ("Deux", "Un doublon", "Membre1 Essai", "Rétablir"))
    assert "Deux" not in client.get(FEUILLE).content.decode()
    client.post(f"/etapes/{deux.pk}/retablir/")
    assert "Deux" in client.get(FEUILLE).content.decode()


def test_what_is_archived_with_its_parent_says_what_comes_back_first(client, etape, autre):
    livrable = fabriques.livrable(etape, titre="Le référentiel")
    actions.archiver(livrable, par=autre)
    actions.archiver(etape, par=autre)
    texte = client.get(f"{FEUILLE}archives/").content.decode().replace("\u00a0", " ")
    assert f"À rétablir après « {etape.titre} », qui le contient." in texte
    assert texte.count("Rétablir</button>") == 1


def test_the_period_opens_and_closes_by_its_pages(distribution, feuille):
    client, slug = distribution.referente1.client, feuille.chantier.slug
    assert client.post(f"{FEUILLE}clore/", {"motif": "Fin de période"}).status_code == 302
    assert "à son adresse" not in client.get(f"{FEUILLE}2027/").content.decode()
    assert "close : elle se lit" in client.get(f"{FEUILLE}2027/").content.decode().replace("\u00a0", " ")
    champs = {"id": uuid.uuid4(), "debut": "2028-09-15", "fin": "2028-01-01"}
    refus = client.post(f"{FEUILLE}ouvrir/", champs)
    assert (
        refus.status_code,
        "La fin précède le début (15 sept. 2028)" in refus.content.decode().replace("\u00a0", " "),
    ) == (
        422,
        True,
    )
    assert client.post(f"{FEUILLE}ouvrir/", {**champs, "fin": "2028-12-31"}).status_code == 302
    assert "2028" in client.get(f"/chantiers/{slug}/").content.decode()


@pytest.mark.parametrize("genre", ["objectif", "livrable", "moyen", "feuille"])
def test_the_form_of_each_kind_stands_in_the_page_and_saves(client, feuille, etape, genre):
    objets = {
        "objectif": (etape.objectif, "objectifs", {"titre": "Changé"}),
        "livrable": (fabriques.livrable(etape), "livrables", {"titre": "Changé", "etat": "attendu"}),
        "moyen": (fabriques.moyen(feuille), "moyens", {"libelle": "Changé", "nature": "humain"}),
        "feuille": (
            feuille,
            "feuilles-de-route",
            {"debut": "2027-01-01", "fin": "2027-12-31", "presentation": "Changé"},
        ),
    }
    objet, dossier, champs = objets[genre]
    adresse = f"/{dossier}/{objet.pk}/modifier/"
    assert client.get(adresse).content.decode().count(f'id="edition-{objet.pk}"') == 1
    assert client.post(adresse, {**champs, "version": 1}).status_code == 302
    assert "Changé" in client.get(FEUILLE).content.decode()
    objet.refresh_from_db()
    assert objet.version == 2
