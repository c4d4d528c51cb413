"""Asking for a report: who may, what the journal says, and that the same request is the same report."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from documentation import permissions
from documentation.models import Rapport
from documentation.taches import produire
from fichiers.rangement import lire
from historique.models import Acte, Changement
from historique.refus import ActionRefusee
from tests import fabriques


def dernier_acte():
    return Acte.objects.order_by("-sequence").first()


def test_the_journal_says_who_exported_what(feuilles, exporter, distribution):
    rapport = exporter(chantier=fabriques.chantier(2))
    acte = dernier_acte()
    assert (acte.verbe, acte.auteur_id) == ("exporter", distribution.membre1.personne.pk)
    assert (acte.objet_type, acte.objet_id) == ("documentation.rapport", rapport.pk)
    assert acte.portee_id == fabriques.chantier(2).pk
    assert not Changement.objects.filter(acte=acte).exists()


def test_the_journal_names_the_report_to_those_who_may_read_it(feuilles, exporter, distribution):
    exporter(chantier=fabriques.chantier(2))
    page = distribution.membre2.client.get("/journal/")
    assert "Feuille de route du chantier\u00a02, projet" in page.content.decode()


def test_the_same_request_is_the_same_report_while_nothing_changes(feuilles, exporter, distribution):
    premier, second = exporter(), exporter(par=distribution.membre2)
    assert premier == second
    assert Rapport.objects.count() == 1
    assert Acte.objects.filter(verbe="exporter").count() == 2


def test_a_change_makes_another_report(feuilles, exporter):
    premier = exporter()
    fabriques.etape(feuilles[1].objectif, "Étape ajoutée")
    second = exporter()
    assert premier != second
    assert premier.empreinte != second.empreinte
    assert second.sequence > premier.sequence


def test_the_snapshot_and_the_key_hold_neither_text_nor_name(feuilles, exporter):
    rapport = exporter()
    for marque in ("Étape du chantier 1", "Cerisier", "Objectif"):
        assert marque not in rapport.instantane


def test_a_report_of_a_version_prints_its_fingerprint_and_positions(adoptee, exporter):
    rapport = exporter(version=adoptee)
    assert (rapport.empreinte, rapport.sequence) == (adoptee.empreinte, adoptee.sequence)
    assert rapport.decision == adoptee.decision
    assert len(rapport.positions) == 5


@pytest.mark.parametrize("role", ["visiteur", "administrateur"])
def test_who_is_not_a_member_asks_for_none(feuilles, exporter, distribution, role):
    with pytest.raises(ActionRefusee, match="demandés par les membres"):
        exporter(par=getattr(distribution, role))
    assert Rapport.objects.count() == 0


def test_only_the_coordination_makes_a_report_for_everybody(adoptee, exporter, distribution):
    with pytest.raises(ActionRefusee, match="Seule la coordination"):
        exporter(version=adoptee, audience="publique")
    assert exporter(par=distribution.coordination, version=adoptee, audience="publique").audience == "publique"


def test_a_draft_is_not_for_everybody(feuilles, exporter, distribution):
    with pytest.raises(ActionRefusee, match="version adoptée"):
        exporter(par=distribution.coordination, audience="publique")


def test_the_coordination_gives_its_second_factor_to_publish(adoptee, distribution):
    acces = replace(distribution.coordination.acces, second_facteur=False)
    refus = permissions.refus_d_exporter(acces, audience="publique", version=adoptee)
    assert refus == "Cet acte demande un second facteur : donnez-le depuis votre profil, rubrique « Se connecter »."


def test_without_a_roadmap_there_is_nothing_to_lay_out(distribution, exporter):
    with pytest.raises(ActionRefusee, match="aucune feuille de route en cours"):
        exporter()


def test_the_database_refuses_a_public_report_of_a_draft(feuilles, exporter):
    rapport = exporter()
    with pytest.raises(IntegrityError), transaction.atomic():
        Rapport.objects.filter(pk=rapport.pk).update(audience="publique")


def test_the_file_stays_the_same_when_the_request_is_made_again(feuilles, exporter):
    premier = exporter(fait=True)
    octets = lire(premier.fichier)
    premier.fichier, premier.etat = None, Rapport.Etat.EN_ATTENTE
    premier.save()
    produire.enqueue(str(premier.pk))
    second = exporter(fait=True)
    assert second == premier
    assert lire(second.fichier) == octets
