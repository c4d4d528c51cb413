"""What a verification finds, in French, with what to do about it."""

from dataclasses import dataclass

POSER_LES_GARDES = "Lancez « manage.py migrate », puis « manage.py poser_les_gardes », et cherchez qui les a ôtées."
COMPARER = (
    "Ne corrigez rien à la main : gardez une copie de la base, restaurez la dernière sauvegarde saine dans une "
    "instance vide (« manage.py restaurer »), et comparez les deux pour savoir ce qui a été changé, et quand."
)


@dataclass(frozen=True)
class Anomalie:
    """One difference between the journal and the database; `str()` is a French sentence that names it."""

    ou: str
    quoi: str
    attendu: str | None = None
    trouve: str | None = None
    remede: str = COMPARER

    def __str__(self) -> str:
        valeurs = "" if self.attendu is None else f" — attendu : {self.attendu} ; trouvé : {self.trouve}"
        return f"{self.ou} : {self.quoi}{valeurs}"
