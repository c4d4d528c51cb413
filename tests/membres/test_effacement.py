"""Erasing a person: who may, what comes first, what goes, what stays, and what the journal says of it."""

import hashlib
from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection
from django.test import Client

from chantiers.models import Adhesion
from documentation.models import Signalement
from historique.actes import Agent, consigner
from historique.canonique import lire
from historique.effacements import Effacement, lire_la_liste, rejouer_les_effacements
from historique.horloge import aujourd_hui
from historique.models import PASSAGE_RETIRE, Acte, Ouverture, Serie, Visibilite
from historique.refus import ActionRefusee
from historique.verification import verifier
from membres import actions
from membres.acces import ANONYME
from membres.demandes import DERNIERE_ADMINISTRATION
from membres.models import Compte, Courriel, Invitation, Personne, Rattachement
from membres.noms import nommer
from pilotage.actions import attribuer_un_siege
from pilotage.effacement import DERNIERE_COORDINATION
from pilotage.models import Siege
from tests import fabriques
from tests.membres.gens import ADRESSE, dernier_code, invitation, membre, par_mot_de_passe

pytestmark = pytest.mark.django_db


def effacer(figure_ou_personne, par, fondement="consentement_retire"):
    personne = getattr(figure_ou_personne, "personne", figure_ou_personne)
    return actions.effacer(personne, fondement=fondement, par=par.acces)


def relire(personne):
    return Personne.objects.get(pk=personne.pk)


def refus(fonction, *arguments, **options):
    with pytest.raises(ActionRefusee) as leve:
        fonction(*arguments, **options)
    return str(leve.value)


# What goes and what stays ---------------------------------------------------------------------------------------------


def test_her_name_and_account_go_and_what_she_signed_stays(distribution):
    figure = distribution.membre1
    actions.modifier_le_profil(
        figure.personne, version=1, saisi={"prenom": "Zoé", "nom": "Essai", "nom_public": True}, par=figure.acces
    )
    signe = Acte.objects.order_by("-sequence").first()
    effacer(figure, distribution.coordination)
    personne = relire(figure.personne)
    assert str(personne) == "Membre retiré·e n° 1"
    assert (personne.courriel, personne.compte_id, personne.nom_public) == ("", None, False)
    assert not Compte.objects.filter(pk=figure.compte.pk).exists()
    assert Ouverture.objects.filter(valeur__in=["Membre1", "Zoé"]).count() == 0
    assert Acte.objects.get(pk=signe.pk).auteur_id == personne.pk
    assert list(map(str, verifier())) == []


def test_past_states_hold_the_marker_in_place_of_her_names(distribution):
    figure = distribution.membre1
    effacer(figure, distribution.coordination)
    etats = Personne.history.filter(id=figure.personne.pk).order_by("version").values_list("prenom", "nom")
    assert list(etats) == [(PASSAGE_RETIRE, PASSAGE_RETIRE), ("Membre retiré·e", "n° 1")]


def test_her_open_adhesions_and_sieges_end_today_and_their_dates_stay(distribution):
    figure = distribution.membre1
    ancienne = fabriques.adhesion(figure.personne, fabriques.chantier(2), au=aujourd_hui(), du=aujourd_hui())
    demain = aujourd_hui() + timedelta(days=1)
    fabriques.adhesion(figure.personne, fabriques.chantier(3), du=demain)
    fabriques.siege(figure.personne, fabriques.college(), au=demain)
    effacer(figure, distribution.coordination)
    siennes = Adhesion.objects.filter(personne=figure.personne).order_by("chantier__numero")
    attendues = [(numero, aujourd_hui(), aujourd_hui()) for numero in (1, 2, 3)]
    assert list(siennes.values_list("chantier__numero", "du", "au")) == attendues
    assert Siege.objects.get(personne=figure.personne).au == aujourd_hui()
    assert Adhesion.objects.get(pk=ancienne.pk).version == 1, "one that had ended is left as it was"


def test_her_functions_go_and_her_ties_end(distribution):
    figure = distribution.membre1
    lien = fabriques.inscrire(
        Rattachement(personne=figure.personne, organisation=fabriques.organisation(), fonction="Trésorière")
    )
    effacer(figure, distribution.coordination)
    lien = Rattachement.objects.get(pk=lien.pk)
    assert (lien.fonction, lien.au) == ("", aujourd_hui())
    assert Ouverture.objects.filter(valeur="Trésorière").count() == 0


def test_everybody_reads_the_same_name_afterwards(distribution):
    figure = distribution.membre1
    effacer(figure, distribution.coordination)
    noms = {nommer([figure.personne.pk], acces)[figure.personne.pk] for acces in (ANONYME, distribution.membre2.acces)}
    assert noms == {"Membre retiré·e n° 1"}


def test_numbers_follow_each_other(distribution):
    effacees = [effacer(getattr(distribution, role), distribution.coordination) for role in ("membre1", "membre2")]
    assert [str(une) for une in effacees] == ["Membre retiré·e n° 1", "Membre retiré·e n° 2"]


def test_someone_without_an_account_is_erased_too(distribution):
    personne = fabriques.personne(prenom="Sans", nom="Compte", courriel="sans@essai.example")
    effacer(personne, distribution.coordination)
    assert (str(relire(personne)), relire(personne).courriel) == ("Membre retiré·e n° 1", "")


def test_the_address_may_serve_again_for_somebody_new(distribution):
    personne = fabriques.personne(courriel=ADRESSE)
    effacer(personne, distribution.coordination)
    nouvelle = invitation(distribution.coordination.acces, ADRESSE).personne
    assert nouvelle.pk != personne.pk


def test_a_letter_to_the_publisher_goes_and_those_of_others_name_her_no_more(distribution):
    personne = membre(prenom="Ada", nom="Marque")
    Signalement.objects.create(adresse="/", motif="Sien", courriel=ADRESSE.upper())
    autre = Signalement.objects.create(adresse="/", motif="Selon Ada MARQUÉ, ici", courriel="autre@essai.example")
    effacer(personne, distribution.coordination)
    restants = Signalement.objects.values_list("pk", "motif")
    assert list(restants) == [(autre.pk, f"Selon {PASSAGE_RETIRE}, ici")]


def test_the_outbox_forgets_her_and_keeps_the_others(distribution):
    distribution.coordination.personne = relire(distribution.coordination.personne)
    siens = invitation(distribution.coordination.acces, ADRESSE).personne
    invitation(distribution.coordination.acces, "autre@essai.example", nom="Autre")
    effacer(siens, distribution.coordination)
    assert [courriel.destinataire.nom for courriel in Courriel.objects.all()] == ["Autre"]


def test_a_message_that_names_her_leaves_the_session_of_somebody_else(distribution):
    personne = membre(prenom="Ada", nom="Marque")
    session = distribution.coordination.client.session
    session["brouillon"], session["autre"] = "Invitation envoyée à Ada Marque", "Bonjour"
    session.save()
    effacer(personne, distribution.coordination)
    contenu = Session.objects.get(pk=session.session_key).get_decoded()
    assert ("brouillon" in contenu, contenu["autre"], "_auth_user_id" in contenu) == (False, "Bonjour", True)


# No way in ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def effacee(distribution):
    """Someone who had a password, a passkey, a code generator and an open session, and is erased."""
    personne = membre()
    for genre in (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN, Authenticator.Type.RECOVERY_CODES):
        Authenticator.objects.create(user=personne.compte, type=genre, data={})
    client = Client()
    client.force_login(personne.compte, backend="django.contrib.auth.backends.ModelBackend")
    effacer(personne, distribution.coordination)
    return personne, client


def test_her_session_is_closed_and_her_keys_are_gone(effacee):
    _, client = effacee
    assert (client.get("/profil/").status_code, Authenticator.objects.count()) == (302, 0)


def compteurs(texte):
    """How many counters of tries are kept under a key that holds this."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT count(*) FROM cache WHERE cache_key LIKE %s", [f"%{texte}%"])
        return curseur.fetchone()[0]


def test_the_counters_of_her_tries_go(distribution):
    personne = membre()
    empreintes = [hashlib.sha256(cle.encode()).hexdigest() for cle in (ADRESSE, f"testserver:{ADRESSE}")]
    for adresse in (ADRESSE, "autre@essai.example"):
        par_mot_de_passe(Client(), courriel=adresse, mot_de_passe="faux")
        Client().post("/compte/login/code/", {"email": adresse})
    tous, siens = compteurs("allauth:rl"), [compteurs(empreinte) for empreinte in empreintes]
    assert min(siens) > 0, "the test itself: the library keeps her address under its fingerprint"
    effacer(personne, distribution.coordination)
    assert [compteurs(empreinte) for empreinte in empreintes] == [0, 0]
    assert compteurs("allauth:rl") == tous - sum(siens)


def test_her_password_opens_nothing(effacee):
    client = Client()
    reponse = par_mot_de_passe(client)
    assert (reponse.status_code, "_auth_user_id" in client.session) == (200, False)


def test_no_code_nor_new_password_is_sent_to_her(effacee, mailoutbox):
    client = Client()
    client.post("/compte/login/code/", {"email": ADRESSE})
    client.post("/compte/password/reset/", {"email": ADRESSE})
    with pytest.raises(AssertionError):
        dernier_code()
    assert not any("/compte/password/reset/key/" in message.body for message in mailoutbox)
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("acceptee", [False, True])
def test_an_invitation_opens_nothing_any_more(distribution, acceptee):
    une = invitation(distribution.coordination.acces)
    jeton = une.jeton
    if acceptee:
        actions.accepter_l_invitation(jeton, prenom="Ada", nom="Essai")
    effacer(une.personne, distribution.coordination)
    page = Client().get(f"/invitation/{jeton}/")
    assert (page.status_code, "effacées" in page.text) == (410, True)
    assert "effacées" in refus(actions.accepter_l_invitation, jeton, prenom="Ada", nom="Essai")
    assert Invitation.objects.get(pk=une.pk).courriel == ""


def test_she_is_not_invited_again_nor_renamed(distribution):
    personne = fabriques.personne(courriel=ADRESSE)
    effacer(personne, distribution.coordination)
    acces = distribution.coordination.acces
    saisi = {"prenom": "Ada", "nom": "Essai", "nom_public": False}
    version = relire(personne).version
    assert "effacées" in refus(actions.inviter, relire(personne), par=acces)
    assert "effacées" in refus(actions.modifier_le_profil, personne, version=version, saisi=saisi, par=acces)


def test_the_list_of_invitations_does_not_propose_to_invite_her_again(distribution):
    une = invitation(distribution.coordination.acces)
    effacer(une.personne, distribution.coordination)
    page = distribution.coordination.client.get("/invitations/").text
    assert (f"/personnes/{une.personne_id}/inviter/" in page, ADRESSE in page, "Membre retiré·e" in page) == (
        False,
        False,
        True,
    )


def test_she_is_given_no_seat_by_a_form_that_was_open(distribution):
    personne = fabriques.personne()
    effacer(personne, distribution.coordination)
    saisi = {"personne": personne, "fonction": Siege.Fonction.MEMBRE, "du": aujourd_hui()}
    college, acces = fabriques.college(), distribution.coordination.acces
    assert "effacées" in refus(attribuer_un_siege, college, id=uuid4(), saisi=saisi, par=acces)


def rendre_une_adresse(personne):
    with consigner("modifier", par=Agent.SYSTEME) as acte:
        acte.objet = personne = relire(personne)
        personne.courriel = ADRESSE
        personne.save()


def test_the_database_refuses_an_address_to_someone_erased(distribution):
    personne = fabriques.personne()
    effacer(personne, distribution.coordination)
    with pytest.raises(IntegrityError, match="personne_retiree_sans_adresse_ni_compte"):
        rendre_une_adresse(personne)


# Who may --------------------------------------------------------------------------------------------------------------


def test_the_coordination_and_the_administration_erase_with_their_second_factor(distribution):
    personne = fabriques.personne()
    sans = {"second_facteur": False}
    for role in ("coordination", "administrateur"):
        acces = type(ANONYME)(**{**vars(getattr(distribution, role).acces), **sans})
        assert "second facteur" in refus(actions.effacer, personne, fondement="opposition", par=acces)
    effacer(personne, distribution.administrateur)
    assert relire(personne).retiree_le is not None


@pytest.mark.parametrize("role", ["membre1", "referente1", "comite", "financeur"])
def test_nobody_else_does(distribution, role):
    phrase = refus(effacer, fabriques.personne(), getattr(distribution, role))
    assert phrase == "Seules la coordination et l’administration technique effacent les données d’une personne."


def test_nobody_erases_herself(distribution):
    assert "propres données" in refus(effacer, distribution.coordination, distribution.coordination)


def test_nobody_is_erased_twice(distribution):
    personne = fabriques.personne()
    effacer(personne, distribution.coordination)
    assert "déjà été effacées" in refus(effacer, personne, distribution.coordination)


def test_the_last_coordination_hands_over_first(distribution):
    assert refus(effacer, distribution.coordination, distribution.administrateur) == DERNIERE_COORDINATION
    fabriques.siege(distribution.comite.personne, fabriques.college("labo"), Siege.Fonction.COORDINATION)
    effacer(distribution.coordination, distribution.administrateur)
    assert str(relire(distribution.coordination.personne)) == "Membre retiré·e n° 1"


def test_the_last_administration_hands_over_first(distribution):
    assert refus(effacer, distribution.administrateur, distribution.coordination) == DERNIERE_ADMINISTRATION
    autre = fabriques.compte(is_superuser=True, is_staff=True)
    fabriques.personne(compte=autre)
    effacer(distribution.administrateur, distribution.coordination)
    assert str(relire(distribution.administrateur.personne)) == "Membre retiré·e n° 1"


def test_the_reason_is_one_of_the_law(distribution):
    personne = fabriques.personne()
    assert refus(effacer, personne, distribution.coordination, fondement="Ada Essai") == "Choisissez ce que dit la loi."
    assert (relire(personne).retiree_le, Serie.objects.filter(cle="membres-retires").count()) == (None, 0)


# What is written of it ------------------------------------------------------------------------------------------------


def test_the_entry_names_no_one_and_few_read_it(distribution):
    figure = distribution.membre1
    effacer(figure, distribution.coordination)
    acte = Acte.objects.get(verbe="effacer")
    assert (acte.visibilite, acte.auteur_id, acte.objet_id) == (
        Visibilite.RESTREINTE,
        distribution.coordination.personne.pk,
        figure.personne.pk,
    )
    faits = lire(acte.faits)
    dits = {cle: faits[cle] for cle in ("fondement", "motif_legal", "numero", "personne")}
    attendus = {"fondement": "consentement_retire", "motif_legal": "effacement", "numero": 1}
    assert dits == attendus | {"personne": str(figure.personne.pk)}
    page = distribution.coordination.client.get(f"/journal/{acte.sequence}/")
    assert ("Membre retiré·e n°\u00a01" in page.text, "Membre1" in page.text) == (True, False)
    assert distribution.membre2.client.get(f"/journal/{acte.sequence}/").status_code == 404


def test_the_list_outside_the_database_knows_whom_without_naming_her(base_reelle, distribution):
    figure = distribution.membre1
    effacer(figure, distribution.coordination)
    (note,) = lire_la_liste()
    assert (note.personne, note.motif_legal) == (figure.personne.pk, "effacement")
    assert "Membre1" not in note.ligne


def test_after_the_return_of_an_older_backup_she_is_erased_again(distribution):
    figure = distribution.membre1
    actions.effacer_de_nouveau(figure.personne.pk, "effacement")
    assert str(relire(figure.personne)) == "Membre retiré·e n° 1"
    assert Acte.objects.get(verbe="effacer").agent == Acte.Agent.SYSTEME
    actions.effacer_de_nouveau(figure.personne.pk, "effacement")
    actions.effacer_de_nouveau(uuid4(), "effacement")
    assert (Acte.objects.filter(verbe="effacer").count(), list(map(str, verifier()))) == (1, [])


def test_the_list_outside_the_database_makes_it_done_again(base_reelle, distribution, dossier_du_journal):
    figure = distribution.membre1
    note = Effacement(uuid4(), 99, "2026-11-24T12:00:00.000000Z", (), (), figure.personne.pk, "effacement")
    dossier_du_journal.mkdir(parents=True, exist_ok=True)
    (dossier_du_journal / "effacements.ndjson").write_text(f"{note.ligne}\n", encoding="utf-8")
    assert [rejouer_les_effacements() for _ in range(2)] == [1, 0]
    assert str(relire(figure.personne)) == "Membre retiré·e n° 1"
    assert list(map(str, verifier())) == []


def test_it_is_all_or_nothing(distribution, monkeypatch):
    """What a room refuses at the last moment undoes the rest: she keeps her account and her name."""
    figure = distribution.membre1

    def refuser(effacement):
        raise ActionRefusee("Non.")

    monkeypatch.setattr("membres.prises.effacer", [refuser])
    assert refus(effacer, figure, distribution.coordination) == "Non."
    assert (str(relire(figure.personne)), Compte.objects.filter(pk=figure.compte.pk).count()) == ("Membre1 Essai", 1)
