"""What the index keeps of a text, and what is searched in it: the same words, whatever their form."""

import pytest

from historique.analyse import jetons, mots_cherches


@pytest.mark.parametrize(
    ("cherche", "ecrit"),
    [
        ("animateur", "Réunir les animateur·rice·s"),
        ("animatrice", "un·e animateur·rice"),
        ("animateur·rice", "Trois animatrices"),
        ("référente", "Les référent·e·s du chantier"),
        ("financeuse", "un financeur·euse"),
        ("créative", "une démarche créatif·ve"),
        ("METIERS", "les métiers du soin"),
        ("métier", "LES METIERS"),
        ("œuvre", "mise en oeuvre"),
        ("oeuvres", "une œuvre commune"),
        ("étape", "Les étapes à venir"),
        ("enquete", "Mener l’enquête"),
        ("enquête", "mener l'enquete"),
        ("financements", "le financement demandé"),
        ("2027", "pour juin 2027"),
        ("D-2026-014", "la décision D-2026-014 du comité"),
        ("e\u0301tape", "l’étape"),
    ],
)
def test_a_word_finds_the_others_of_its_family(cherche, ecrit):
    trouves = mots_cherches(cherche)
    assert trouves != []
    assert all(mot & jetons(ecrit) for mot in trouves)


def test_a_word_does_not_find_another():
    assert not any(mot & jetons("Les métiers du soin") for mot in mots_cherches("méthode"))


@pytest.mark.parametrize("texte", ["", "le la les de l’", "à · ?", "a"])
def test_words_that_tell_nothing_are_not_kept(texte):
    assert (jetons(texte), mots_cherches(texte)) == (set(), [])


def test_a_word_longer_than_its_column_is_cut_alike_when_written_and_searched():
    long = "x" * 300
    (mot,) = mots_cherches(long)
    assert mot == jetons(long)
    assert {len(jeton) for jeton in mot} == {40}
