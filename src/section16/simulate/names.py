"""Names of issuers, people, funds and places, built from invented syllables.

None is meant to be anybody: the syllables are put together by number, so that every name
is different and none was taken from a list of real ones.
"""

from __future__ import annotations

_SYLLABLES = (
    "bra", "quol", "zeb", "thrum", "vix", "dro", "kel", "mur", "sna", "plo", "gwi", "tarn", "fex", "olu", "ibra",
    "yost", "crem", "dwal", "esk", "fubb", "grel", "hund", "jask", "klo", "lurn", "mezz", "nilk", "orv", "prax", "skul",
    "trev", "umbo", "vlad", "wrex", "zorn", "bexi", "corl", "dask", "emph", "frib", "gudd", "hesk", "inx", "jubb",
)  # fmt: skip
_FIRST = (
    "Alvo", "Berin", "Cadra", "Dovel", "Elmi", "Farno", "Gisla", "Hovin", "Irmel", "Jorva", "Kesto", "Lumir", "Mirne",
    "Noval", "Orsin", "Pelka", "Quirin", "Rasko", "Selmi", "Torvi", "Ulban", "Velka", "Wendo", "Xandri", "Yolve",
    "Zemir",
)  # fmt: skip
_STREETS = ("Lathe", "Quarry", "Copper", "Signal", "Orchard", "Foundry", "Meadow", "Harbor", "Granite", "Turbine")
_KINDS = ("Street", "Avenue", "Road", "Drive", "Parkway", "Plaza")
STATES = (
    "CA", "NY", "TX", "MA", "IL", "FL", "PA", "NJ", "GA", "OH", "CO", "WA", "VA", "NC", "MN", "CT", "MI", "AZ", "TN",
    "MD",
)  # fmt: skip
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BASE = len(_SYLLABLES)
_STEP = 7_919  # prime to the number of syllables, so that neighbours have names unlike each other
_FAR = 22_801_763  # the same for persons


def _word(number: int, syllables: int) -> str:
    """A word; different numbers below ``_BASE ** syllables`` give different words."""
    number = number * _STEP % _BASE**syllables
    parts = []
    for _ in range(syllables):
        number, digit = divmod(number, _BASE)
        parts.append(_SYLLABLES[digit])
    return "".join(parts)


def issuer_name(number: int, business: str) -> str:
    """``Zebquolbra Therapeutics, Inc.``; different for every number below 85,184.

    business  what the industry calls itself, from ``tables/industries.tsv``
    """
    word = _word(number, 3).capitalize()
    end = ("Inc.", "Corp", "Inc", "Ltd.", "Co", "Group Inc.")[number % 6]
    return f"{word} {business}{',' if end == 'Inc.' else ''} {end}"


def earlier_name(number: int, business: str) -> str:
    """A name an issuer had before."""
    return f"{_word(number * 3 + 1, 3)} {business} corp".upper()


def symbol(number: int) -> str:
    """A trading symbol, Z and four letters; different for every number below 456,976."""
    number = number * _STEP % 26**4
    letters = ""
    for _ in range(4):
        number, digit = divmod(number, 26)
        letters += _LETTERS[digit]
    return "Z" + letters


def person(number: int) -> tuple[str, str]:
    """Surname, and the names before it: ("Zornbexi", "Alvo Q."); different for every number below 57 million."""
    number = number * _FAR % (_BASE**3 * 676)
    surname = _word(number // 676, 3).capitalize()
    return surname, f"{_FIRST[number % 26]} {_LETTERS[number // 26 % 26]}."


def family(number: int) -> str:
    """The word by which a group of funds is known."""
    return f"{_word(number, 3).capitalize()}"


def street(number: int) -> str:
    """``412 Foundry Avenue``."""
    return f"{100 + number * 37 % 8900} {_STREETS[number % 10]} {_KINDS[number // 10 % 6]}"


def city(number: int) -> str:
    """An invented place."""
    return f"{_word(number % 97 + 5, 2).capitalize()}{('ton', 'ville', ' Falls', 'field')[number % 4]}"
