"""Fields that read amounts and quantities as people write them: « 1 250,50 », « 12,5 »."""

from decimal import Decimal
from typing import Any

from django import forms

from budget.montants import MONTANT_MAXIMAL, en_centimes, en_euros, lire_montant

CHIFFRES = {"inputmode": "decimal", "autocomplete": "off"}


class Ecrit(forms.Field):
    """A number typed in a text field; `requis` is what to do when it is left empty."""

    widget = forms.TextInput
    exemple = ""
    au_plus = ""

    def __init__(self, *args: Any, requis: str = "", **kwargs: Any) -> None:
        super().__init__(*args, required=bool(requis), error_messages={"required": requis}, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return dict(CHIFFRES)

    def lire(self, valeur: Any, maximum: Decimal) -> Decimal | None:
        """The number, or None if nothing was typed. Raises ValidationError with a sentence for people."""
        if valeur in self.empty_values or not str(valeur).strip():
            return None
        nombre = lire_montant(str(valeur))
        if nombre is None:
            raise forms.ValidationError(f"« {valeur} » ne se lit pas : écrivez {self.exemple}.")
        if nombre < 0:
            raise forms.ValidationError(f"« {valeur} » est négatif : écrivez {self.exemple}.")
        # « 1.250 » is said too: it might be 1 250 as well as 1,25.
        if int(nombre.as_tuple().exponent) < -2:
            raise forms.ValidationError(f"« {valeur} » a plus de deux décimales : arrondissez-le.")
        if nombre > maximum:
            raise forms.ValidationError(f"« {valeur} » est trop grand : {self.au_plus} au plus.")
        return nombre


class Euros(Ecrit):
    """An amount typed in euros, given as an integer number of cents; a value of its own is shown in euros."""

    exemple = "un montant en euros, par exemple 1 250,50"
    au_plus = "cent milliards d’euros"

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, int):
            return value
        nombre = self.lire(value, en_euros(MONTANT_MAXIMAL))
        return None if nombre is None else en_centimes(nombre)

    def prepare_value(self, value: Any) -> Any:
        return en_chiffres(en_euros(value)) if isinstance(value, int) else value


class Nombre(Ecrit):
    """A quantity with two decimals at most, given as a Decimal."""

    exemple = "un nombre, par exemple 12,5"
    au_plus = "99 999 999,99"

    def to_python(self, value: Any) -> Decimal | None:
        return self.lire(value, Decimal("99999999.99"))

    def prepare_value(self, value: Any) -> Any:
        return en_chiffres(value) if isinstance(value, Decimal) else value


def en_chiffres(nombre: Decimal) -> str:
    """« 1 250,50 », or « 3 » without idle decimals: as one types it."""
    entier = nombre == nombre.to_integral_value()
    return (
        f"{nombre:,.0f}".replace(",", "\u202f") if entier else f"{nombre:,.2f}".replace(",", "\u202f").replace(".", ",")
    )
