"""Rights over people and accounts; each function returns the reason for refusal, or None."""

from membres.acces import Acces


def refus_sans_second_facteur(acces: Acces) -> str | None:
    """Acts of the coordination and the administration ask for a second factor (waived in demonstration mode)."""
    if not acces.second_facteur:
        return "Cet acte demande un second facteur : activez-le dans votre profil, puis reconnectez-vous."
    return None


def refus_de_coordonner(acces: Acces, phrase: str = "Seule la coordination peut faire cela.") -> str | None:
    """Why this person may not act as the coordination, or None."""
    if not acces.coordination:
        return phrase
    return refus_sans_second_facteur(acces)
