"""The outbox: queued once in the transaction of the act, rendered when it is sent, sent once under one Message-ID."""

from datetime import timedelta

import pytest
from django.core import mail
from django.tasks import TaskResultStatus
from django_ox.models import OxTask
from django_ox.testing import run_tasks

from historique.actes import consigner
from historique.horloge import maintenant
from membres import actions, courriels, inscription, taches
from membres.envoi import composer, rendus
from membres.models import Courriel
from tests.membres import gens

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation(distribution):
    return gens.invitation(distribution.coordination.acces)


class ServeurEnPanne(Exception):
    """What a mail server that does not answer raises."""


@pytest.fixture
def panne(settings):
    """A mail server that refuses, then one that accepts: `panne(False)`."""

    def basculer(en_panne: bool) -> None:
        moteur = "tests.membres.test_courriels.EnPanne" if en_panne else "django.core.mail.backends.locmem.EmailBackend"
        settings.MAILERS = {"default": {"BACKEND": moteur}}

    basculer(True)
    return basculer


class EnPanne:
    """A mail backend that never sends."""

    def __init__(self, **options):
        self.options = options

    def send_messages(self, messages):
        raise ServeurEnPanne("connexion refusée")


def test_inviting_queues_one_e_mail_and_its_job_in_the_same_transaction(invitation):
    courriel = Courriel.objects.get()
    assert (courriel.genre, courriel.destinataire, courriel.objet_id) == (
        "invitation",
        invitation.personne,
        invitation.pk,
    )
    assert OxTask.objects.get().args == [courriel.pk]
    assert mail.outbox == []


def test_an_act_that_fails_queues_nothing(distribution):
    par = distribution.coordination.acces
    vus = []

    def inviter_puis_echouer():
        with consigner("inscrire", par=par):
            inscription.inscrire_personne("Ada", "Essai", gens.ADRESSE, par)
            vus.append((Courriel.objects.count(), OxTask.objects.count()))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        inviter_puis_echouer()
    assert vus == [(1, 1)]
    assert (Courriel.objects.count(), OxTask.objects.count()) == (0, 0)


def test_asking_again_for_the_same_e_mail_queues_nothing(distribution, invitation):
    par = distribution.coordination.acces
    with consigner("renvoyer_l_invitation", par=par) as acte:
        acte.objet = invitation
        deposes = courriels.deposer(
            "invitation",
            destinataires=[invitation.personne, invitation.personne],
            objet=invitation,
            discriminant=str(invitation.cle),
        )
        invitation.save()
    assert (deposes, Courriel.objects.count(), OxTask.objects.count()) == ([], 1, 1)


def test_another_discriminant_is_another_e_mail(distribution, invitation):
    actions.renvoyer_l_invitation(invitation, par=distribution.coordination.acces)
    assert (Courriel.objects.count(), OxTask.objects.count()) == (2, 2)
    assert len(set(Courriel.objects.values_list("message_id", flat=True))) == 2


def test_posting_the_same_button_twice_sends_each_link_once(distribution, invitation):
    for _ in range(2):
        distribution.coordination.client.post(f"/invitations/{invitation.pk}/renvoyer/")
    run_tasks()
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == len(mail.outbox) == 3


def test_people_without_an_address_are_passed_over(distribution, invitation):
    sans_adresse = distribution.membre1.personne
    with consigner("renvoyer_l_invitation", par=distribution.coordination.acces) as acte:
        acte.objet = invitation
        invitation.save()
        deposes = courriels.deposer("autre", destinataires=[sans_adresse], objet=invitation)
    assert deposes == []


# Sending --------------------------------------------------------------------------------------------------------------


def test_the_worker_sends_what_is_queued(client, distribution, invitation):
    run_tasks()
    (message,) = mail.outbox
    courriel = Courriel.objects.get()
    assert (message.to, message.extra_headers["Message-ID"]) == ([gens.ADRESSE], courriel.message_id)
    assert message.subject == "[Chantiers coopératifs] Vous êtes invité·e à rejoindre les chantiers coopératifs"
    assert (courriel.envoye_le is not None, courriel.erreur) == (True, "")


def test_the_link_of_the_e_mail_opens_the_account(client, distribution, invitation, settings):
    run_tasks()
    (adresse,) = [ligne for ligne in mail.outbox[0].body.splitlines() if ligne.startswith(settings.ADRESSE_DU_SITE)]
    assert client.get(adresse.removeprefix(settings.ADRESSE_DU_SITE)).status_code == 200


def test_the_text_is_plain_and_escapes_nothing(distribution):
    invitation = gens.invitation(distribution.coordination.acces, prenom="D’Arc & l'Amie <x>")
    assert "D’Arc & l'Amie <x>" in composer(Courriel.objects.get(objet_id=invitation.pk)).body


def test_it_goes_to_the_present_address(distribution, invitation):
    with consigner("modifier", par=distribution.coordination.acces) as acte:
        acte.objet = personne = invitation.personne
        personne.courriel = "nouvelle@essai.example"
        personne.save()
    run_tasks()
    assert mail.outbox[0].to == ["nouvelle@essai.example"]


def test_asking_the_worker_twice_sends_once(invitation):
    pk = Courriel.objects.get().pk
    for _ in range(2):
        taches.envoyer_un_courriel.call(pk)
    assert len(mail.outbox) == 1


def test_a_worker_killed_before_the_mark_sends_again_under_the_same_message_id(invitation, monkeypatch):
    courriel = Courriel.objects.get()
    monkeypatch.setattr(taches, "maintenant", lambda: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        taches.envoyer_un_courriel.call(courriel.pk)
    monkeypatch.undo()
    taches.envoyer_un_courriel.call(courriel.pk)
    assert [message.extra_headers["Message-ID"] for message in mail.outbox] == [courriel.message_id] * 2
    assert Courriel.objects.get().envoye_le is not None


def test_a_mail_server_that_fails_is_tried_again_later(invitation, panne):
    run_tasks()
    tache, courriel = OxTask.objects.get(), Courriel.objects.get()
    assert (tache.status, tache.attempts, tache.run_after > maintenant()) == ("READY", 1, True)
    assert (courriel.envoye_le, courriel.erreur) == (None, "ServeurEnPanne : connexion refusée")
    panne(False)
    OxTask.objects.update(run_after=None)
    run_tasks()
    courriel.refresh_from_db()
    assert (len(mail.outbox), courriel.envoye_le is not None, courriel.erreur) == (1, True, "")


def test_after_the_last_try_the_failure_stays_readable(distribution, invitation, panne):
    for _ in range(taches.ESSAIS):
        OxTask.objects.update(run_after=None)
        run_tasks()
    assert (OxTask.objects.get().status, OxTask.objects.get().attempts) == (TaskResultStatus.FAILED, taches.ESSAIS)
    page = distribution.administrateur.client.get("/administration/membres/courriel/").content.decode()
    assert "connexion refusée" in page


def test_the_delay_grows_with_the_tries():
    assert list(taches.ATTENTES) == sorted(taches.ATTENTES)
    assert timedelta(seconds=taches.ATTENTES[-1]) == timedelta(hours=2)


def test_someone_without_an_address_any_more_is_said_and_not_tried_again(distribution, invitation):
    with consigner("modifier", par=distribution.coordination.acces) as acte:
        acte.objet = personne = invitation.personne
        personne.courriel = ""
        personne.save()
    run_tasks()
    courriel = Courriel.objects.get()
    assert (mail.outbox, courriel.envoye_le, courriel.erreur) == ([], None, taches.SANS_ADRESSE)
    assert OxTask.objects.get().status == TaskResultStatus.SUCCESSFUL


def test_every_kind_of_e_mail_has_a_text():
    assert "invitation" in rendus
