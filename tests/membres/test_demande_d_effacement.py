"""Asking for the erasure of one's data, giving it up, and the pages by which the coordination answers."""

import pytest
from django.urls import reverse

from historique.actes import consigner
from historique.models import Acte
from historique.refus import ActionRefusee
from membres import actions
from membres.demandes import DERNIERE_ADMINISTRATION, demande_de, demandes_en_attente
from membres.envoi import composer
from membres.identite import Identite, Indice
from membres.models import Courriel, Personne
from membres.passages import RESERVE, passages_qui_nomment
from tests import fabriques
from tests.consultation import donner_une_adresse

pytestmark = pytest.mark.django_db

DEMANDER, ANNULER, LISTE = "/profil/effacement/", "/profil/effacement/annuler/", "/effacements/"
CONFIRMER = {"fondement": "consentement_retire", "definitif": "on"}


def page_d_effacement(personne):
    return reverse("membres:effacer", args=[personne.pk])


def ecrire(distribution, role, motif, **champs):
    """Someone changes an étape, with this reason."""
    etape = fabriques.etape(fabriques.objectif(fabriques.feuille(fabriques.chantier(1))))
    with consigner("modifier", par=getattr(distribution, role).acces, motif=motif) as acte:
        acte.objet = etape = type(etape).objects.get(pk=etape.pk)
        for champ, valeur in {"avancement": 10, **champs}.items():
            setattr(etape, champ, valeur)
        etape.save()
    return etape, Acte.objects.get(pk=acte.id)


# Asking ---------------------------------------------------------------------------------------------------------------


def test_the_profile_leads_to_one_s_data_and_to_their_erasure(distribution):
    page = distribution.membre1.client.get("/profil/").text
    assert [lien for lien in ("/profil/mes-donnees.json", DEMANDER, "/donnees-personnelles/") if lien not in page] == []
    assert LISTE not in page
    assert LISTE in distribution.coordination.client.get("/profil/").text


def test_the_page_says_what_goes_and_what_stays_before_one_asks(distribution):
    page = distribution.membre1.client.get(DEMANDER).text
    for phrase in (
        "Ce qui disparaît",
        "Le compte",
        "membre, Compétences et métiers",
        "Ce qui reste",
        "Membre retiré·e",
    ):
        assert phrase in page, phrase
    assert Acte.objects.filter(verbe="demander_l_effacement").count() == 0


def test_asking_tells_the_coordination_once_and_by_an_e_mail_that_names_nobody(distribution):
    donner_une_adresse(distribution.coordination)
    figure = distribution.membre1
    for _ in range(2):
        assert figure.client.post(DEMANDER).status_code == 302
    (courriel,) = Courriel.objects.all()
    message = composer(courriel)
    assert message.to == ["coordination@essai.example"]
    assert page_d_effacement(figure.personne) in message.body
    assert "Membre1" not in message.subject + message.body
    assert Acte.objects.filter(verbe="demander_l_effacement").count() == 1
    assert "déjà enregistrée" in figure.client.get(DEMANDER).text


def test_one_gives_it_up_and_may_ask_again(distribution):
    figure = distribution.membre1
    assert "Aucune demande" in refus_de_renoncer(figure)
    for demandee in (True, False, True):
        figure.client.post(DEMANDER if demandee else ANNULER)
        assert (demande_de(figure.personne) is not None) is demandee
        assert ("Annuler ma demande" in figure.client.get(DEMANDER).text) is demandee
    assert [une.personne for une in demandes_en_attente()] == [figure.personne]


def refus_de_renoncer(figure):
    with pytest.raises(ActionRefusee) as leve:
        actions.renoncer_a_l_effacement(par=figure.acces)
    return str(leve.value)


def test_only_she_and_those_who_answer_read_her_request(distribution):
    distribution.membre1.client.post(DEMANDER)
    acte = Acte.objects.get(verbe="demander_l_effacement")
    reponses = {
        role: getattr(distribution, role).client.get(f"/journal/{acte.sequence}/").status_code
        for role in ("visiteur", "membre1", "membre2", "comite", "coordination", "administrateur")
    }
    assert reponses == {
        "visiteur": 404, "membre1": 200, "membre2": 404, "comite": 404, "coordination": 200, "administrateur": 200,
    }  # fmt: skip


def test_what_must_be_handed_over_is_said_from_the_start(distribution):
    phrase = sans_espaces(DERNIERE_ADMINISTRATION)
    assert phrase in sans_espaces(distribution.administrateur.client.get(DEMANDER).text)
    confirmation = distribution.coordination.client.get(page_d_effacement(distribution.administrateur.personne)).text
    assert phrase in sans_espaces(confirmation)
    assert "Effacer ces données" not in confirmation


# Answering ------------------------------------------------------------------------------------------------------------


def test_the_list_shows_who_waits_and_leads_to_anybody(distribution):
    figure, coordination = distribution.membre1, distribution.coordination.client
    assert "Aucune demande en attente" in coordination.get(LISTE).text
    figure.client.post(DEMANDER)
    assert page_d_effacement(figure.personne) in coordination.get(LISTE).text
    autre = fabriques.personne()
    reponse = coordination.get(LISTE, {"personne": autre.pk})
    assert (reponse.status_code, reponse["Location"]) == (302, page_d_effacement(autre))
    assert "Choisissez une personne" in coordination.get(LISTE, {"personne": ""}).text


def test_the_number_of_queries_of_the_list_does_not_grow(distribution, compter_requetes):
    coordination = distribution.coordination

    def effacer_une():
        actions.effacer(fabriques.personne(), fondement="opposition", par=coordination.acces)

    def lire():
        assert coordination.client.get(LISTE).status_code == 200

    effacer_une()
    lire()
    avant = compter_requetes(lire)
    effacer_une()
    effacer_une()
    assert compter_requetes(lire) == avant


def test_erasing_asks_for_the_law_and_for_a_box_then_it_is_done(distribution):
    figure, client = distribution.membre1, distribution.coordination.client
    adresse = page_d_effacement(figure.personne)
    vide = client.post(adresse, {"fondement": ""})
    assert (vide.status_code, "Choisissez ce que dit la loi" in vide.text) == (422, True)
    sans_case = client.post(adresse, {"fondement": "opposition"})
    assert (sans_case.status_code, "rien ne pourra rendre ces données" in sans_case.text) == (422, True)
    faite = client.post(adresse, CONFIRMER, follow=True)
    assert "cette personne est désormais « Membre retiré·e n° 1 »".replace(" ", "") in sans_espaces(faite.text)
    assert "Elle retire son consentement" in faite.text
    assert client.get(adresse).status_code == 404


def sans_espaces(texte):
    return "".join(signe for signe in texte if not signe.isspace())


def test_with_passages_one_says_that_they_were_read(distribution):
    personne = fabriques.personne(prenom="Ada", nom="Marque")
    ecrire(distribution, "membre1", "Vu avec Ada MARQUE")
    client, adresse = distribution.coordination.client, page_d_effacement(personne)
    refusee = client.post(adresse, CONFIRMER)
    assert (refusee.status_code, "Lisez d’abord les passages" in refusee.text) == (422, True)
    assert client.post(adresse, CONFIRMER | {"passages_lus": "on"}).status_code == 302


# Where she is named ---------------------------------------------------------------------------------------------------


def test_each_passage_leads_to_the_page_that_takes_it_out(distribution):
    personne = fabriques.personne(prenom="Ada", nom="Marque", courriel="ada@essai.example")
    etape, acte = ecrire(distribution, "membre1", "Écrit à ADA@essai.example", description="Demander à Ada Marqué.")
    page = distribution.coordination.client.get(page_d_effacement(personne)).text
    for lien in (
        reverse("historique:retirer_le_motif", args=[acte.sequence]),
        reverse("historique:retirer_un_passage", args=["chantiers.etape", etape.pk, "description"]),
    ):
        assert lien in page
        assert distribution.coordination.client.get(lien).status_code == 200


def test_passages_are_the_surest_first_and_once_each(distribution):
    personne = fabriques.personne(prenom="Ada", nom="Marque", courriel="ada@essai.example")
    fabriques.personne(prenom="Ada", nom="Marque", courriel="une-homonyme@essai.example")
    etape, _ = ecrire(distribution, "membre1", "Avec Ada", description="Rien")
    for motif in ("Chez M. Marque", "Écrire à ada@essai.example", "Marquer le pas, Adam ?"):
        ecrire(distribution, "membre1", motif)
    lus = passages_qui_nomment(personne, distribution.coordination.acces)
    assert [(p.indice, p.extrait, p.lieu.nom) for p in lus] == [
        (Indice.ADRESSE, "Écrire à ada@essai.example", "motif"),
        (Indice.NOM, "Chez M. Marque", "motif"),
        (Indice.PRENOM, "Avec Ada", "motif"),
    ]


def test_the_administration_is_told_where_and_reads_no_text_that_is_not_hers(distribution):
    personne = fabriques.personne(prenom="Ada", nom="Marque")
    ecrire(distribution, "membre1", "Confidence sur Ada Marque")
    (passage,) = passages_qui_nomment(personne, distribution.administrateur.acces)
    page = distribution.administrateur.client.get(page_d_effacement(personne)).text
    assert passage.extrait == RESERVE
    assert ("Confidence" in page, "Retirer ce passage" in page) == (False, False)


def test_nothing_is_found_when_nobody_speaks_of_her(distribution):
    personne = fabriques.personne(prenom="Ada", nom="Marque")
    ecrire(distribution, "membre1", "Rien à voir")
    assert passages_qui_nomment(personne, distribution.coordination.acces) == []
    assert "Aucun texte du journal" in distribution.coordination.client.get(page_d_effacement(personne)).text


@pytest.mark.parametrize(
    ("texte", "indice"),
    [
        ("vu ZOE.M@essai.example hier", Indice.ADRESSE),
        ("Zoé  Léger-Noël a dit", Indice.NOM_ENTIER),
        ("LEGER-NOEL Zoe", Indice.NOM_ENTIER),
        ("Mme Léger-Noël", Indice.NOM),
        ("zoé a dit", Indice.PRENOM),
        ("Zoéline Léger", None),
        ("", None),
    ],
)
def test_names_are_recognised_whatever_the_accents_and_the_case(texte, indice):
    identite = Identite(frozenset({("Zoé", "Léger-Noël")}), frozenset({"zoe.m@essai.example"}))
    assert identite.indice(texte) == indice


@pytest.mark.parametrize("texte", ["Jean-Luc N'Diaye", "Jean‑Luc N’Diaye", "N‘DIAYE, Jean–Luc N’Diaye", "NʼDiaye"])
def test_names_are_recognised_however_their_signs_are_typed(texte):
    """A keyboard gives ' and -, a telephone or a word processor ’ and a hyphen that does not break."""
    for nom in ("N'Diaye", "N’Diaye"):
        identite = Identite(frozenset({("Jean-Luc", nom)}), frozenset())
        assert identite.indice(texte) in {Indice.NOM_ENTIER, Indice.NOM}
        assert "iaye" not in identite.masquer(texte, "[x]").casefold()


def test_only_full_names_family_names_and_addresses_are_masked():
    identite = Identite(frozenset({("Zoé", "Léger")}), frozenset({"zoe@essai.example"}))
    masque = identite.masquer("Zoé LÉGER (zoe@essai.example), Zoé, M. Léger, léger retard", "[x]")
    assert masque == "[x] ([x]), Zoé, M. [x], [x] retard"


def test_someone_whose_name_is_two_letters_is_looked_for_by_her_full_name_only():
    identite = Identite(frozenset({("Li", "Wu")}), frozenset())
    assert [identite.indice(texte) for texte in ("Wu", "Li", "Li Wu")] == [None, None, Indice.NOM_ENTIER]


def test_the_choices_of_forms_leave_her_out(distribution):
    personne = fabriques.personne(prenom="Ada", nom="Marque")
    actions.effacer(personne, fondement="opposition", par=distribution.coordination.acces)
    assert personne not in Personne.objects.presentes()
    for adresse in (LISTE, reverse("pilotage:comite")):
        assert f'value="{personne.pk}"' not in distribution.coordination.client.get(adresse).text
