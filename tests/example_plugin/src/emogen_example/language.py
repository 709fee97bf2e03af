"""Esperanto: num2words counts, espeak sounds."""

from emogen.plugins import Language, LanguageBackend

MONTHS = "januaro februaro marto aprilo majo junio julio aŭgusto septembro oktobro novembro decembro"


class Esperanto(LanguageBackend):
    """Esperanto."""

    name = "eo"

    def language(self) -> Language:
        spoken = {("month", str(number)): month for number, month in enumerate(MONTHS.split(), start=1)}
        spoken |= {
            ("word", "point"): "komo",
            ("word", "minus"): "minus",
            ("sign", "&"): "kaj",
            ("sign", "+"): "plus",
            ("sign", "%"): "procento;procentoj",
            ("money", "€"): "eŭro;eŭroj;cendo;cendoj",
            ("unit", "km"): "kilometro;kilometroj",
        }
        short = {"ktp.": (("kaj tiel plu", ""),), "d-ro": (("doktoro", ""),)}
        return Language(code="eo", name="Esperanto", numerals="eo", decimal=",", spoken=spoken, short=short)
