"""`manage.py entretenir`: what is published about retention is what is done, every day, and no more."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django_ox.models import OxTask

from config.compactage import a_compacter
from documentation.models import Signalement
from historique.actes import Agent, consigner
from historique.horloge import maintenant
from historique.models import PASSAGE_RETIRE, Acte, Ouverture, Verification
from historique.verification import verifier
from membres import actions, prises
from membres.models import Courriel, Invitation, Personne
from tests.historique.client_brut import executer
from tests.membres.gens import invitation

pytestmark = pytest.mark.django_db


def entretenir():
    sortie = StringIO()
    call_command("entretenir", stdout=sortie, stderr=sortie)
    return sortie.getvalue()


@pytest.fixture(autouse=True)
def sans_compacter(request, monkeypatch):
    """A test that is rolled back runs in a transaction, in which a database cannot be rewritten."""
    if "base_reelle" not in request.fixturenames:
        monkeypatch.setattr("config.management.commands.entretenir.compacter", lambda: 0)


def duree(cle):
    return next(une for une in prises.conservations if une.cle == cle).duree


def juste_avant_et_apres(cle):
    """Two instants on both sides of the limit: what is older goes, what is younger stays."""
    limite = maintenant() - duree(cle)
    return limite - timedelta(minutes=5), limite + timedelta(minutes=5)


# Published and applied ------------------------------------------------------------------------------------------------


def test_what_is_applied_is_what_is_published(client):
    page = sans_espaces(client.get("/donnees-personnelles/").text)
    for une in prises.conservations:
        for texte in (une.quoi, une.pourquoi, une.combien_de_temps, une.fondement):
            assert sans_espaces(texte) in page, texte


def sans_espaces(texte):
    return "".join(signe for signe in texte if not signe.isspace())


def test_each_number_of_days_has_what_applies_it_and_the_other_way_round():
    assert [une.cle for une in prises.conservations if (une.duree is None) != (une.appliquer is None)] == []
    assert len({une.cle for une in prises.conservations}) == len(prises.conservations)


def test_the_command_says_what_it_did_and_may_be_repeated(distribution):
    Signalement.objects.create(adresse="/", motif="Vieux", transmis_le=juste_avant_et_apres("signalements")[0])
    premiere, seconde = entretenir(), entretenir()
    assert "Signalements : page, texte, adresse si elle est donnée : 1 retiré (365 jours" in premiere
    assert "Signalements : page, texte, adresse si elle est donnée : 0 retiré (365 jours" in seconde
    assert "Vérification du journal" in seconde


# One by one -----------------------------------------------------------------------------------------------------------


def test_sessions_that_are_over_go_with_what_the_list_kept_of_them(distribution):
    client = distribution.membre1.client
    ouverte = client.session.session_key
    finie = Session.objects.create(
        session_key="finie", session_data="", expire_date=maintenant() - timedelta(minutes=5)
    )
    for cle in (ouverte, finie.session_key):
        details = {"ip": "198.51.100.7", "user_agent": "Navigateur", "session_key": cle}
        UserSession.objects.create(user=distribution.membre1.compte, **details)
    entretenir()
    assert list(Session.objects.values_list("session_key", flat=True)) == [ouverte]
    assert list(UserSession.objects.values_list("session_key", flat=True)) == [ouverte]


def test_the_outbox_forgets_what_was_sent_long_ago(distribution):
    avant, apres = juste_avant_et_apres("courriels")
    personne = distribution.membre1.personne
    for cle, envoye_le, cree_le in (
        ("vieux", avant, avant), ("récent", apres, avant), ("jamais parti", None, avant), ("en attente", None, apres),
    ):  # fmt: skip
        Courriel.objects.create(
            genre="invitation", destinataire=personne, objet_type="x", objet_id=uuid4(), cle=cle, envoye_le=envoye_le,
            cree_le=cree_le,
        )  # fmt: skip
    entretenir()
    assert set(Courriel.objects.values_list("cle", flat=True)) == {"récent", "en attente"}


def test_finished_jobs_go_and_those_that_wait_stay(distribution):
    avant, apres = juste_avant_et_apres("travaux")
    for nom, etat, fini in (
        ("vieux", "SUCCESSFUL", avant), ("échec", "FAILED", avant), ("récent", "FAILED", apres),
        ("attend", "READY", None),
    ):  # fmt: skip
        details = {"status": etat, "finished_at": fini, "enqueued_at": avant, "backend_name": "default"}
        OxTask.objects.create(task_path=nom, **details)
    entretenir()
    assert set(OxTask.objects.values_list("task_path", flat=True)) == {"récent", "attend"}


def test_counters_of_tries_that_are_over_go():
    cache.set("fini", 1, timeout=1)
    cache.set("en-cours", 1, timeout=600)
    with connection.cursor() as curseur:
        curseur.execute("UPDATE cache SET expires = '2020-01-01 00:00:00' WHERE cache_key = ':1:fini'")
    entretenir()
    with connection.cursor() as curseur:
        curseur.execute("SELECT cache_key FROM cache")
        assert curseur.fetchall() == [(":1:en-cours",)]


def test_letters_passed_on_a_year_ago_go_and_the_others_stay():
    avant, apres = juste_avant_et_apres("signalements")
    for motif, transmis in (("vieux", avant), ("récent", apres), ("pas encore", None)):
        Signalement.objects.create(adresse="/", motif=motif, transmis_le=transmis, cree_le=avant)
    entretenir()
    assert set(Signalement.objects.values_list("motif", flat=True)) == {"récent", "pas encore"}


def changer(une, **champs):
    with consigner("modifier", par=Agent.SYSTEME) as acte:
        acte.objet = une = Invitation.objects.get(pk=une.pk)
        for champ, valeur in champs.items():
            setattr(une, champ, valeur)
        une.save()


@pytest.mark.parametrize("fin", ["utilisee_le", "revoquee_le", "expire_le"])
def test_the_address_of_an_invitation_that_ended_goes_from_the_journal_too(distribution, fin):
    avant, apres = juste_avant_et_apres("invitations")
    finie, recente, ouverte = (
        invitation(distribution.coordination.acces, f"{nom}@essai.example", nom=nom.capitalize())
        for nom in ("finie", "recente", "ouverte")
    )
    changer(finie, **{fin: avant})
    changer(recente, **{fin: apres})
    entretenir()
    restantes = Invitation.objects.exclude(courriel="").values_list("courriel", flat=True)
    assert set(restantes) == {"recente@essai.example", "ouverte@essai.example"}
    etats = set(Invitation.history.filter(id=finie.pk).values_list("courriel", flat=True))
    assert etats == {PASSAGE_RETIRE, ""}
    # The person is still recorded under her address: it is that of the invitation which goes.
    assert Personne.objects.get(pk=finie.personne_id).courriel == "finie@essai.example"
    assert Ouverture.objects.filter(valeur="finie@essai.example").count() == 1
    acte = Acte.objects.get(verbe="expurger")
    assert (acte.agent, acte.visibilite, ouverte.utilisable) == ("systeme", "restreinte", True)
    assert list(map(str, verifier())) == []
    entretenir()
    assert Acte.objects.filter(verbe="expurger").count() == 1


# The journal and the file of the database -----------------------------------------------------------------------------


def test_the_journal_is_verified_and_the_result_is_noted(distribution):
    assert distribution.membre1
    entretenir()
    notee = Verification.objects.latest()
    assert (notee.sequence, notee.differences) == (Acte.objects.count(), 0)


def test_a_difference_is_named_and_the_rest_is_done(base_reelle, distribution):
    """A live row changed behind the journal's back: the command says so and fails, after having done the rest."""
    personne = distribution.membre1.personne
    Signalement.objects.create(adresse="/", motif="Vieux", transmis_le=juste_avant_et_apres("signalements")[0])
    executer(f"UPDATE membres_personne SET nom = 'Autre' WHERE prenom = '{personne.prenom}'")
    with pytest.raises(CommandError, match="À reprendre : Vérification du journal"):
        entretenir()
    assert (Verification.objects.latest().differences > 0, Signalement.objects.count()) == (True, 0)


def test_one_failure_does_not_keep_the_rest_from_being_done(monkeypatch):
    def echouer(avant):
        raise RuntimeError("disque plein")

    casse = prises.Conservation("x", "Ceci", "", "", timedelta(days=1), "", echouer)
    monkeypatch.setattr("membres.prises.conservations", [casse, *prises.conservations])
    with pytest.raises(CommandError, match="À reprendre : Ceci"):
        entretenir()
    assert Verification.objects.count() == 1


def test_the_database_is_rewritten_once_after_a_text_is_taken_out(base_reelle, distribution):
    assert a_compacter() == 0
    actions.effacer(distribution.membre1.personne, fondement="opposition", par=distribution.coordination.acces)
    assert a_compacter() == Acte.objects.count()
    assert "Réécriture de la base : faite" in entretenir()


@pytest.mark.sqlite_seul
def test_it_is_rewritten_only_once(base_reelle, distribution):
    actions.effacer(distribution.membre1.personne, fondement="opposition", par=distribution.coordination.acces)
    entretenir()
    with closing(sqlite3.connect(base_reelle)) as base:
        assert base.execute("PRAGMA freelist_count").fetchone() == (0,)
    assert "Réécriture de la base : inutile" in entretenir()
