"""Members of a chantier: dated roles, invitations, rights that follow."""

import uuid
from datetime import timedelta

import pytest

from chantiers import actions
from chantiers.lecture.roles import perimetres, roles_de
from chantiers.models import Adhesion
from historique.horloge import aujourd_hui
from historique.models import Acte, Changement, Visibilite
from historique.refus import ActionRefusee
from membres.acces import ANONYME
from membres.models import Courriel, Invitation, Personne
from tests import fabriques

pytestmark = pytest.mark.django_db
HIER, DEMAIN = aujourd_hui() - timedelta(days=1), aujourd_hui() + timedelta(days=1)
NADIA = {"prenom": "Nadia", "nom": "Oukaci", "courriel": "nadia@essai.example"}


def inviter(par, **champs):
    return actions.inviter(fabriques.chantier(1), pk=uuid.uuid4(), **{**NADIA, **champs}, par=par)


def test_inviting_records_the_person_her_role_and_her_key_in_one_act(distribution):
    adhesion = inviter(distribution.referente1.acces, role="animateur", motif="Elle animera")
    acte = Acte.objects.first()
    assert (acte.verbe, acte.objet_id, acte.visibilite) == ("inviter", adhesion.pk, Visibilite.RESTREINTE)
    assert Invitation.objects.get().personne == adhesion.personne == Personne.objects.get(courriel=NADIA["courriel"])
    assert Courriel.objects.count() == 1
    assert "nadia@" not in "".join(f"{c.avant}{c.apres}" for c in Changement.objects.filter(acte=acte))


def test_someone_with_an_account_joins_without_an_invitation(distribution):
    membre = distribution.membre2
    adhesion = inviter(distribution.referente1.acces, courriel=membre.compte.email)
    assert (adhesion.personne, Invitation.objects.count()) == (membre.personne, 0)
    assert Acte.objects.first().visibilite == Visibilite.MEMBRES


def test_the_same_form_sent_twice_invites_once(distribution):
    pk, chantier, par = uuid.uuid4(), fabriques.chantier(1), distribution.referente1.acces
    actions.inviter(chantier, pk=pk, **NADIA, par=par)
    actions.inviter(chantier, pk=pk, **NADIA, par=par)
    assert (Adhesion.objects.filter(pk=pk).count(), Courriel.objects.count()) == (1, 1)


def test_who_is_a_member_already_changes_role_instead(distribution):
    inviter(distribution.referente1.acces)
    with pytest.raises(ActionRefusee, match="Nadia Oukaci est déjà membre de ce chantier"):
        inviter(distribution.referente1.acces)


@pytest.mark.parametrize("role", ["membre1", "referente2", "comite", "administrateur"])
def test_only_those_who_keep_the_chantier_invite(distribution, role):
    with pytest.raises(ActionRefusee, match="invitent des membres"):
        inviter(getattr(distribution, role).acces)


def test_the_coordination_invites_too(distribution):
    assert inviter(distribution.coordination.acces).role == "membre"


def test_the_interchantier_takes_no_adhesion(distribution):
    with pytest.raises(ActionRefusee, match="tenu par le comité de pilotage"):
        actions.inviter(fabriques.chantier(0), pk=uuid.uuid4(), **NADIA, par=distribution.coordination.acces)


def test_a_change_of_role_ends_one_adhesion_and_opens_another(distribution):
    personne = fabriques.personne()
    ancienne = fabriques.adhesion(personne, fabriques.chantier(1), du=HIER - timedelta(days=30))
    nouvelle = actions.changer_de_role(ancienne, role="referent", par=distribution.referente1.acces)
    ancienne.refresh_from_db()
    assert (ancienne.au, nouvelle.du, nouvelle.role) == (HIER, aujourd_hui(), "referent")
    assert roles_de(personne.pk) == {"roles": {nouvelle.chantier_id: frozenset({"referent"})}}


def test_a_role_given_today_is_mended_in_place(distribution):
    adhesion = inviter(distribution.referente1.acces, role="referent")
    actions.changer_de_role(adhesion, role="membre", par=distribution.referente1.acces)
    assert Adhesion.objects.get(personne=adhesion.personne).role == "membre"


def test_an_ended_adhesion_gives_no_right_and_nothing_is_deleted(distribution):
    personne = fabriques.personne()
    adhesion = fabriques.adhesion(personne, fabriques.chantier(1), du=HIER)
    actions.mettre_fin(adhesion, au=HIER, par=distribution.referente1.acces)
    assert roles_de(personne.pk) == {"roles": {}}
    assert perimetres([personne.pk], ANONYME) == {personne.pk: "du chantier 1"}


def test_an_end_before_the_beginning_is_refused(distribution):
    adhesion = fabriques.adhesion(fabriques.personne(), fabriques.chantier(1))
    with pytest.raises(ActionRefusee, match="La fin précède le début") as refus:
        actions.mettre_fin(adhesion, au=HIER, par=distribution.referente1.acces)
    assert refus.value.champ == "au"


def test_members_leave_by_themselves_and_not_for_others(distribution):
    membre = distribution.membre1
    sienne = Adhesion.objects.get(personne=membre.personne)
    actions.mettre_fin(sienne, au=DEMAIN, par=membre.acces)
    autre = fabriques.adhesion(fabriques.personne(), fabriques.chantier(1))
    with pytest.raises(ActionRefusee):
        actions.mettre_fin(autre, par=membre.acces)
    sienne.refresh_from_db()
    autre.refresh_from_db()
    assert (sienne.au, autre.au) == (DEMAIN, None)


def test_an_organisation_alone_gives_nobody_a_right(distribution):
    organisation = fabriques.organisation()
    chantier, par = fabriques.chantier(1), distribution.referente1.acces
    adhesion = actions.accueillir_une_organisation(chantier, pk=uuid.uuid4(), organisation=organisation, par=par)
    assert (adhesion.personne, adhesion.role) == (None, "membre")
    with pytest.raises(ActionRefusee, match="demande une personne"):
        actions.changer_de_role(adhesion, role="referent", par=par)
    with pytest.raises(ActionRefusee, match="déjà membre"):
        actions.accueillir_une_organisation(chantier, pk=uuid.uuid4(), organisation=organisation, par=par)


def test_the_members_page_shows_no_contact_detail_and_is_for_members(distribution):
    inviter(distribution.referente1.acces)
    page = distribution.membre2.client.get("/chantiers/competences-et-metiers/membres/")
    texte = page.content.decode()
    assert "Nadia Oukaci" in texte
    assert "nadia@" not in texte
    assert 'content="noindex"' in texte
    assert distribution.administrateur.client.get("/chantiers/competences-et-metiers/membres/").status_code == 403
    assert distribution.membre2.client.get("/chantiers/interchantier/membres/").status_code == 404


def test_the_forms_of_members_act_and_keep_what_was_typed(distribution):
    client, chantier = distribution.referente1.client, fabriques.chantier(1)
    adresse = f"/chantiers/{chantier.slug}/membres/inviter/"
    manque = client.post(adresse, {**NADIA, "courriel": "nadia", "role": "membre", "du": "2026-11-01"})
    assert manque.status_code == 422
    assert 'value="Oukaci"' in manque.content.decode()
    assert client.post(adresse, {**NADIA, "role": "membre", "du": "2026-11-01"}).status_code == 302
    adhesion = Adhesion.objects.get(personne__nom="Oukaci")
    assert client.post(f"/adhesions/{adhesion.pk}/role/", {"role": "animateur"}).status_code == 302
    nouvelle = Adhesion.objects.get(personne__nom="Oukaci", au=None)
    assert nouvelle.role == "animateur"
    refus = client.post(f"/adhesions/{nouvelle.pk}/fin/", {"au": "2020-01-01"})
    assert (refus.status_code, "La fin précède le début" in refus.content.decode()) == (422, True)
    assert client.post(f"/adhesions/{nouvelle.pk}/fin/", {"au": aujourd_hui().isoformat()}).status_code == 302
