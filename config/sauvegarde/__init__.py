"""Backup and restore of a whole instance: database, stored files, journal and its point of control, in one file."""


class SauvegardeRefusee(Exception):
    """What cannot be saved or put back; `str()` is a French sentence with what to do."""


def compter(nombre: int, singulier: str, pluriel: str) -> str:
    """« 1 fichier rangé », « 3 fichiers rangés »."""
    return f"{nombre} {pluriel if nombre > 1 else singulier}"
