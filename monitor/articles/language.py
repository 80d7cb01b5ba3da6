"""The language of an article: what the page or the feed says, unless its script contradicts; else py3langid."""

import re
from typing import Final

_TAG: Final = re.compile(r"^([a-zA-Z]{2,3})(?:[-_]([a-zA-Z]{4}))?(?:[-_]([a-zA-Z]{2}|\d{3}))?(?:[-_.@].*)?$")
_UNKNOWN: Final = frozenset({"und", "mul", "zxx", "xx"})
#: What may be written in each script; a page in Hangul that says `en` was made from an English template.
#: Each with the share of the letters from which on it decides: Japanese has more Han than Kana.
SCRIPTS: Final[tuple[tuple[re.Pattern[str], float, frozenset[str]], ...]] = (
    (re.compile(r"[\uac00-\ud7a3]"), 0.5, frozenset({"ko"})),
    (re.compile(r"[\u3041-\u30ff]"), 0.1, frozenset({"ja"})),
    (re.compile(r"[\u4e00-\u9fff]"), 0.5, frozenset({"zh", "ja", "yue", "wuu"})),
    (
        re.compile(r"[\u0400-\u04ff]"),
        0.5,
        frozenset({"ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "mn", "tg", "uz", "bs"}),
    ),
    (re.compile(r"[\u0600-\u06ff]"), 0.5, frozenset({"ar", "fa", "ur", "ps", "ckb", "ku", "ug", "sd", "azb"})),
    (re.compile(r"[\u0590-\u05ff]"), 0.5, frozenset({"he", "yi"})),
    (re.compile(r"[\u0e00-\u0e7f]"), 0.5, frozenset({"th"})),
    (re.compile(r"[\u0370-\u03ff]"), 0.5, frozenset({"el"})),
)
_LATIN: Final = re.compile(r"[a-zA-Z\u00c0-\u024f]")
#: Languages whose newspapers are never in Latin letters.
NEVER_LATIN: Final = frozenset({"ko", "ja", "zh", "ru", "uk", "be", "bg", "mk", "ar", "fa", "ur", "he", "th", "el"})
_LETTER: Final = re.compile(r"[^\W\d_]")
SAMPLE_CHARS: Final = 1_000
ENOUGH_LETTERS: Final = 20  #: below, a guess is worth nothing


def language_tag(value: str | None) -> str | None:
    """Return the BCP 47 tag that `value` means, None if it means none.

    >>> language_tag("en_US"), language_tag("ZH-hant-tw"), language_tag("german"), language_tag("x-default")
    ('en-US', 'zh-Hant-TW', None, None)
    """
    found = _TAG.match((value or "").split(",")[0].strip())
    if found is None:
        return None
    primary, script, region = found[1].lower(), found[2], found[3]
    if primary in _UNKNOWN:
        return None
    return "-".join(filter(None, (primary, script and script.title(), region and region.upper())))


def settle_language(said: tuple[str | None, ...], text: str) -> str | None:
    """Return the first language said that fits the script of `text`, else the detected one, else None."""
    sample = text[:SAMPLE_CHARS]
    for word in said:
        tag = language_tag(word)
        if tag and _fits(tag.split("-")[0], sample):
            return tag
    return detect(sample)


def _fits(language: str, sample: str) -> bool:
    letters = len(_LETTER.findall(sample))
    if letters < ENOUGH_LETTERS:
        return True
    if sample.isascii():
        return language not in NEVER_LATIN
    for pattern, share, languages in SCRIPTS:
        if len(pattern.findall(sample)) > letters * share:
            return language in languages
    return language not in NEVER_LATIN or len(_LATIN.findall(sample)) < letters * 0.9


def detect(sample: str) -> str | None:
    """Return the language of a text of at least 20 letters, as py3langid judges it."""
    if len(_LETTER.findall(sample)) < ENOUGH_LETTERS:
        return None
    from py3langid import classify  # noqa: PLC0415 - its model takes half a second and 100 MB; most pages say it

    language, _ = classify(sample)
    return str(language)
