"""Taking a passage out, page by page: who may, what is shown, what is asked, what stays."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from chantiers.models import Etape
from historique.actions import retirer_un_passage
from historique.canonique import lire as lire_canonique
from historique.lecture.retrait import TexteTenu, lire_les_textes
from historique.models import PASSAGE_RETIRE, Acte, Ouverture
from historique.refus import ActionRefusee
from membres.permissions import refus_de_retirer_un_passage
from tests import fabriques
from tests.dates import hier, le
from tests.historique.test_pages import etape, lire, modifier, texte
from tests.historique.test_retrait import retirer

pytestmark = pytest.mark.django_db
SECRET = "Une phrase à retirer sur Untel"
AVANT = "Une phrase plus ancienne sur Untel"
REFUS = "Seule la coordination, qui répond de ce qui est publié ici, retire un passage du journal."


@pytest.fixture
def ecrite(distribution):
    """An étape of chantier 1 that said something of someone, twice."""
    une = etape(titre="Mener l’enquête")
    modifier(une, distribution.membre1.acces, motif="Pour Untel", description=AVANT)
    modifier(une, distribution.membre1.acces, description=SECRET)
    return une


def adresse(une, champ="description"):
    return reverse("historique:retirer_un_passage", args=["chantiers.etape", une.pk, champ])


def choix(une):
    return reverse("historique:passages", args=["chantiers.etape", une.pk])


def saisie(une, *textes, **champs):
    return {
        "version": Etape.objects.get(pk=une.pk).version,
        "textes": [TexteTenu(t, present=False).cle for t in textes],
        "motif_legal": "tiers",
        "confirmation": "on",
        "remplacement": "",
        **champs,
    }


def coches(page):
    return re.findall(r'name="textes" value="(\w+)" checked', page)


# Who ------------------------------------------------------------------------------------------------------------------


def test_the_present_name_and_address_of_someone_are_not_for_the_coordination_to_write(distribution):
    """Taking the name out and « leaving » another one would rename her: her profile is hers."""
    une, lue = distribution.membre1.personne, distribution.coordination
    nom, courriel = une.nom, une.courriel
    modifier(une, distribution.membre1.acces, nom="Autrement")
    for champ, present in (("nom", "Autrement"), ("courriel", courriel)):
        chemin = reverse("historique:retirer_un_passage", args=["membres.personne", une.pk, champ])
        page = lue.client.get(chemin)
        assert page.status_code == (200 if champ == "nom" else 404)
        assert TexteTenu(present, present=True).cle not in page.content.decode()
        objet = lire_les_textes("membres.personne", une.pk, lue.acces)
        with pytest.raises(ActionRefusee, match="la façon dont une personne est nommée"):
            retirer_un_passage(
                objet, champ, textes=[present], version=2, motif_legal="erreur", remplacement="Pirate", par=lue.acces
            )
    retirer_un_passage(objet, "nom", textes=[nom], version=2, motif_legal="erreur", par=lue.acces)
    une.refresh_from_db()
    assert (une.nom, une.courriel) == ("Autrement", courriel)
    assert lire_les_textes("membres.personne", une.pk, lue.acces).champ("nom") is None


@pytest.mark.parametrize("qui", ["membre1", "referente1", "comite", "financeur", "administrateur"])
def test_others_than_the_coordination_are_refused_with_a_sentence(distribution, ecrite, qui):
    client = getattr(distribution, qui).client
    for chemin in (choix(ecrite), adresse(ecrite)):
        reponse = client.get(chemin)
        assert reponse.status_code == 403
        assert REFUS in reponse.content.decode()
        assert SECRET not in reponse.content.decode()
    reponse = client.post(adresse(ecrite), saisie(ecrite, SECRET, remplacement="Ce que j’avais écrit"))
    page = reponse.content.decode()
    assert reponse.status_code == 403
    assert REFUS in page
    assert "Ce que j’avais écrit" in page
    assert SECRET not in page
    assert Etape.objects.get(pk=ecrite.pk).description == SECRET


def test_a_visitor_signs_in_first(client, ecrite):
    assert client.get(adresse(ecrite)).status_code == 302


def test_it_takes_a_second_factor(distribution):
    acces = distribution.coordination.acces
    assert refus_de_retirer_un_passage(acces) is None
    sans = type(acces)(**{**vars(acces), "second_facteur": False})
    assert "second facteur" in refus_de_retirer_un_passage(sans)


def test_only_those_who_may_see_the_links(distribution, ecrite):
    historique = reverse("historique:objet", args=["chantiers.etape", ecrite.pk])
    inscription = reverse("historique:inscription", args=[Acte.objects.exclude(motif="").get().sequence])
    assert choix(ecrite) in lire(distribution.coordination, historique)
    page = lire(distribution.coordination, inscription)
    assert choix(ecrite) in page
    assert "retirer-le-motif" in page
    for chemin in (historique, inscription):
        assert "/retirer" not in lire(distribution.membre1, chemin)


# What is shown --------------------------------------------------------------------------------------------------------


def test_one_chooses_among_every_text_that_the_fields_held(distribution, ecrite):
    page = texte(lire(distribution.coordination, choix(ecrite)))
    for attendu in (SECRET, AVANT, "Mener l’enquête", "Affiché aujourd’hui", "Texte d’avant"):
        assert attendu in page


def test_before_confirming_one_reads_what_goes_and_what_stays(distribution, ecrite):
    page = lire(distribution.coordination, adresse(ecrite))
    assert SECRET in page
    assert AVANT in page
    assert "ne se défait pas" in page
    assert "Aucune empreinte ne change" in page
    assert 'name="remplacement"' in page
    assert coches(page) == [TexteTenu(SECRET, present=True).cle]
    assert f"> {SECRET}</textarea>" in page


def test_a_link_from_an_older_text_checks_that_one(distribution, ecrite):
    page = lire(distribution.coordination, adresse(ecrite), texte=TexteTenu(AVANT, present=False).cle)
    assert coches(page) == [TexteTenu(AVANT, present=False).cle]


def test_the_same_words_elsewhere_are_pointed_out(distribution, ecrite):
    autre = fabriques.etape(ecrite.objectif, "Une autre étape", description=SECRET)
    page = lire(distribution.coordination, adresse(ecrite))
    assert adresse(autre) in page
    assert "Une autre étape" in texte(page)


def test_what_has_no_text_has_nothing_to_take_out(distribution):
    adhesion = fabriques.adhesion(fabriques.personne(), fabriques.chantier(1))
    chemin = reverse("historique:passages", args=["chantiers.adhesion", adhesion.pk])
    assert "il n’y a rien à retirer" in lire(distribution.coordination, chemin)


@pytest.mark.parametrize("champ", ["avancement", "version", "inconnu", "objectif"])
def test_a_field_that_holds_no_removable_text_is_not_found(distribution, ecrite, champ):
    assert distribution.coordination.client.get(adresse(ecrite, champ)).status_code == 404


# What is asked --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("manque", "phrase"),
    [
        ("textes", "Cochez au moins un texte"),
        ("motif_legal", "Choisissez le motif légal"),
        ("confirmation", "Cochez cette case pour confirmer"),
    ],
)
def test_nothing_goes_without_a_text_a_reason_and_a_confirmation(distribution, ecrite, manque, phrase):
    envoi = saisie(ecrite, SECRET, remplacement="Ce qui reste.")
    del envoi[manque]
    reponse = distribution.coordination.client.post(adresse(ecrite), envoi)
    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert phrase in page
    assert "Ce qui reste." in page
    assert Etape.objects.get(pk=ecrite.pk).description == SECRET
    assert Ouverture.objects.filter(valeur=SECRET).exists()


def test_a_reason_out_of_the_list_is_refused(distribution, ecrite):
    envoi = saisie(ecrite, SECRET, motif_legal="cela me gêne")
    assert distribution.coordination.client.post(adresse(ecrite), envoi).status_code == 422


def test_the_text_itself_does_not_replace_it(distribution, ecrite):
    reponse = distribution.coordination.client.post(adresse(ecrite), saisie(ecrite, SECRET, remplacement=SECRET))
    assert reponse.status_code == 422
    assert "ôtez-en le passage" in reponse.content.decode()
    assert Etape.objects.get(pk=ecrite.pk).description == SECRET


@pytest.mark.parametrize("remplacement", ["Ce qui reste.", "Une phrase sur Unetelle", "Untel, une phrase"])
def test_what_stays_says_nothing_that_was_not_there(distribution, ecrite, remplacement):
    """Taking a passage out of what somebody wrote is not writing in her place."""
    envoi = saisie(ecrite, SECRET, remplacement=remplacement)
    reponse = distribution.coordination.client.post(adresse(ecrite), envoi)
    assert reponse.status_code == 409
    assert "écrire à la place de quelqu’un" in reponse.content.decode()
    assert remplacement in reponse.content.decode()
    assert Etape.objects.get(pk=ecrite.pk).description == SECRET


def test_what_changed_meanwhile_is_read_again_and_what_was_typed_stays(distribution, ecrite):
    envoi = saisie(ecrite, SECRET, remplacement="Ce que j’avais gardé")
    modifier(ecrite, distribution.referente1.acces, description=f"{SECRET}, et davantage")
    reponse = distribution.coordination.client.post(adresse(ecrite), envoi)
    page = reponse.content.decode()
    assert reponse.status_code == 409
    assert "a changé depuis l’affichage" in page
    assert "Ce que j’avais gardé" in page
    assert f"{SECRET}, et davantage" in page
    assert f'name="version" value="{envoi["version"] + 1}"' in page
    assert Ouverture.objects.filter(valeur=SECRET).exists()


# What is left ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def retiree(distribution, ecrite):
    """Both texts are taken out; what is left is shown."""
    envoi = saisie(ecrite, SECRET, AVANT, remplacement="Une phrase :\r\nsur [passage retiré].")
    reponse = distribution.coordination.client.post(adresse(ecrite), envoi)
    assert reponse.status_code == 302
    return ecrite


def test_the_texts_are_gone_and_the_rest_is_shown(distribution, retiree):
    assert Etape.objects.get(pk=retiree.pk).description == "Une phrase :\nsur [passage retiré]."
    assert not Ouverture.objects.filter(valeur__in=[SECRET, AVANT]).exists()
    acte = Acte.objects.order_by("-sequence").first()
    assert (acte.verbe, acte.auteur_id) == ("retirer_un_passage", distribution.coordination.personne.pk)
    assert lire_canonique(acte.faits)["motif_legal"] == "tiers"


def test_the_journal_says_when_and_for_which_legal_reason(distribution, retiree):
    page = texte(lire(distribution.membre2, reverse("historique:objet", args=["chantiers.etape", retiree.pk])))
    assert "a retiré un passage de l’étape" in page
    assert f"Passage retiré le {timezone.localdate().day}" in page
    assert "motif légal : donnée personnelle d’un tiers" in page
    assert SECRET not in page
    assert AVANT not in page


def test_no_page_nor_export_shows_them(distribution, retiree):
    inscriptions = [
        reverse("historique:inscription", args=[n]) for n in Acte.objects.values_list("sequence", flat=True)
    ]
    chemins = ["/journal/", "/journal/export.csv", "/journal/export.ndjson", "/journal/flux.atom", *inscriptions]
    chemins += [retiree.get_absolute_url().split("#")[0], choix(retiree), adresse(retiree, "titre")]
    for chemin in chemins:
        reponse = distribution.coordination.client.get(chemin)
        assert reponse.status_code == 200, chemin
        octets = b"".join(reponse.streaming_content) if reponse.streaming else reponse.content
        assert SECRET not in octets.decode(), chemin
        assert AVANT not in octets.decode(), chemin


def test_a_search_does_not_find_them(distribution, retiree):
    assert "Untel" not in texte(lire(distribution.coordination, texte="Untel")).replace("Untel »", "")


def test_a_state_that_lost_a_passage_is_not_restored(distribution, retiree):
    for version in (2, 3):
        chemin = reverse("historique:restaurer", args=["chantiers.etape", retiree.pk, version])
        page = lire(distribution.membre1, chemin)
        assert "Un passage de cet état a été retiré : il ne se rétablit plus." in page
        assert "<button>" not in page.split("<main")[1]
        courante = Etape.objects.get(pk=retiree.pk).version
        reponse = distribution.membre1.client.post(chemin, {"version": courante, "motif": "Essai"})
        assert reponse.status_code == 409
    assert Etape.objects.get(pk=retiree.pk).description == "Une phrase :\nsur [passage retiré]."


def test_a_state_that_lost_nothing_is_restored(distribution, retiree):
    chemin = reverse("historique:restaurer", args=["chantiers.etape", retiree.pk, 1])
    reponse = distribution.membre1.client.post(
        chemin, {"version": Etape.objects.get(pk=retiree.pk).version, "motif": ""}
    )
    assert reponse.status_code == 302
    assert Etape.objects.get(pk=retiree.pk).description == ""


# A reason -------------------------------------------------------------------------------------------------------------


def test_the_reason_of_an_entry_is_taken_out(distribution, ecrite):
    vise = Acte.objects.exclude(motif="").get()
    chemin = reverse("historique:retirer_le_motif", args=[vise.sequence])
    assert "« Pour Untel »" in lire(distribution.coordination, chemin)
    assert distribution.membre1.client.get(chemin).status_code == 403
    assert distribution.coordination.client.post(chemin, {"motif_legal": "tiers"}).status_code == 422
    reponse = distribution.coordination.client.post(chemin, {"motif_legal": "tiers", "confirmation": "on"})
    assert reponse.status_code == 302
    assert not Ouverture.objects.filter(valeur="Pour Untel").exists()
    page = texte(lire(distribution.membre1, reverse("historique:inscription", args=[vise.sequence])))
    assert "Pour Untel" not in page
    assert "motif légal : donnée personnelle d’un tiers" in page
    assert distribution.coordination.client.get(chemin).status_code == 404
    assert Acte.objects.order_by("-sequence").first().visibilite == vise.visibilite


def test_an_entry_without_a_reason_has_none_to_take_out(distribution, ecrite):
    sans = Acte.objects.filter(motif="").first()
    chemin = reverse("historique:retirer_le_motif", args=[sans.sequence])
    assert distribution.coordination.client.get(chemin).status_code == 404


def test_the_marker_is_what_the_pages_promise():
    assert PASSAGE_RETIRE == "[passage retiré]"


def test_the_page_keeps_its_queries(distribution, ecrite, compter_requetes):
    client = distribution.coordination.client
    client.get(adresse(ecrite))
    avant = compter_requetes(lambda: client.get(adresse(ecrite)))
    for rang in range(5):
        modifier(ecrite, description=f"Texte {rang}")
    assert compter_requetes(lambda: client.get(adresse(ecrite))) == avant


# Other ways of reading ------------------------------------------------------------------------------------------------


def test_a_past_day_and_a_comparison_show_the_marker(db, distribution):
    with le(hier()):
        une = etape(titre="Mener l’enquête", description=SECRET)
    retirer(une, "description", SECRET, remplacement="Ce qui reste.")
    feuille = une.get_absolute_url().split("#")[0].split("?")[0]
    alors = texte(lire(distribution.membre1, feuille, au=hier().isoformat()))
    assert PASSAGE_RETIRE in alors
    assert SECRET not in alors
    compare = texte(lire(distribution.membre1, f"{feuille}comparer/", au=hier().isoformat()))
    assert "Ce qui reste." in compare
    assert SECRET not in compare


def test_an_address_that_was_taken_out_is_no_link(distribution):
    livrable = fabriques.livrable(etape(), "Référentiel", lien="https://exemple.example/dossier-secret")
    retirer(livrable, "lien", livrable.lien)
    feuille = livrable.etape.get_absolute_url().split("#")[0].split("?")[0]
    page = lire(distribution.membre1, feuille)
    assert "Référentiel" in texte(page)
    assert "dossier-secret" not in page
    assert f'href="{PASSAGE_RETIRE}"' not in page
