"""The stand-alone verifier and a downloaded journal: it accepts the true, and names the entry that is false."""

import json
import time

import pytest

from historique import canonique, chaine
from historique.verifier import FAUX, Journal, comparer, examiner
from tests.historique.journaux import AUTRE_CLE, CLE, fichier, lignes


def fautes(octets, *cles):
    return list(Journal(octets, [str(cle.publique) for cle in cles]).fautes())


@pytest.fixture(scope="module")
def journal():
    return fichier(lignes())


# What a forger who recomputes would write ------------------------------------------------------------------------


def test_an_entry_changed_alone_is_named(journal):
    ecrit = lignes()
    ecrit[40]["inscription"]["verbe"] = "adopter"
    assert fautes(fichier(ecrit)) == ["Inscription 41 : son contenu n’est pas celui dont elle porte l’empreinte."]


def test_each_entry_that_was_changed_is_named():
    ecrit = lignes()
    for rang in (3, 100, 199):
        ecrit[rang]["inscription"]["instant"] = "2020-01-01T00:00:00.000000Z"
    assert [faute.partition(" :")[0] for faute in fautes(fichier(ecrit))] == [
        "Inscription 4",
        "Inscription 101",
        "Inscription 200",
    ]


def test_an_entry_changed_with_its_leaf_breaks_the_chain_at_its_number():
    ecrit = lignes()
    ecrit[40]["inscription"]["verbe"] = "adopter"
    ecrit[40]["feuille"] = chaine.feuille(canonique.canonique(ecrit[40]["inscription"]))
    assert fautes(fichier(ecrit)) == [
        "Inscription 41 : elle n’est pas la suite de celles qui la précèdent. La suite n’est pas lue."
    ]


def test_a_false_leaf_is_named_where_nothing_else_is_given():
    ecrit = lignes()
    assert "inscription" not in ecrit[41]
    ecrit[41]["feuille"] = "ab" * 32
    assert fautes(fichier(ecrit)) == [
        "Inscription 42 : elle n’est pas la suite de celles qui la précèdent. La suite n’est pas lue."
    ]


def test_a_journal_rewritten_to_its_end_does_not_match_the_point_that_was_signed():
    vrai, reecrit = lignes(), lignes(remplacer={41: {"verbe": "adopter"}})
    octets = fichier(reecrit).splitlines(keepends=True)
    octets[-1] = fichier(vrai).splitlines(keepends=True)[-1]
    assert fautes(b"".join(octets)) == [
        (
            "Fin du fichier : le point de contrôle n’est pas celui des 300 inscriptions qui précèdent. "
            "La suite n’est pas lue."
        )
    ]


def test_a_journal_rewritten_and_signed_anew_is_found_by_an_old_point():
    ancien = lignes(200)[-1]
    reecrit = fichier(lignes(remplacer={41: {"verbe": "adopter"}}))
    _, points, lu = examiner("j.ndjson", reecrit)
    assert points == [lu.point]
    verdict, phrase = comparer((200, ancien["chaine"][:16]), 300, lu.chaines[200])
    assert (verdict, phrase) == (
        FAUX,
        (
            f"Le point 200-{ancien['chaine'][:16]} n’est pas de ce journal : il a changé avant, ou ce point est mal "
            "recopié, ou d’ailleurs."
        ),
    )


def test_a_missing_entry_is_named():
    ecrit = lignes()
    del ecrit[9]
    assert fautes(fichier(ecrit)) == [
        ("Inscription 10 : la 11 vient à sa place, ou n’est pas écrite comme ce journal écrit. La suite n’est pas lue.")
    ]


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [("valeur", "Un autre texte"), ("sel", "00" * 32)],
)
def test_a_text_that_is_not_the_one_sealed_is_named(champ, valeur):
    ecrit = lignes()
    ecrit[0]["ouvertures"][0][champ] = valeur
    assert [faute.partition(" :")[0] for faute in fautes(fichier(ecrit))] == ["Inscription 1"]


def test_a_text_of_another_entry_is_named():
    ecrit = lignes()
    ecrit[0]["ouvertures"], ecrit[1]["ouvertures"] = ecrit[1]["ouvertures"], ecrit[0]["ouvertures"]
    assert [faute.partition(" :")[0] for faute in fautes(fichier(ecrit))] == ["Inscription 1", "Inscription 2"]


def test_a_text_that_was_taken_out_leaves_a_true_journal():
    ecrit = lignes()
    ecrit[0]["ouvertures"] = []
    assert fautes(fichier(ecrit)) == []


@pytest.mark.parametrize(
    "changer",
    [
        lambda ligne: ligne.update(feuille=ligne["feuille"].upper()),
        lambda ligne: ligne.update(chaine=ligne["chaine"].upper()),
        lambda ligne: ligne.update(sequence=True),
        lambda ligne: ligne.update(sequence=1.0),
        lambda ligne: ligne.update(sequence="1"),
        lambda ligne: ligne.update(note=""),
        lambda ligne: ligne.update(ouvertures=ligne["ouvertures"] * 2),
        lambda ligne: ligne["ouvertures"][0].update(note=""),
        lambda ligne: ligne["ouvertures"][0].update(sel=ligne["ouvertures"][0]["sel"].upper()),
        lambda ligne: ligne.pop("ouvertures"),
        lambda ligne: ligne.pop("inscription"),
        lambda ligne: ligne.update(inscription=None, ouvertures=[]),
    ],
)
def test_what_reads_alike_but_is_written_otherwise_is_refused(changer):
    ecrit = lignes()
    changer(ecrit[0])
    octets = (
        b"".join(
            json.dumps(objet, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
            for objet in [json.loads(fichier([]).splitlines()[0]), *ecrit]
        )
        + fichier(lignes()).splitlines(keepends=True)[-1]
    )
    assert {faute.partition(" :")[0] for faute in fautes(octets)} == {"Inscription 1"}


def test_keys_in_another_order_are_another_text():
    coupees = fichier(lignes(2)).splitlines(keepends=True)
    ligne = json.loads(coupees[1])
    coupees[1] = json.dumps(dict(reversed(ligne.items())), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    assert [faute.partition(" :")[0] for faute in fautes(b"".join(coupees))] == ["Inscription 1"]


def test_an_empty_journal_is_true():
    assert fautes(fichier([])) == []


@pytest.mark.parametrize("octets", [b"", b"\n", b"{}\n", b"[" * 100_000 + b"\n", b"\xff\n", b"null\n", b'{"cle":3}\n'])
def test_what_is_no_journal_is_said_so(octets):
    (faute,) = fautes(octets)
    assert faute.startswith("En-tête : ")


def test_a_text_sealed_many_times_over_is_read_once():
    """Looking for each seal in the whole of a long text would let one file keep a server busy for minutes."""
    sels = [f"{rang:064x}" for rang in range(20_000)]
    ouvertures = sorted(
        ({"engagement": canonique.engagement(sel, ""), "sel": sel, "valeur": ""} for sel in sels),
        key=lambda ouverture: ouverture["engagement"],
    )
    scelles = [ouverture["engagement"] for ouverture in ouvertures]
    (ligne,) = lignes(
        1, remplacer={1: {"faits": canonique.canonique({"avant": "ab" * 1_500_000, "retraits": scelles})}}
    )
    ligne["ouvertures"] = ouvertures
    debut = time.process_time()
    assert fautes(fichier([ligne])) == []
    assert time.process_time() - debut < 3


def test_facts_of_a_resumption_that_cannot_be_read_are_named():
    for faits in (
        {"perdues_de": "a", "perdues_a": 3, "point_perdu": ""},
        {"perdues_de": 1, "perdues_a": None, "point_perdu": ""},
        {"perdues_de": 1, "perdues_a": 3},
    ):
        ecrit = lignes(3, remplacer={2: {"verbe": "reprendre_le_journal", "faits": canonique.canonique(faits)}})
        assert fautes(fichier(ecrit)) == ["Inscription 2 : rien de lisible. La suite n’est pas lue."]


# Keys


def test_a_signature_by_another_key_of_the_same_name_is_named():
    (faute,) = fautes(fichier(lignes(3), signe_par=AUTRE_CLE))
    identifiant = AUTRE_CLE.publique.identifiant.hex()
    assert faute.startswith(
        f"Fin du fichier : le point de contrôle est signé par une autre clé, {CLE.nom}+{identifiant}"
    )


def test_a_journal_signed_anew_with_another_key_is_named_by_who_holds_the_true_one():
    faux = fichier(lignes(3), cle=AUTRE_CLE)
    assert fautes(faux) == []
    (faute,) = fautes(faux, CLE)
    assert faute.startswith("En-tête : ce n’est pas celui d’un journal, ou pas de celui de votre clé")


def test_a_true_journal_has_no_fault():
    assert fautes(fichier(lignes())) == fautes(fichier(lignes()), CLE) == []
