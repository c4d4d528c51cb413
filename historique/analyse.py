"""The words of a text, as the index of the journal keeps them: the same for what is written and what is searched.

Case, accents, ligatures and endings are folded, in Python and not in the database, so that both engines agree.
« animateur·rice » is read as « animateur » and « animatrice ».
"""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

JETON_AU_PLUS = 40
MOT = re.compile(r"\w+(?:[·•‧∙⋅]\w+)*")
POINT = re.compile(r"[·•‧∙⋅]")
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
# How the second half of an inclusive form replaces the end of the first.
FEMININS = (
    ("trice", "teur", "trice"),
    ("rice", "teur", "trice"),
    ("euse", "eur", "euse"),
    ("euse", "eux", "euse"),
    ("se", "ur", "use"),
    ("se", "ux", "use"),
    ("ere", "er", "ere"),
    ("ve", "f", "ve"),
    ("te", "us", "ute"),
)
# Too common to tell entries apart, without accents.
MOTS_VIDES = frozenset(
    """
    ai ainsi alors apres as au aussi autre autres aux avait avant avec avez avoir avons ayant c ca car ce ceci cela
    celle celles celui ces cet cette ceux chaque chez ci comme comment d dans de depuis des donc dont du elle elles en
    encore entre est et etaient etait etant ete etes etre eu fait faire fait faut fut ici il ils j je jusqu jusque l la
    le les leur leurs lorsque lui m ma mais me meme memes mes moi moins mon n ne ni non nos notre nous on ont ou par
    parce pas pendant peu peut plus pour pourquoi puis qu quand que quel quelle quelles quels qui quoi s sa sans se
    selon sera seront ses si sien soit sommes son sont sous suis sur t ta te tel telle tes toi ton tous tout toute
    toutes tres tu un une uns unes vers voici voila vos votre vous y
    """.split()
)

_raciner = snowballstemmer.stemmer("french").stemWord


def jetons(texte: str) -> set[str]:
    """All that the index keeps of a text."""
    return {jeton for mot in MOT.findall(_minuscule(texte)) for forme in _formes(mot) for jeton in _racines(forme)}


def mots_cherches(texte: str) -> list[frozenset[str]]:
    """For each word that is searched, what an entry may hold of it; a word that says nothing is left out."""
    mots = [{j for forme in _formes(mot) for j in _racines(forme)} for mot in MOT.findall(_minuscule(texte))]
    return list(dict.fromkeys(frozenset(mot) for mot in mots if mot))


def _minuscule(texte: str) -> str:
    return unicodedata.normalize("NFKC", texte).casefold().translate(LIGATURES)


def _formes(mot: str) -> list[str]:
    """A word, or those that an inclusive form stands for."""
    debut, *suites = POINT.split(mot)
    return [debut, *(_feminin(debut, suite) for suite in suites if suite not in {"s", "x"})]


def _feminin(debut: str, suite: str) -> str:
    nue = sans_accent(suite).removesuffix("s")
    for fin, masculine, feminine in FEMININS:
        if nue == fin and debut.endswith(masculine):
            return debut.removesuffix(masculine) + feminine
    return debut + suite


@lru_cache(maxsize=50_000)
def _racines(mot: str) -> frozenset[str]:
    """The stem of the word, and that of the word without accents: people type it either way."""
    nu = sans_accent(mot)
    if len(nu) < 2 or nu in MOTS_VIDES:
        return frozenset()
    return frozenset({sans_accent(_raciner(mot))[:JETON_AU_PLUS], _raciner(nu)[:JETON_AU_PLUS]})


def sans_accent(mot: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", mot) if not unicodedata.combining(c))
