"""Phrases of lines and pages that are no article: a module for each language; `kinds` says how to read them."""

from typing import Final

from monitor.articles.phrases import (
    any_language,
    chinese,
    dutch,
    english,
    french,
    german,
    italian,
    japanese,
    korean,
    portuguese,
    russian,
    spanish,
)
from monitor.articles.phrases.any_language import SERVICES
from monitor.articles.phrases.kinds import MAX_WORDS, STRONG, Cells, Kind, Phrases, held, rows

#: By BCP 47 tag; `mul` holds what is the same in all.
LANGUAGES: Final = {
    "mul": any_language.PHRASES,
    "de": german.PHRASES,
    "en": english.PHRASES,
    "es": spanish.PHRASES,
    "fr": french.PHRASES,
    "it": italian.PHRASES,
    "ja": japanese.PHRASES,
    "ko": korean.PHRASES,
    "nl": dutch.PHRASES,
    "pt": portuguese.PHRASES,
    "ru": russian.PHRASES,
    "zh": chinese.PHRASES,
}

__all__ = ["LANGUAGES", "MAX_WORDS", "SERVICES", "STRONG", "Cells", "Kind", "Phrases", "held", "rows"]
