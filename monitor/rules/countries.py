"""What a country is called, by language: the CLDR's names (through Babel), and the short ones in use."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

from monitor.rules.names import parse_name
from monitor.rules.nodes import Pattern
from monitor.rules.short_names import SHORT_NAMES
from monitor.rules.suggestions import closest, did_you_mean

#: Codes of the CLDR that are no country or union: unknown, pseudo-languages, the euro zone, Oceania's rest.
_NO_COUNTRY = frozenset({"ZZ", "XA", "XB", "EZ", "QO"})
_CODE = re.compile(r"[A-Z]{2}")
_PARENTHESISED = re.compile(r"\s*[(（]([^)）]*)[)）]\s*")
#: Where the CLDR has a second name of the country in parentheses, and not what it belongs to, or its capital.
_SECOND_NAME = frozenset({"MM", "FK"})
#: Languages that are written in two scripts or spelt in two ways, each with names of its own.
_WRITTEN = {"zh": ("zh", "zh_Hant", "zh_Hant_HK"), "pt": ("pt", "pt_PT"), "sr": ("sr", "sr_Latn"), "no": ("nb",)}
_OFTEN_MEANT = {"UK": "GB", "EL": "GR", "EN": "GB", "DPRK": "KP", "ROK": "KR", "USA": "US", "PRC": "CN", "UAE": "AE"}


def is_country(code: str) -> bool:
    """Whether it is a code of ISO 3166 with two letters, or EU, UN, XK (Kosovo)."""
    return code in _territories("en")


def country_hint(text: str) -> str:
    """Return what may have been meant by something that is no code of a country, for a message."""
    known = _territories("en")
    meant = _OFTEN_MEANT.get(text.upper()) or _by_alias(text.upper())
    if meant is None and text.upper() not in known and len(text) > 2:
        by_name = {name: code for code, name in known.items()}
        name = closest(text, by_name)
        meant = by_name[name] if name else None
    if meant:
        return f" (did you mean {meant}?)"
    return (
        did_you_mean(text, known) if text.upper() in known else " (write its two letters, as in ISO 3166: KP, NO, US)"
    )


def _by_alias(code: str) -> str | None:
    """Return the country of a code with three letters or digits, as the CLDR knows them: PRK, USA."""
    from babel.core import get_global  # as below  # noqa: PLC0415 (see `_territories`)

    found = get_global("territory_aliases").get(code, ())
    return found[0] if len(found) == 1 and len(code) == 3 else None


def has_names(language: str) -> bool:
    """Whether countries have names in this language, a tag of BCP 47."""
    return any(_territories(locale) for locale in _locales(language))


def country_names(code: str, languages: Iterable[str]) -> tuple[Pattern, ...]:
    """Return the names of a country in the languages, without duplicates.

    >>> [str(name) for name in country_names("MM", ["en"])]
    ['Myanmar', 'Burma']
    """
    found: dict[Pattern, None] = {}
    for language in languages:
        texts = [text for locale in _locales(language) for text in _cldr(code, locale)]
        for text in (*texts, *SHORT_NAMES.get((code, language.partition("-")[0]), ())):
            name, _ = parse_name(text)
            if name is not None:
                found.setdefault(name)
    return tuple(found)


def _cldr(code: str, locale: str) -> list[str]:
    name = _territories(locale).get(code)
    if name is None:
        return []
    bare = _PARENTHESISED.sub(" ", name).strip()
    if bare == name:
        return [name]
    # Both Congos lose what tells them apart: then neither is a name.
    names = [bare] if _without_parentheses(locale)[bare] == 1 else []
    inner = _PARENTHESISED.search(name)
    return [*names, inner[1]] if code in _SECOND_NAME and inner else names


def _locales(language: str) -> tuple[str, ...]:
    return _WRITTEN.get(language, (language.replace("-", "_"),))


@cache
def _without_parentheses(locale: str) -> Counter[str]:
    return Counter(_PARENTHESISED.sub(" ", name).strip() for name in _territories(locale).values())


@cache
def _territories(locale: str) -> dict[str, str]:
    """Return the names of all countries in a language; nothing if the CLDR does not have it."""
    import babel  # 30 ms, and only entities with a country need it  # noqa: PLC0415 (see the comment before)

    try:
        found = babel.Locale.parse(locale)
    except (babel.UnknownLocaleError, ValueError):
        return {}
    return {code: name for code, name in found.territories.items() if _CODE.fullmatch(code) and code not in _NO_COUNTRY}
