"""Reports of a budget, whole reports, reports to a funder: what they print, for whom, and what they never print."""

import io
import re
from uuid import uuid4

import page
import pypdf
import pytest
from django_ox.testing import run_tasks

from documentation import actions
from documentation.forms import DemandeForm
from documentation.lecture import lire_rapport
from documentation.models import Rapport
from fichiers.rangement import lire
from historique.actes import Agent, consigner
from historique.lecture.retrait import lire_les_textes
from historique.refus import ActionRefusee
from tests import fabriques
from tests import fabriques_budget as budget
from tests.consultation import NATURES, Consultation

pytestmark = pytest.mark.django_db
PAIE = 23_451


@pytest.fixture
def exercice(feuilles):
    """Needs of two chantiers, one that rests on a person's pay; a grant that pays a line and is justified by half."""
    un, deux = fabriques.chantier(1), fabriques.chantier(2)
    ligne = budget.ligne(un, euros=1000, libelle="Marque-animation", etape=feuilles[1])
    budget.ligne(deux, euros=PAIE, poste="remuneration", libelle="Poste de Cerisier", nominative=True)
    budget.ligne(deux, euros=700, poste="locations")
    grant = budget.financement(euros=900, accorde=800, statut="accordee", intitule="Marque-appel")
    budget.affectation(grant, ligne, 800)
    depense = budget.depense(ligne, euros=500, libelle="Marque-facture")
    budget.imputation(depense, grant, 400)
    discrete = fabriques.personne(prenom="Discrète", nom="Merisier")
    budget.contribution(un, personne=discrete)
    return ligne.exercice


@pytest.fixture
def adopte(exercice, distribution):
    consultation = Consultation(distribution, nature=NATURES.BUDGET_GLOBAL, exercice_id=exercice.pk).aux_objections()
    consultation.consentir()
    consultation.adopter()
    return consultation.version


@pytest.fixture
def demander(distribution):
    """`demander(role, **what)` -> the report, made."""

    def faire(role="coordination", *, version=None, audience="membres", **quoi):
        par = getattr(distribution, role).acces
        rapport = actions.exporter(uuid4(), version=version, audience=audience, par=par, **quoi)
        run_tasks()
        return Rapport.objects.get(pk=rapport.pk)

    return faire


def tout_le_pdf(rapport):
    """What one reads of the file: pages, attachments and metadata, in one text."""
    lu = pypdf.PdfReader(io.BytesIO(lire(rapport.fichier)))
    pieces = " ".join(octets.decode("utf-8-sig") for liste in lu.attachments.values() for octets in liste)
    dit = " ".join(f"{' '.join(p.extract_text() for p in lu.pages)} {pieces} {lu.metadata}".split())
    return re.sub(r"(?<=\d)\s(?=\d{3}\b)", "", dit)


def test_the_budget_prints_its_totals_and_what_pays_each_line(exercice, demander):
    rapport = demander("membre1", exercice=exercice)
    octets, dit = lire(rapport.fichier), tout_le_pdf(rapport)
    for profil in ("ua1", "3a"):
        assert page.validate_pdf_bytes(octets, profile=profil).failures == []
    assert (rapport.nature, rapport.titre) == ("budget", "Budget global 2027, projet")
    for marque in (
        "Projet, non adopté",
        "25151 €, hors contributions valorisées",
        "25274,10 €, contributions comprises",
        f"{PAIE} €",
        "Marque-animation",
        "Étape du chantier 1",
        "Région d’essai 800 €",
    ):
        assert marque in dit, marque
    assert (
        "Chantier 1;622 Rémunérations intermédiaires et honoraires;Marque-animation;Étape du chantier 1;1000,00;" in dit
    )


def test_the_same_request_gives_the_same_report(exercice, demander):
    premier = demander("membre1", exercice=exercice)
    assert demander("membre2", exercice=exercice).pk == premier.pk
    budget.ligne(fabriques.chantier(3))
    assert demander("membre2", exercice=exercice).pk != premier.pk


def test_an_adopted_budget_is_printed_as_it_was_frozen(adopte, exercice, demander):
    budget.ligne(fabriques.chantier(4), libelle="Marque-ensuite")
    rapport = demander(version=adopte, audience="publique")
    dit = tout_le_pdf(rapport)
    assert (rapport.exercice, rapport.decision) == (exercice, adopte.decision)
    assert adopte.decision.numero in dit
    assert "Cinq consentements" in dit
    assert "Marque-ensuite" not in dit


def test_the_public_one_names_nobody_and_tells_no_pay(adopte, demander):
    rapport = demander(version=adopte, audience="publique")
    dit = tout_le_pdf(rapport)
    for tu in ("Merisier", "Discrète", "Poste de Cerisier", str(PAIE), "Marque-facture", "Marque-animation"):
        assert tu not in dit, tu
    assert "Postes regroupés (61, 64)" in dit
    assert "Des personnes, en leur nom" in dit


def test_a_budget_that_is_one_pay_is_published_without_any_amount(distribution, demander):
    seule = budget.ligne(fabriques.chantier(2), euros=PAIE, poste="remuneration", nominative=True)
    consultation = Consultation(distribution, nature=NATURES.BUDGET_GLOBAL, exercice_id=seule.exercice_id)
    consultation.aux_objections().consentir()
    consultation.adopter()
    dit = tout_le_pdf(demander(version=consultation.version, audience="publique"))
    assert "Les montants ne sont pas publiés" in dit
    assert str(PAIE) not in dit


def test_a_whole_report_joins_roadmaps_budget_and_decisions(adoptee, adopte, exercice, demander):
    rapport = demander(version=adopte, audience="publique", exercice=exercice, complet=True)
    dit = tout_le_pdf(rapport)
    assert rapport.nature == "complet"
    for marque in ("Objectif du chantier 3", "Budget global 2027", adoptee.decision.numero, adopte.decision.numero):
        assert marque in dit, marque
    assert str(PAIE) not in dit


def test_a_whole_report_of_what_is_adopted_needs_an_adopted_roadmap(adopte, exercice, demander):
    with pytest.raises(ActionRefusee, match="Aucune feuille de route globale n’est adoptée"):
        demander(version=adopte, audience="publique", exercice=exercice, complet=True)


def test_a_funder_reads_its_lines_and_the_use_of_its_funds(exercice, demander):
    grant = exercice.tranches.get().financement
    rapport = demander("comite", exercice=exercice, financement=grant)
    dit = tout_le_pdf(rapport)
    assert rapport.nature == "financeur"
    for marque in ("Marque-appel", "Marque-facture", "Marque-animation"):
        assert marque in dit, marque
    justification = lire_rapport(rapport).budget.justification
    assert (justification.justifie, justification.a_justifier) == (40_000, 40_000)
    assert str(PAIE) not in dit


def test_a_funders_report_is_for_the_comite(exercice, demander):
    grant = exercice.tranches.get().financement
    with pytest.raises(ActionRefusee, match="entre membres du comité"):
        demander("membre1", exercice=exercice, financement=grant)


def test_a_funders_report_is_of_today(adopte, exercice, demander):
    grant = exercice.tranches.get().financement
    with pytest.raises(ActionRefusee, match="choisissez les données d’aujourd’hui"):
        demander("comite", exercice=exercice, financement=grant, version=adopte)


def test_a_version_is_printed_for_what_it_is(adoptee, adopte, exercice, demander):
    with pytest.raises(ActionRefusee, match="celle d’une feuille de route"):
        demander(version=adoptee, exercice=exercice)
    with pytest.raises(ActionRefusee, match="celle du budget 2027, pas 2031"):
        demander(version=adopte, exercice=budget.exercice(2031))
    with pytest.raises(ActionRefusee, match="celle du budget 2027"):
        demander(version=adopte, chantier=fabriques.chantier(1))


def test_nothing_to_print_is_said(feuilles, demander):
    with pytest.raises(ActionRefusee, match="aucune ligne de budget"):
        demander("membre1", exercice=budget.exercice(2031))


def test_a_name_that_changes_makes_the_report_again(exercice, demander):
    rapport = demander("membre1", exercice=exercice)
    region = exercice.tranches.get().financement.financeur
    with consigner("modifier", par=Agent.SYSTEME) as acte:
        region.nom = "Région rebaptisée"
        acte.objet = region
        region.save()
    assert "Région d’essai" not in str(lire_rapport(rapport))
    assert demander("membre1", exercice=exercice).refait == "nom"


def test_a_text_taken_out_of_an_expense_leaves_its_report(exercice, demander, distribution):
    grant = exercice.tranches.get().financement
    rapport = demander("comite", exercice=exercice, financement=grant)
    depense = grant.imputations.get().depense
    assert lire_les_textes("budget.depense", depense.pk, distribution.coordination.acces) is not None
    assert str(depense.pk) in rapport.instantane
    assert depense.libelle not in rapport.instantane


def test_the_form_offers_a_funders_report_to_the_comite_alone(exercice, distribution):
    cle = f"financeur-{exercice.tranches.get().financement_id}-2027"
    assert cle in DemandeForm(acces=distribution.comite.acces).sujets
    assert cle not in DemandeForm(acces=distribution.membre1.acces).sujets
    assert {"budget-2027", "complet-2027"} < DemandeForm(acces=distribution.membre1.acces).sujets.keys()


def test_the_page_of_a_budget_chooses_it_in_the_form(exercice, distribution):
    page_ = distribution.membre1.client.get("/rapports/?sujet=budget-2027").content.decode()
    assert '<option value="budget-2027" selected>' in page_


def test_a_version_of_something_else_is_refused_in_the_form(adoptee, exercice, distribution):
    envoi = {"id": uuid4(), "sujet": "budget-2027", "source": str(adoptee.pk), "audience": "membres"}
    reponse = distribution.coordination.client.post("/rapports/demander/", envoi)
    assert reponse.status_code == 422
    assert "celle d’une feuille de route" in reponse.content.decode()
    assert not Rapport.objects.exists()
