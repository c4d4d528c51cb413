"""The file of one's own data: complete, readable, without secrets, and hers alone."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from documentation import actions as rapports
from historique import retrait
from historique.actes import consigner
from historique.horloge import aujourd_hui
from historique.models import Acte
from membres import actions, prises
from pilotage.actions import avancer, reagir
from tests import fabriques
from tests.consultation import RESERVE, Consultation

pytestmark = pytest.mark.django_db

ADRESSE = "/profil/mes-donnees.json"


def lire(figure):
    return json.loads(figure.client.get(ADRESSE).content)


def test_it_is_a_file_to_download_that_no_relay_keeps(distribution):
    reponse = distribution.membre1.client.get(ADRESSE)
    assert reponse["Content-Type"] == "application/json; charset=utf-8"
    assert reponse["Content-Disposition"] == 'attachment; filename="mes-donnees.json"'
    assert reponse["Cache-Control"] == "private, no-store"


def test_it_is_readable_and_always_written_alike(distribution):
    texte = distribution.membre1.client.get(ADRESSE).content.decode()
    lu = json.loads(texte)
    assert texte == json.dumps(lu, ensure_ascii=False, sort_keys=True, indent=2) + "\n"
    assert lu["format"] == "mes-donnees-1"


def test_it_says_who_she_is_and_how_she_signs_in(distribution):
    figure = distribution.membre1
    lu = lire(figure)
    assert lu["personne"] == {
        "id": str(figure.personne.pk), "prenom": "Membre1", "nom": "Essai", "adresse": "", "nom_public": False,
    }  # fmt: skip
    compte = lu["compte"]
    assert (compte["adresse"], compte["administration"], compte["actif"]) == ("membre1@essai.example", False, True)


def test_it_names_passkeys_and_sessions_and_tells_no_secret(distribution):
    figure = distribution.membre1
    secret = {"name": "Mon téléphone", "credential": {"secret": "SECRET-CLE"}}
    Authenticator.objects.create(user=figure.compte, type="webauthn", data=secret)
    Authenticator.objects.create(user=figure.compte, type="totp", data={"secret": "SECRET-TOTP"})
    session = {"ip": "198.51.100.7", "user_agent": "Navigateur", "session_key": "SECRET-SESSION"}
    UserSession.objects.create(user=figure.compte, **session)
    texte = figure.client.get(ADRESSE).content.decode()
    lu = json.loads(texte)
    assert [m["nom"] for m in lu["moyens_de_connexion"]] == ["Mon téléphone", ""]
    assert [(s["ip"], s["user_agent"]) for s in lu["sessions"]] == [("198.51.100.7", "Navigateur")]
    figure.compte.refresh_from_db()
    assert [s for s in ("SECRET-CLE", "SECRET-TOTP", "SECRET-SESSION", figure.compte.password) if s in texte] == []


def test_it_holds_what_each_room_knows_of_her(distribution):
    """Organisations, adhésions, étapes, sièges, positions, interventions, propositions, reports, letters."""
    figure = distribution.referente1
    organisation = fabriques.organisation()
    lien = {"organisation": organisation, "fonction": "Trésorière", "du": aujourd_hui() - timedelta(days=3)}
    actions.se_rattacher(uuid4(), personne=figure.personne, par=figure.acces, **lien)
    fabriques.siege(figure.personne, fabriques.college())
    fabriques.etape(fabriques.objectif(fabriques.feuille(fabriques.chantier(1))), responsable=figure.personne)
    consultation = Consultation(distribution, facilitee_par_id=figure.personne.pk)
    consultation.ouvrir()
    avancer(consultation.proposition, par=figure.acces)
    reagir(consultation.proposition, id=uuid4(), texte="Oui.", par=figure.acces)
    avancer(consultation.proposition, par=figure.acces)
    consultation.position(1, RESERVE, "À revoir.")
    rapports.exporter(uuid4(), chantier=fabriques.chantier(1), version=None, audience="membres", par=figure.acces)
    rapports.signaler(uuid4(), adresse="/", motif="Une faute.", courriel="REFERENTE1@essai.example")
    lu = lire(figure)
    assert [(a["chantier_numero"], a["role"]) for a in lu["adhesions"]] == [(1, "referent")]
    assert [(o["organisation_nom"], o["fonction"]) for o in lu["organisations"]] == [(organisation.nom, "Trésorière")]
    assert [e["titre"] for e in lu["etapes"]] == ["Mener l’enquête"]
    assert len(lu["sieges"]) == 1
    assert [i["texte"] for i in lu["interventions"]] == ["Oui."]
    assert [(p["avis"], p["argument"]) for p in lu["positions"]] == [("reserve", "À revoir.")]
    assert [p["titre"] for p in lu["propositions"]] == ["Un cadre pour les rencontres"]
    assert [r["nature"] for r in lu["rapports_demandes"]] == ["chantier"]
    assert [s["motif"] for s in lu["signalements"]] == ["Une faute."]


def test_it_holds_the_entries_she_wrote_with_their_reasons_and_those_about_her(distribution):
    figure = distribution.membre1
    saisi = {"prenom": "Zoé", "nom": "Essai", "nom_public": False}
    actions.modifier_le_profil(figure.personne, version=1, saisi=saisi, motif="Prénom d’usage", par=figure.acces)
    (inscrite, changee) = lire(figure)["journal"]
    assert (inscrite["par_vous"], inscrite["verbe"]) == (False, "ajouter")
    assert (changee["par_vous"], changee["motif"]) == (True, "Prénom d’usage")
    assert {"champ": "prenom", "avant": "Membre1", "apres": "Zoé"} in changee["sur_vous"]


def test_the_reason_of_somebody_else_is_there_if_she_may_read_the_entry(distribution):
    figure = distribution.membre1
    for motif, visibilite in (("Réservé à la coordination", "restreinte"), ("Pour les membres", "membres")):
        with consigner("modifier", par=distribution.coordination.acces, motif=motif, visibilite=visibilite) as acte:
            acte.objet = personne = type(figure.personne).objects.get(pk=figure.personne.pk)
            personne.nom_public = not personne.nom_public
            personne.save()
    assert [entree["motif"] for entree in lire(figure)["journal"][1:]] == ["", "Pour les membres"]


def test_what_was_taken_out_is_said_to_be(distribution):
    figure = distribution.membre1
    saisi = {"prenom": "Zoé", "nom": "Essai", "nom_public": False}
    actions.modifier_le_profil(figure.personne, version=1, saisi=saisi, motif="Secret", par=figure.acces)
    acte = Acte.objects.order_by("-sequence").first()
    with consigner("retirer_un_motif", par=distribution.coordination.acces) as en_cours:
        retrait.motiver(en_cours, "effacement")
        retrait.retirer_un_motif(en_cours, acte)
    assert lire(figure)["journal"][1]["motif"] == "[passage retiré]"


def test_it_holds_nothing_of_anybody_else(distribution):
    """Those she invited, and the entries of others, are not her data."""
    distribution.membre2.client.post("/profil/", {"prenom": "Cerise", "nom": "Essai", "version": 1})
    autre = fabriques.personne(nom="Cerise", courriel="cerise@essai.example")
    actions.inviter(autre, par=distribution.referente1.acces)
    texte = distribution.referente1.client.get(ADRESSE).content.decode()
    assert "erise" not in texte
    assert len(json.loads(texte)["invitations_envoyees"]) == 1


def test_an_account_without_a_person_has_its_own(distribution, client):
    seul = fabriques.compte("seul@essai.example")
    client.force_login(seul, backend="django.contrib.auth.backends.ModelBackend")
    lu = json.loads(client.get(ADRESSE).content)
    assert (lu["compte"]["adresse"], "personne" in lu) == ("seul@essai.example", False)


def test_a_visitor_is_asked_to_sign_in(client):
    assert client.get(ADRESSE)["Location"].startswith("/compte/login/")


def test_reading_it_writes_nothing(distribution):
    distribution.membre1.client.get("/profil/")
    avant = Acte.objects.count()
    lire(distribution.membre1)
    assert Acte.objects.count() == avant


def test_the_number_of_queries_does_not_grow_with_her_entries(distribution, compter_requetes):
    figure = distribution.membre1
    lire(figure)

    def ecrire(fois):
        for rang in range(fois):
            personne = type(figure.personne).objects.get(pk=figure.personne.pk)
            saisi = {"prenom": f"Zoé{personne.version}{rang}", "nom": "Essai", "nom_public": False}
            actions.modifier_le_profil(
                personne, version=personne.version, saisi=saisi, motif="Encore", par=figure.acces
            )

    ecrire(1)
    avec_une = compter_requetes(lambda: lire(figure))
    ecrire(5)
    assert compter_requetes(lambda: lire(figure)) == avec_une


def test_every_room_above_adds_its_own():
    salles = {"chantiers", "budget", "pilotage", "documentation"}
    assert {prise.__module__.split(".")[0] for prise in prises.donnees} == salles
