"""Files that say what they may say no more: taken away with the act, made again by themselves, gone from the disk."""

import io
from datetime import timedelta

import pypdf
import pytest
from django_ox.testing import run_tasks

from chantiers.models import Etape
from documentation import refonte, taches
from documentation.models import Rapport
from fichiers.models import Fichier
from fichiers.rangement import chemin, lire
from historique import retrait
from historique.actes import Agent, consigner
from historique.horloge import maintenant
from historique.models import PASSAGE_RETIRE
from membres import actions as membres
from membres.models import Organisation, Personne
from pilotage.models import Decision
from tests import fabriques

SECRET = "Phrase-secrète à retirer"


def texte(rapport):
    lu = pypdf.PdfReader(io.BytesIO(lire(rapport.fichier)))
    pages = " ".join(" ".join(page.extract_text() for page in lu.pages).split())
    return pages + lu.attachments["etapes.csv"][0].decode()


def relire(rapport):
    return Rapport.objects.get(pk=rapport.pk)


@pytest.fixture
def valider(django_capture_on_commit_callbacks):
    """What waits for the commit is done at the end of the block."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def retirer(objet, champ, valeur):
    with consigner("retirer_un_passage", par=Agent.SYSTEME) as acte:
        acte.objet = retrait.retirer_un_texte(acte, type(objet), objet.pk, champ, valeur)
        retrait.motiver(acte, "diffamation")


def changer_le_profil(figure, **champs):
    personne = Personne.objects.get(pk=figure.personne.pk)
    saisi = {"prenom": personne.prenom, "nom": personne.nom, "nom_public": personne.nom_public, **champs}
    membres.modifier_le_profil(personne, version=personne.version, saisi=saisi, par=figure.acces)


@pytest.fixture
def secrete(feuilles):
    """An étape of chantier 3 whose title is to be taken out."""
    return fabriques.etape(feuilles[3].objectif, SECRET)


# Texts taken out ------------------------------------------------------------------------------------------------------


def test_a_text_taken_out_leaves_the_file_the_disk_and_the_new_file(secrete, exporter, distribution, valider):
    rapport = exporter(chantier=fabriques.chantier(3), fait=True)
    assert SECRET in texte(rapport)
    ancien = chemin(rapport.fichier.sha256)
    with valider():
        retirer(secrete, "titre", SECRET)
        assert relire(rapport).fichier is None
        assert distribution.membre1.client.get(f"{rapport.get_absolute_url()}pdf/").status_code == 404
        assert ancien.exists()
    assert not ancien.exists()
    assert Fichier.objects.count() == 0
    run_tasks()
    refait = relire(rapport)
    assert refait.pret
    assert SECRET not in texte(refait)
    assert PASSAGE_RETIRE in texte(refait)
    assert (refait.sequence, refait.empreinte, refait.point) == (rapport.sequence, rapport.empreinte, rapport.point)


def test_the_page_says_why_while_it_is_made_and_afterwards(secrete, exporter, distribution, valider):
    rapport = exporter(chantier=fabriques.chantier(3), fait=True)
    with valider():
        retirer(secrete, "titre", SECRET)
    client = distribution.membre1.client
    page = client.get(rapport.get_absolute_url()).content.decode()
    assert "Ce rapport est refait\u00a0: un passage a été retiré." in page
    assert "Télécharger le PDF" not in page
    run_tasks()
    page = client.get(rapport.get_absolute_url()).content.decode()
    assert "un fichier qui n’est plus proposé\u00a0: un passage a été retiré." in page
    assert client.get(f"{rapport.get_absolute_url()}pdf/").status_code == 200


def test_a_report_that_never_held_the_text_keeps_its_file(secrete, exporter, valider):
    autre = exporter(chantier=fabriques.chantier(2), fait=True)
    with valider():
        retirer(secrete, "titre", SECRET)
    assert (relire(autre).pret, relire(autre).fichier_id) == (True, autre.fichier_id)
    assert chemin(autre.fichier_id).exists()


def test_a_report_made_after_the_text_was_replaced_keeps_its_file(secrete, exporter, valider):
    with consigner("modifier", par=Agent.SYSTEME) as acte:
        acte.objet = etape = Etape.objects.get(pk=secrete.pk)
        etape.titre = "Sans secret"
        etape.save()
    rapport = exporter(chantier=fabriques.chantier(3), fait=True)
    with valider():
        retirer(secrete, "titre", SECRET)
    assert (relire(rapport).pret, relire(rapport).fichier_id) == (True, rapport.fichier_id)


def test_a_report_of_a_frozen_version_is_made_again(adoptee, exporter, valider):
    etape = Etape.objects.get(titre="Étape du chantier 4")
    rapport = exporter(chantier=fabriques.chantier(4), version=adoptee, fait=True)
    assert "Étape du chantier 4" in texte(rapport).replace("\xa0", " ")
    with valider():
        retirer(etape, "titre", etape.titre)
    run_tasks()
    assert "Étape du chantier 4" not in texte(relire(rapport)).replace("\xa0", " ")


def test_a_report_that_prints_a_decision_is_made_again_without_what_it_said(adoptee, exporter, valider):
    decision = Decision.objects.get()
    rapport = exporter(chantier=fabriques.chantier(4), version=adoptee, fait=True)
    assert decision.enonce in texte(rapport)
    with valider():
        retirer(decision, "enonce", decision.enonce)
    run_tasks()
    assert decision.enonce not in texte(relire(rapport))
    assert relire(rapport).refait == "retrait"


def test_the_public_goes_on_reading_why_a_published_report_is_made_again(adoptee, exporter, distribution, valider):
    etape = Etape.objects.get(titre="Étape du chantier 4")
    rapport = exporter(
        par=distribution.coordination, chantier=fabriques.chantier(4), version=adoptee, audience="publique", fait=True
    )
    with valider():
        retirer(etape, "titre", etape.titre)
    page = distribution.visiteur.client.get(rapport.get_absolute_url())
    assert page.status_code == 200
    assert "un passage a été retiré" in page.content.decode()


def test_nothing_is_taken_away_when_the_act_fails(secrete, exporter, valider, monkeypatch):
    refaire_ceux = refonte.refaire_ceux
    rapport = exporter(chantier=fabriques.chantier(3), fait=True)
    monkeypatch.setattr(refonte, "refaire_ceux", lambda *args: (refaire_ceux(*args), {}["panne"]))
    with valider(), pytest.raises(KeyError, match="panne"):
        retirer(secrete, "titre", SECRET)
    assert SECRET in texte(relire(rapport))


# Makings that are late ------------------------------------------------------------------------------------------------


def test_a_making_that_began_before_leaves_nothing_behind(secrete, exporter, valider, monkeypatch):
    """The negative control is `test_the_same_making_without_a_retrait_is_kept`."""
    fabriquer = taches.fabriquer
    octets = []

    def pendant_ce_temps(lu):
        pdf = fabriquer(lu)
        if not octets:
            octets.append(pdf)
            retirer(secrete, "titre", SECRET)
        return pdf

    monkeypatch.setattr(taches, "fabriquer", pendant_ce_temps)
    rapport = exporter(chantier=fabriques.chantier(3))
    with valider():
        run_tasks()
    run_tasks()
    assert SECRET in " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(octets[0])).pages)
    assert SECRET not in texte(relire(rapport))
    restes = [fichier for fichier in chemin("0" * 64).parent.parent.rglob("*") if fichier.is_file()]
    assert [fichier.name for fichier in restes] == [relire(rapport).fichier_id]


def test_the_same_making_without_a_retrait_is_kept(secrete, exporter):
    assert SECRET in texte(exporter(chantier=fabriques.chantier(3), fait=True))


# Names ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def nommee(feuilles, distribution):
    """A member who answers for an étape, and shows her name."""
    changer_le_profil(distribution.membre2, nom="Cormier", nom_public=True)
    fabriques.etape(feuilles[2].objectif, "Étape de Cormier", responsable=distribution.membre2.personne)
    fabriques.etape(feuilles[2].objectif, "Étape discrète", responsable=Personne.objects.get(nom="Cerisier"))
    return distribution.membre2


@pytest.fixture
def publie(nommee, adoptee, exporter, distribution):
    rapport = exporter(
        par=distribution.coordination, chantier=fabriques.chantier(2), version=adoptee, audience="publique", fait=True
    )
    assert "Membre2 Cormier" in texte(rapport)
    return rapport


def test_a_name_that_is_withdrawn_leaves_the_public_file(publie, nommee, distribution, valider):
    ancien = chemin(publie.fichier_id)
    with valider():
        changer_le_profil(nommee, nom_public=False)
    assert not ancien.exists()
    run_tasks()
    assert relire(publie).refait == "nom"
    assert "Membre2 Cormier" not in texte(relire(publie))
    assert distribution.visiteur.client.get(f"{publie.get_absolute_url()}pdf/").status_code == 200


def test_a_name_that_changes_changes_in_the_files_of_members_too(nommee, exporter, valider):
    rapport = exporter(chantier=fabriques.chantier(2), fait=True)
    with valider():
        changer_le_profil(nommee, nom="Sorbier")
    run_tasks()
    assert "Membre2 Sorbier" in texte(relire(rapport))
    assert "Membre2 Cormier" not in texte(relire(rapport))


def test_someone_erased_is_named_no_more(publie, nommee, exporter, distribution, valider):
    pour_les_membres = exporter(chantier=fabriques.chantier(2), fait=True)
    anciens = [chemin(rapport.fichier_id) for rapport in (publie, pour_les_membres)]
    with valider():
        membres.effacer(nommee.personne, fondement="consentement_retire", par=distribution.coordination.acces)
    assert [ancien for ancien in anciens if ancien.exists()] == []
    run_tasks()
    assert "Membre2" not in texte(relire(publie)) + texte(relire(pour_les_membres))
    assert "Membre retiré·e n° 1" in texte(relire(pour_les_membres)).replace("\xa0", " ")


def test_an_organisation_that_is_renamed_is_so_in_the_files(feuilles, exporter, distribution, valider):
    organisation = fabriques.organisation("Réseau Cormier")
    fabriques.etape(feuilles[2].objectif, "Étape du réseau", organisation=organisation)
    rapport = exporter(chantier=fabriques.chantier(2), fait=True)
    with valider():
        organisation = Organisation.objects.get(pk=organisation.pk)
        saisi = {"nom": "Réseau Sorbier", "type": organisation.type, "site": ""}
        membres.modifier_une_organisation(
            organisation, version=organisation.version, saisi=saisi, par=distribution.coordination.acces
        )
    run_tasks()
    assert "Réseau Sorbier" in texte(relire(rapport))
    assert "Réseau Cormier" not in texte(relire(rapport))


def test_what_is_not_printed_changes_no_file(publie, nommee, exporter, valider):
    """An address; the name of someone who does not show it, in a file for everybody."""
    with valider(), consigner("changer_d_adresse", par=Agent.SYSTEME) as acte:
        acte.objet = personne = Personne.objects.get(pk=nommee.personne.pk)
        personne.courriel = "autre@essai.example"
        personne.save()
    discrete = Personne.objects.get(nom="Cerisier")
    with valider():
        saisi = {"prenom": "Discrète", "nom": "Merisier", "nom_public": False}
        figure = type(nommee)(discrete, fabriques.compte("discrete@essai.example"))
        membres.modifier_le_profil(discrete, version=discrete.version, saisi=saisi, par=figure.acces)
    assert (relire(publie).pret, relire(publie).fichier_id) == (True, publie.fichier_id)
    assert chemin(publie.fichier_id).exists()


def test_a_change_that_no_act_told_of_is_held_back_then_made_again_by_the_daily_task(
    publie, nommee, distribution, valider
):
    with consigner("modifier", par=Agent.SYSTEME):
        personne = Personne.objects.get(pk=nommee.personne.pk)
        personne.nom_public = False
        personne.save()
    client = distribution.visiteur.client
    assert client.get(f"{publie.get_absolute_url()}pdf/").status_code == 404
    assert "Ce fichier n’est plus proposé" in client.get(publie.get_absolute_url()).content.decode()
    with valider():
        assert refonte.entretenir(maintenant() - timedelta(days=1)) == 0
    run_tasks()
    assert client.get(f"{publie.get_absolute_url()}pdf/").status_code == 200
    assert "Membre2 Cormier" not in texte(relire(publie))


def test_a_member_may_have_it_made_again_at_once(publie, nommee, distribution, valider):
    with consigner("modifier", par=Agent.SYSTEME):
        personne = Personne.objects.get(pk=nommee.personne.pk)
        personne.nom_public = False
        personne.save()
    client = distribution.membre1.client
    assert "Relancer la fabrication" in client.get(publie.get_absolute_url()).content.decode()
    with valider():
        client.post(f"{publie.get_absolute_url()}reprendre/")
    run_tasks()
    assert "Membre2 Cormier" not in texte(relire(publie))


def test_a_public_file_that_does_not_say_whom_it_names_is_held_back_and_made_again(publie, distribution, valider):
    Rapport.objects.filter(pk=publie.pk).update(imprime="")
    client = distribution.visiteur.client
    assert client.get(f"{publie.get_absolute_url()}pdf/").status_code == 404
    with valider():
        refonte.refaire_les_perimes()
    run_tasks()
    assert client.get(f"{publie.get_absolute_url()}pdf/").status_code == 200


def test_what_a_report_keeps_of_whom_it_names_holds_no_name(publie):
    assert str(Personne.objects.get(nom="Cormier").pk) in relire(publie).imprime
    assert "Cormier" not in relire(publie).imprime
