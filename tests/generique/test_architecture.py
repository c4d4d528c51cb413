"""The shape of the code (architecture and caps of size), read from its syntax trees."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.generique.etages import SALLES, fichiers, lire

TIROIRS = {"core", "common", "utils", "helpers", "mixins", "services", "managers"}
PYTHON = [f for f in fichiers(*SALLES, suffixe=".py") if "migrations" not in f.parts]
ESSAIS = fichiers("tests", suffixe=".py")
FONCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def arbres() -> Iterator[tuple[Path, ast.Module]]:
    for fichier in PYTHON:
        yield fichier, ast.parse(lire(fichier), str(fichier))


def noeuds[N: ast.AST](*types: type[N]) -> Iterator[tuple[Path, N]]:
    for fichier, arbre in arbres():
        for noeud in ast.walk(arbre):
            if isinstance(noeud, types):
                yield fichier, noeud


def test_no_file_has_more_than_300_lines():
    longs = {str(f): n for f in PYTHON if (n := lire(f).count("\n")) > 300}
    assert longs == {}


def test_no_file_of_tests_has_more_than_500_lines():
    longs = {str(f): n for f in ESSAIS if (n := lire(f).count("\n")) > 500}
    assert longs == {}


def test_no_function_has_more_than_40_lines_and_no_view_more_than_15():
    longues = {}
    for fichier, fonction in noeuds(*FONCTIONS):
        lignes = fonction.end_lineno - fonction.lineno + 1
        plafond = 15 if fichier.name == "views.py" or fichier.parent.name == "views" else 40
        if lignes > plafond:
            longues[f"{fichier}:{fonction.lineno} {fonction.name}"] = lignes
    assert longues == {}


def test_no_class_has_more_than_two_parents():
    assert [f"{f}:{c.lineno} {c.name}" for f, c in noeuds(ast.ClassDef) if len(c.bases) > 2] == []


def test_no_import_hides_in_a_function():
    """A back door between floors; only `AppConfig.ready()` imports, because apps are not loaded before it."""
    caches = [
        f"{fichier}:{noeud.lineno}"
        for fichier, fonction in noeuds(*FONCTIONS)
        if not (fichier.name == "apps.py" and fonction.name == "ready")
        for noeud in ast.walk(fonction)
        if isinstance(noeud, ast.Import | ast.ImportFrom)
    ]
    assert caches == []


# The models of a migration's state have no class to import.
DES_MIGRATIONS = Path("historique/migration.py")


def test_no_module_is_imported_by_a_string_it_computes():
    """`import_module` and `__import__` would be doors that import-linter cannot see; `get_model` names a room."""
    interdits = {"import_module", "__import__", "get_model", "import_string"}
    appels = [
        f"{fichier}:{appel.lineno}"
        for fichier, appel in noeuds(ast.Call)
        if fichier.parts[0] != "config"
        and fichier != DES_MIGRATIONS
        and (getattr(appel.func, "id", None) in interdits or getattr(appel.func, "attr", None) in interdits)
    ]
    assert appels == []


def test_no_signal_of_our_own():
    assert [f"{f}:{c.lineno}" for f, c in noeuds(ast.Call) if getattr(c.func, "id", None) == "Signal"] == []


def test_no_drawer_file():
    assert [str(f) for f in PYTHON if {f.stem, *f.parts[:-1]} & TIROIRS] == []


def test_nothing_is_left_to_do():
    """No `raise NotImplementedError`, no skipped or expected failure: what is not done is not there."""
    inacheves = [
        f"{fichier}:{noeud.lineno}"
        for fichier, noeud in noeuds(ast.Name)
        if noeud.id in {"NotImplementedError", "NotImplemented"}
    ]
    assert inacheves == []


@pytest.mark.parametrize("mot", ["skip", "skipif", "xfail", "importorskip", "skipTest"])
def test_no_test_is_skipped(mot):
    sautes = [
        f"{fichier}:{noeud.lineno}"
        for fichier in ESSAIS
        for noeud in ast.walk(ast.parse(lire(fichier)))
        if isinstance(noeud, ast.Attribute) and noeud.attr == mot
    ]
    assert sautes == []


def test_every_module_says_what_it_is_for():
    muets = [str(f) for f, arbre in arbres() if lire(f).strip() and ast.get_docstring(arbre) is None]
    assert muets == []
