"""The comité: collèges, sièges, what the charter asks and what is missing."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.urls import reverse

from historique.horloge import aujourd_hui
from historique.models import Acte
from historique.refus import ActionRefusee
from membres.acces import acces_de
from membres.models import Invitation, Personne
from membres.noms import nommer
from pilotage import actions
from pilotage.lecture.comite import COLLEGES, lire_le_comite
from pilotage.models import College, Siege
from tests import fabriques
from tests.requetes import verifier_nombre_constant

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleges():
    actions.installer_les_colleges()
    return {college.cle: college for college in College.objects.all()}


def attribuer(distribution, college, par=None, **saisi):
    valeurs = {"fonction": Siege.Fonction.MEMBRE, "du": aujourd_hui(), **saisi}
    return actions.attribuer_un_siege(
        college, id=valeurs.pop("id", uuid4()), saisi=valeurs, par=par or distribution.coordination.acces
    )


def texte(reponse):
    return reponse.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


# Collèges -------------------------------------------------------------------------------------------------------------


def test_the_colleges_of_the_charter_are_installed_once(capsys):
    call_command("installer_le_comite")
    call_command("installer_le_comite")
    assert list(College.objects.order_by("rang").values_list("cle", flat=True)) == list(COLLEGES)
    assert "déjà là" in capsys.readouterr().out


def test_the_first_coordination_is_seated_from_the_command_line_once(capsys):
    qui = {"coordination": "lea@demo.example", "prenom": "Léa", "nom": "Dumont"}
    call_command("installer_le_comite", **qui)
    siege = Siege.objects.get()
    assert (siege.fonction, siege.college.cle, str(siege.personne)) == ("coordination", "labo", "Léa Dumont")
    assert acces_de(siege.personne).coordination
    assert Invitation.objects.get().personne == siege.personne
    with pytest.raises(CommandError, match="déjà assurée"):
        call_command("installer_le_comite", **qui)


# Sièges ---------------------------------------------------------------------------------------------------------------


def test_the_coordination_seats_someone_known(distribution, colleges):
    siege = attribuer(distribution, colleges["terrain"], personne=distribution.membre1.personne)
    assert acces_de(distribution.membre1.personne).comite
    acte = Acte.objects.order_by("-sequence").first()
    assert (acte.verbe, acte.objet_id) == ("attribuer_un_siege", siege.pk)


def test_the_coordination_seats_and_invites_someone_new(distribution, colleges):
    attribuer(distribution, colleges["labo"], prenom="Léa", nom="Dumont", courriel="lea@demo.example")
    personne = Personne.objects.get(courriel="lea@demo.example")
    assert (personne.sieges.count(), Invitation.objects.filter(personne=personne).count()) == (1, 1)


def test_another_does_not_compose_the_comite(distribution, colleges):
    with pytest.raises(ActionRefusee, match="coordination"):
        attribuer(
            distribution, colleges["terrain"], par=distribution.referente1.acces, personne=distribution.membre1.personne
        )
    assert not Siege.objects.filter(college=colleges["terrain"]).exists()


def test_the_same_form_sent_twice_seats_once(distribution, colleges):
    cle = uuid4()
    for _ in range(2):
        attribuer(distribution, colleges["terrain"], id=cle, personne=distribution.membre1.personne)
    assert Siege.objects.filter(college=colleges["terrain"]).count() == 1


def test_one_sits_once_in_a_college(distribution, colleges, sql):
    siege = attribuer(distribution, colleges["terrain"], personne=distribution.membre1.personne)
    with pytest.raises(ActionRefusee, match="siège déjà"):
        attribuer(distribution, colleges["terrain"], personne=distribution.membre1.personne)
    with pytest.raises(IntegrityError):
        sql(
            "INSERT INTO pilotage_siege (id, version, college_id, personne_id, fonction, du)"
            " VALUES (%s, 1, %s, %s, %s, %s)",
            *(uuid4(), siege.college_id, siege.personne_id, "membre", aujourd_hui()),
        )


def test_ending_a_mandate_dates_it_and_takes_the_right_away_the_day_after(distribution, colleges):
    hier = aujourd_hui() - timedelta(days=1)
    siege = attribuer(distribution, colleges["terrain"], personne=distribution.membre1.personne, du=hier)
    actions.finir_un_siege(siege, au=hier, par=distribution.coordination.acces)
    assert not acces_de(distribution.membre1.personne).comite
    assert Acte.objects.order_by("-sequence").first().verbe == "finir_un_siege"
    with pytest.raises(ActionRefusee, match="déjà terminé"):
        actions.finir_un_siege(siege, par=distribution.coordination.acces)


def test_a_mandate_does_not_end_before_it_began(distribution, colleges):
    siege = attribuer(distribution, colleges["terrain"], personne=distribution.membre1.personne)
    with pytest.raises(ActionRefusee, match="précède son début"):
        actions.finir_un_siege(siege, au=siege.du - timedelta(days=1), par=distribution.coordination.acces)


def test_the_last_coordination_stays(distribution):
    siege = distribution.coordination.personne.sieges.get()
    with pytest.raises(ActionRefusee, match="dernière personne de la coordination"):
        actions.finir_un_siege(siege, par=distribution.coordination.acces)


# What the charter asks ------------------------------------------------------------------------------------------------


def manques(distribution):
    return [manque.phrase for manque in lire_le_comite(distribution.coordination.acces).manques]


def test_it_says_what_is_missing(distribution, colleges):
    fabriques.chantier(2)
    distribution.referente1  # noqa: B018
    dites = manques(distribution)
    assert "Le chantier 2 n’a pas de personne référente." in dites
    assert "Le chantier 1 n’a pas de personne référente." not in dites
    assert "Personne n’anime le chantier 1." in dites
    assert "Le collège « Financement public » est vide." in dites


def test_an_expired_mandate_is_missing_until_it_is_renewed(distribution, colleges):
    hier = aujourd_hui() - timedelta(days=1)
    membre = distribution.membre1.personne
    attribuer(distribution, colleges["terrain"], personne=membre, du=hier - timedelta(days=9), au=hier)
    assert any("est expiré" in phrase for phrase in manques(distribution))
    attribuer(distribution, colleges["terrain"], personne=membre)
    assert not any("est expiré" in phrase for phrase in manques(distribution))


def test_someone_of_the_comite_whose_name_is_not_public_is_placed(distribution):
    personne = distribution.comite.personne
    assert nommer([personne.pk], distribution.visiteur.acces)[personne.pk] == "un·e membre du comité de pilotage"


# Page -----------------------------------------------------------------------------------------------------------------


def test_members_read_the_composition_and_only_the_coordination_changes_it(distribution, colleges):
    attribuer(distribution, colleges["terrain"], personne=distribution.membre1.personne)
    page = texte(distribution.membre2.client.get(reverse("pilotage:comite")))
    assert "Membre1 Essai" in page
    assert "Attribuer un siège" not in page
    assert "La composition du comité est tenue par la coordination." in page
    assert "Attribuer un siège" in texte(distribution.coordination.client.get(reverse("pilotage:comite")))


def test_a_visitor_signs_in_first(client, distribution, colleges):
    attribuer(distribution, colleges["terrain"], personne=distribution.membre1.personne)
    reponse = client.get(reverse("pilotage:comite"))
    assert (reponse.status_code, reponse.url) == (302, "/compte/login/?next=/comite/")


def test_the_form_seats_and_ends(distribution, colleges):
    client = distribution.coordination.client
    donnees = {"id": uuid4(), "prenom": "Léa", "nom": "", "fonction": "membre", "du": aujourd_hui()}
    adresse = reverse("pilotage:attribuer_un_siege", args=["terrain"])
    refusee = client.post(adresse, donnees)
    assert (refusee.status_code, "donnez le prénom et le nom" in texte(refusee)) == (422, True)
    inversees = client.post(adresse, {**donnees, "nom": "Dumont", "au": aujourd_hui() - timedelta(days=3)})
    assert "La fin du mandat précède son début." in texte(inversees)
    client.post(adresse, {**donnees, "nom": "Dumont"})
    siege = Siege.objects.get(college=colleges["terrain"])
    client.post(reverse("pilotage:finir_un_siege", args=[siege.pk]), {"au": aujourd_hui()})
    assert Siege.objects.get(pk=siege.pk).au == aujourd_hui()


def test_a_member_without_the_right_keeps_what_was_typed(distribution, colleges):
    adresse = reverse("pilotage:attribuer_un_siege", args=["terrain"])
    reponse = distribution.membre1.client.post(adresse, {"prenom": "Prénom à ne pas perdre"})
    assert (reponse.status_code, "Prénom à ne pas perdre" in texte(reponse)) == (403, True)


def test_the_page_keeps_its_queries(distribution, colleges, compter_requetes):
    client = distribution.membre1.client

    def ajouter():
        attribuer(distribution, colleges["terrain"], personne=fabriques.personne())

    lire = lambda: client.get(reverse("pilotage:comite"))  # noqa: E731
    verifier_nombre_constant(compter_requetes, ajouter, lire, au_plus=14)
