"""The journal rebuilds every row, and names what differs."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection

from chantiers.models import Etape
from historique import chaine, points
from historique.actes import Agent, consigner
from historique.gardes import gardes, oter_les_gardes, poser_les_gardes
from historique.models import Acte, Ouverture, Verification
from historique.verification import verifier, verifier_et_noter
from membres.models import Organisation
from tests import fabriques
from tests.historique.client_brut import executer
from tests.historique.test_pages import modifier

GARDEES = {garde.table for garde in gardes()}


@pytest.fixture
def une_etape(base_reelle):
    """Some life: an étape of chantier 1 changed twice, people, an act on several objects."""
    personne = fabriques.personne()
    une = fabriques.etape(fabriques.objectif(fabriques.feuille(fabriques.chantier(1))), "Mener l’enquête")
    fabriques.livrable(une)
    fabriques.moyen(fabriques.feuille(fabriques.chantier(1)), quantite="12.50", montant_centimes=123_456)
    modifier(
        une, motif="Pour le replay", echeance=date(2027, 3, 12), responsable=personne, titre="E\u0301tape décomposée"
    )
    modifier(une, echeance=None, description="Une description\nsur deux lignes.")
    with consigner("modifier", par=Agent.SYSTEME):
        for nom in ("Une", "Deux"):
            Organisation(nom=nom).save()
    connection.close()
    return une


def alterer(*ordres):
    """With the database's own client, the guards lifted: someone who can do everything."""
    oter_les_gardes(GARDEES)
    connection.close()
    executer(*ordres)
    poser_les_gardes()
    return [str(anomalie) for anomalie in verifier()]


def test_nothing_differs(une_etape, capsys):
    assert list(verifier()) == []
    call_command("verifier_journal")
    assert capsys.readouterr().out == "10 inscriptions rejouées : aucune différence.\n"
    assert list(Verification.objects.values_list("sequence", "differences")) == [(10, 0)]


def test_what_is_written_during_the_reading_is_no_difference(une_etape, monkeypatch):
    """The verification runs while people work, and its result is on the page of the journal for a day."""
    mailles, ecritures = chaine.mailles, iter([11, 22])

    def lentement():
        yield from mailles()
        for avancement in ecritures:
            modifier(une_etape, avancement=avancement)
            break

    monkeypatch.setattr(chaine, "mailles", lentement)
    assert [a.quoi for a in verifier()] == ["la tête ne porte pas l’empreinte de la dernière inscription"]
    assert verifier_et_noter() == []
    assert list(Verification.objects.values_list("sequence", "differences")) == [(12, 0)]
    executer("UPDATE chantiers_etape SET avancement = 70")
    assert [a.quoi for a in verifier_et_noter()] == ["champ avancement"]


def test_an_altered_live_row_is_named_with_both_values(une_etape, capsys):
    executer("UPDATE chantiers_etape SET avancement = 70")
    (anomalie,) = verifier()
    assert (anomalie.ou, anomalie.attendu, anomalie.trouve) == (f"chantiers.Etape {une_etape.pk}", "0", "70")
    assert anomalie.quoi == "champ avancement"
    with pytest.raises(SystemExit) as sortie:
        call_command("verifier_journal")
    assert sortie.value.code == 1
    assert str(une_etape.pk) in capsys.readouterr().err


def test_an_altered_text_is_named(une_etape):
    executer("UPDATE chantiers_etape SET description = 'Autre chose'")
    assert [a.quoi for a in verifier()] == ["champ description"]


def test_a_removed_row_is_named(une_etape):
    executer("DELETE FROM chantiers_livrable")
    (anomalie,) = verifier()
    assert anomalie.ou.startswith("chantiers.Livrable ")
    assert "n’est plus dans la base" in anomalie.quoi


def test_an_added_row_is_named(une_etape):
    colonnes = ", ".join(c.column for c in Organisation._meta.concrete_fields if c.name != "id")
    executer(
        f"INSERT INTO membres_organisation (id, {colonnes}) SELECT '{'b' * 32}', {colonnes}"
        " FROM membres_organisation LIMIT 1"
    )
    assert ["pas dans le journal" in a.quoi for a in verifier()] == [True]


def test_an_altered_past_state_is_named(une_etape):
    trouvees = alterer("UPDATE chantiers_historicaletape SET avancement = 5 WHERE version = 2")
    assert trouvees == [f"chantiers.Etape {une_etape.pk} : état passé 2, champ avancement — attendu : 0 ; trouvé : 5"]


def test_a_removed_past_state_is_named(une_etape):
    trouvees = alterer("DELETE FROM chantiers_historicaletape WHERE version = 2")
    assert [("l’état passé" in t, "manque" in t) for t in trouvees] == [(True, True)]


def test_a_past_state_of_no_entry_is_named(une_etape):
    colonnes = ", ".join(
        c.column for c in Etape.history.model._meta.concrete_fields if c.name not in {"history_id", "acte", "version"}
    )
    trouvees = alterer(
        f"INSERT INTO chantiers_historicaletape (history_id, acte, version, {colonnes})"
        f" SELECT 9999, '{'c' * 32}', 9, {colonnes} FROM chantiers_historicaletape WHERE version = 3"
    )
    assert trouvees == [f"chantiers.Etape {une_etape.pk} : l’état passé 9 n’appartient à aucune inscription"]


def test_an_altered_change_is_named(une_etape):
    trouvees = alterer(
        "UPDATE historique_changement SET apres = '\"2028-01-01\"' WHERE champ = 'echeance' AND apres <> 'null'"
    )
    du_contenu = [t for t in trouvees if t.startswith("inscription")]
    assert du_contenu == ["inscription 8 : son contenu a changé depuis qu’elle a été écrite"]
    assert any("champ echeance" in t for t in trouvees)
    assert all(str(une_etape.pk) in t for t in trouvees if t not in du_contenu)


def test_a_removed_entry_is_named(une_etape):
    trouvees = alterer(
        "DELETE FROM historique_changement WHERE acte_id = (SELECT id FROM historique_acte WHERE sequence = 8)",
        "DELETE FROM historique_acte WHERE sequence = 8",
    )
    assert "journal : des numéros d’inscription manquent — attendu : 8 ; trouvé : 9" in trouvees


@pytest.mark.parametrize(
    "change", ["instant = '2020-01-01 00:00:00+00:00'", f"agent = 'personne', auteur_id = '{'1' * 32}'"]
)
def test_an_entry_of_another_instant_or_author_is_named(une_etape, change):
    trouvees = alterer(f"UPDATE historique_acte SET {change} WHERE sequence = 8")
    assert any("pas mêmes instant et auteur" in trouvee for trouvee in trouvees)


def test_an_altered_opening_is_named(une_etape):
    ouverture = Ouverture.objects.get(valeur="Pour le replay")
    trouvees = alterer(f"UPDATE historique_ouverture SET valeur = 'Autre' WHERE engagement = '{ouverture.pk}'")
    assert trouvees == [f"ouverture {ouverture.pk} : le texte ne correspond pas à son engagement"]


def test_a_removed_opening_is_named(une_etape):
    ouverture = Ouverture.objects.get(valeur="Pour le replay")
    trouvees = alterer(f"DELETE FROM historique_ouverture WHERE engagement = '{ouverture.pk}'")
    assert trouvees == ["inscription 8 : l’ouverture de son motif manque"]


@pytest.mark.parametrize("change", ["verbe = 'adopter'", "visibilite = 'publique'", "portee_id = NULL", "faits = '{}'"])
def test_an_entry_altered_in_what_no_row_holds_is_named(une_etape, change):
    trouvees = alterer(f"UPDATE historique_acte SET {change} WHERE sequence = 8")
    assert trouvees == ["inscription 8 : son contenu a changé depuis qu’elle a été écrite"]


def test_an_entry_rewritten_with_its_own_fingerprint_breaks_the_chain(une_etape):
    acte = Acte.objects.get(sequence=7)
    acte.verbe = "adopter"
    feuille = chaine.feuille(chaine.octets(acte, acte.changements.all()))
    trouvees = alterer(f"UPDATE historique_acte SET verbe = 'adopter', feuille = '{feuille}' WHERE sequence = 7")
    assert trouvees == ["inscription 7 : elle ne continue pas celle d’avant : la chaîne est rompue"]


def test_a_chain_rewritten_to_its_end_is_named_by_the_point_that_was_signed(une_etape):
    points.signer()
    acte = Acte.objects.order_by("-sequence").first()
    acte.verbe = "adopter"
    feuille = chaine.feuille(chaine.octets(acte, acte.changements.all()))
    fin = chaine.maillon(chaine.chaine_a(acte.sequence - 1), feuille)
    changes = f"verbe = 'adopter', feuille = '{feuille}', chaine = '{fin}'"
    (trouvee,) = alterer(
        f"UPDATE historique_acte SET {changes} WHERE sequence = {acte.sequence}",
        f"UPDATE historique_tete SET chaine = '{fin}'",
    )
    assert "le journal ne porte plus l’empreinte qui a été signée" in trouvee


def test_a_missing_guard_is_named(une_etape):
    garde = next(gardes())
    executer(f"DROP TRIGGER {garde.nom}" + (f" ON {garde.table}" if connection.vendor == "postgresql" else ""))
    assert [str(a) for a in verifier()] == [f"garde {garde.nom} : absente, désactivée ou modifiée"]


def test_the_number_of_queries_grows_by_batches_only(une_etape, compter_requetes):
    avant = compter_requetes(lambda: list(verifier()))
    for rang in range(30):
        fabriques.organisation(f"n° {rang}")
    assert compter_requetes(lambda: list(verifier())) == avant
