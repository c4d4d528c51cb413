"""What a visitor, a member and a former member read of propositions at a date: the stricter of then and of today."""

import pytest
from django.urls import reverse

from historique.actes import Agent, consigner
from historique.models import PASSAGE_RETIRE
from historique.moment import moment_du
from historique.retrait import motiver, retirer_les_textes
from membres.acces import ANONYME
from pilotage import actions
from pilotage.lecture.proposition import lire_les_propositions
from pilotage.models import Intervention, Position, Proposition
from tests import fabriques
from tests.consultation import NATURES, OBJECTION
from tests.dates import hier, le
from tests.pilotage.vie import (
    ADOPTION,
    BONIFICATION,
    BROUILLON,
    DEBAT,
    OUVERTURE,
    POSITIONS,
    POURQUOI,
    QUESTION,
    SECRET,
    TITRE,
    UN_JOUR,
    ouvrir,
    reservees,
    texte,
)

pytestmark = pytest.mark.django_db


# What a visitor may read ----------------------------------------------------------------------------------------------


def test_a_visitor_reads_of_then_what_a_visitor_could_then(vie, client):
    """Today the whole is public: of a day when it was not, she reads no more than anybody could that day."""
    for jour in (BROUILLON - UN_JOUR, BROUILLON):
        page = ouvrir(client, vie, jour)
        assert "cette proposition n’était pas encore ouverte aux chantiers" in page
        assert [mot for mot in reservees(page) if mot != TITRE] == []
    for jour, repondu in (
        (OUVERTURE, "0 chantier sur 5"),
        (POSITIONS, "2 chantiers sur 5"),
        (BONIFICATION, "0 chantier sur 5"),
    ):
        page = ouvrir(client, vie, jour)
        assert reservees(page) == []
        assert f"{repondu} {'avaient' if repondu[0] == '2' else 'avait'} répondu" in page
        assert "Elle est publique depuis" in page
    page = ouvrir(client, vie, ADOPTION)
    assert [mot for mot in (TITRE, POURQUOI, SECRET, QUESTION) if mot not in page] == []
    assert "Referente2" not in page


def test_what_was_public_then_and_is_reserved_again_is_not_read(consultation, client):
    """Sent back to a meeting, it was public; taken up again, it is reserved: so is the day of the meeting."""
    with le(POSITIONS):
        for numero in range(6):
            fabriques.etape(fabriques.objectif(fabriques.feuille(fabriques.chantier(numero))))
        champs = {"nature": NATURES.FEUILLE_DE_ROUTE_GLOBALE, "texte": ""}
        c = consultation(titre=TITRE, pourquoi=POURQUOI, **champs).aux_objections()
        c.position(2, OBJECTION, SECRET)
    with le(BONIFICATION):
        actions.renvoyer(c.proposition, le=ADOPTION, rencontre="Copil secret", par=c.facilitateur)
    with le(ADOPTION):
        actions.reprendre(c.proposition, echeance=ADOPTION + 9 * UN_JOUR, par=c.facilitateur)
    for jour in (POSITIONS, BONIFICATION, ADOPTION, hier()):
        assert reservees(ouvrir(client, c, jour)) == []
        for nom in ("propositions", "feuille_de_route"):
            page = texte(client.get(reverse(f"pilotage:{nom}"), {"au": jour}))
            assert reservees(page) == []
            assert "Feuille de route globale 1" in page
    assert "Copil secret" in ouvrir(c.distribution.membre2.client, c, BONIFICATION)


def test_a_draft_withdrawn_since_was_not_there_for_a_visitor(consultation, client):
    with le(BROUILLON):
        c = consultation(titre=TITRE, pourquoi=POURQUOI)
    with le(DEBAT):
        actions.retirer(c.proposition, motif="Plus besoin.", par=c.coordination)
    assert POURQUOI not in ouvrir(client, c, BROUILLON)
    assert POURQUOI in ouvrir(client, c, DEBAT)


def test_a_draft_of_today_is_not_found_at_any_date(consultation, client):
    with le(BROUILLON):
        c = consultation(titre=TITRE)
    adresse = c.relire().get_absolute_url()
    assert {client.get(adresse, {"au": au}).status_code for au in ("", "2026-03-03", "hier", "2020-01-01")} == {404}


def test_the_administrator_and_a_former_member_read_as_visitors(vie, distribution):
    ancienne = distribution.membre1
    assert QUESTION in ouvrir(ancienne.client, vie, DEBAT)
    finir(ancienne.personne)
    for client in (ancienne.client, distribution.administrateur.client):
        assert reservees(ouvrir(client, vie, DEBAT)) == []


def finir(personne):
    with consigner("modifier", par=Agent.SYSTEME):
        for adhesion in personne.adhesions.all():
            adhesion.du = adhesion.au = hier()
            adhesion.save()


@pytest.mark.parametrize("role", ["membre1", "referente3", "financeur"])
def test_every_member_of_today_reads_the_whole_of_then(vie, distribution, role):
    page = ouvrir(getattr(distribution, role).client, vie, POSITIONS)
    assert [mot for mot in (TITRE, POURQUOI, SECRET, QUESTION, "Referente2 Essai") if mot not in page] == []


def test_a_text_taken_out_is_read_at_no_date(vie, distribution):
    dits = {Intervention: ("texte", QUESTION), Position: ("argument", SECRET), Proposition: ("pourquoi", POURQUOI)}
    for modele, (champ, dit) in dits.items():
        pk = modele.objects.get(**{champ: dit}).pk
        with consigner("retirer_un_passage", par=Agent.SYSTEME) as acte:
            siens, places = {champ: [dit]}, {champ: PASSAGE_RETIRE}
            acte.objet = retirer_les_textes(acte, modele, pk, siens, remplacements=places)
            motiver(acte, "diffamation")
    for jour in (BROUILLON, DEBAT, POSITIONS, BONIFICATION, ADOPTION):
        page = ouvrir(distribution.membre1.client, vie, jour)
        assert PASSAGE_RETIRE in page
        assert [mot for mot in (QUESTION, SECRET, POURQUOI) if mot in page] == []


# The list -------------------------------------------------------------------------------------------------------------


def test_the_list_tells_each_by_its_step_of_then_and_of_today(vie, client):
    def dire(acces, jour):
        return [[(une.nom, une.etiquette, une.depuis) for une in groupe] for groupe in lister(acces, jour)]

    def lister(acces, jour):
        return lire_les_propositions(acces, moment_du(jour))

    assert dire(vie.coordination, BROUILLON - UN_JOUR) == [[], []]
    assert dire(vie.coordination, BROUILLON) == [[(TITRE, "", "adoptée")], []]
    assert dire(vie.coordination, POSITIONS) == [[(TITRE, "1.0", "adoptée")], []]
    assert dire(vie.coordination, ADOPTION) == [[], [(TITRE, "1.1", "")]]
    assert dire(ANONYME, BROUILLON) == [[], []]
    assert dire(ANONYME, POSITIONS) == [[("Autre décision 1", "1.0", "adoptée")], []]
    page = texte(client.get(reverse("pilotage:propositions"), {"au": POSITIONS}))
    assert reservees(page) == []
    assert "aujourd’hui : adoptée" in page
    assert f"/propositions/1/?au={POSITIONS}" in page
