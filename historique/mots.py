"""Values in French words, for differences, sentences and reports."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models

from historique.horloge import PARIS, aujourd_hui, maintenant

JOURS = "lundi mardi mercredi jeudi vendredi samedi dimanche".split()
MOIS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
MOIS_COURTS = "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.".split()


def _jour(jour: date) -> date:
    return jour.astimezone(PARIS).date() if isinstance(jour, datetime) else jour


def date_longue(jour: date, *, annee: bool = True) -> str:
    """« 1er mars 2027 »; an instant is read in Paris."""
    jour = _jour(jour)
    return f"{_quantieme(jour)} {MOIS[jour.month - 1]}" + (f" {jour.year}" if annee else "")


def date_courte(jour: date, *, annee: bool = True) -> str:
    """« 1er févr. 2027 »."""
    jour = _jour(jour)
    return f"{_quantieme(jour)} {MOIS_COURTS[jour.month - 1]}" + (f" {jour.year}" if annee else "")


def instant_long(instant: datetime) -> str:
    """« 23 novembre 2026 à 14 h 32 », in Paris."""
    local = instant.astimezone(PARIS)
    return f"{date_longue(local)} à {local.hour} h {local.minute:02}"


def jour_de_la_semaine(jour: date) -> str:
    """« Lundi 23 novembre 2026 »."""
    jour = _jour(jour)
    return f"{JOURS[jour.weekday()].capitalize()} {date_longue(jour)}"


def periode(du: date | None, au: date | None) -> str:
    """« entre le 9 et le 23 novembre 2026 », « depuis le 9 novembre 2026 », « jusqu’au 23 novembre 2026 »."""
    if du and au:
        meme_mois = (du.year, du.month) == (au.year, au.month)
        debut = _quantieme(du) if meme_mois else date_longue(du, annee=du.year != au.year)
        return f"le {date_longue(du)}" if du == au else f"entre le {debut} et le {date_longue(au)}"
    return f"depuis le {date_longue(du)}" if du else f"jusqu’au {date_longue(au)}" if au else ""


def depuis(instant: datetime) -> str:
    """« il y a 2 minutes » on the same day in Paris, « 12 févr. 2027 » otherwise."""
    ecoule = maintenant() - instant
    if _jour(instant) != aujourd_hui() or ecoule < timedelta(0):
        return date_courte(instant)
    minutes = int(ecoule.total_seconds() // 60)
    if minutes < 1:
        return "à l’instant"
    combien, unite = (minutes, "minute") if minutes < 60 else (minutes // 60, "heure")
    return f"il y a {combien} {unite}{'s' if combien > 1 else ''}"


def _quantieme(jour: date) -> str:
    return "1er" if jour.day == 1 else str(jour.day)


def euros(centimes: int) -> str:
    """« 12 345,67 € », without decimals when there are none; spaces are narrow or non-breaking."""
    signe = "−" if centimes < 0 else ""
    entier, reste = divmod(abs(centimes), 100)
    groupes = f"{entier:,}".replace(",", "\u202f")
    return f"{signe}{groupes}{f',{reste:02}' if reste else ''}\u00a0€"


def entier(nombre: int) -> str:
    """« 4 812 »: thousands set apart by a narrow space."""
    return f"{nombre:,}".replace(",", "\u202f")


def moment(instant: datetime) -> str:
    """« ce matin à 6 h 00 », « hier à 14 h 32 », « le 23 novembre 2026 à 14 h 32 », in Paris."""
    local = instant.astimezone(PARIS)
    heure = f"à {local.hour} h {local.minute:02}"
    match (aujourd_hui() - local.date()).days:
        case 0:
            return f"{'ce matin' if local.hour < 12 else 'aujourd’hui'} {heure}"
        case 1:
            return f"hier {heure}"
    return f"le {date_longue(local)} {heure}"


def enumerer(elements: list[str]) -> str:
    """« a, b et c »."""
    return elements[0] if len(elements) == 1 else f"{', '.join(elements[:-1])} et {elements[-1]}" if elements else ""


FEMININS = re.compile(r"(?:[ts]ion|nne|lle|ette|ance|ence|ense|ure|ée|té)s?$")
VOYELLE = re.compile(r"[aeiouyhàâéèêëîïôœùû]", re.IGNORECASE)


def le(nom: str) -> str:
    """« l’étape », « la décision », « le siège »: the noun with its article (gender is read from its first word)."""
    if VOYELLE.match(nom):
        return f"l’{nom}"
    return f"{'la' if FEMININS.search(nom.split()[0]) else 'le'} {nom}"


def accoler(avant: str, suite: str) -> str:
    """`avant` and `suite`, contracted: « de » and « le livrable » give « du livrable », « à » and « le », « au »."""
    for preposition, contractee in (("de", "du"), ("à", "au")):
        if avant.endswith(f" {preposition} ") and suite.startswith("le "):
            return f"{avant[: -len(preposition) - 1]}{contractee} {suite[3:]}"
    return avant + suite


def majuscule(texte: str) -> str:
    """The text with a capital first letter, the others untouched."""
    return texte[:1].upper() + texte[1:]


def en_mots(champ: models.Field, valeur: Any) -> str:
    """A value of `champ` as people say it; foreign keys are named by the caller."""
    if valeur is None or valeur == "":
        return "non renseigné"
    if champ.choices:
        return str(dict(champ.flatchoices).get(valeur, valeur))
    if champ.name.endswith("_centimes"):
        return euros(int(valeur))
    match valeur:
        case bool():
            return "oui" if valeur else "non"
        case datetime():
            return instant_long(valeur)
        case date():
            return date_longue(valeur)
    return str(valeur).replace(".", ",") if isinstance(champ, models.DecimalField) else str(valeur)
