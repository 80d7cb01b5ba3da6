"""The leaves: words, phrases, exact texts, inflected words, regular expressions, names."""

from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Words:
    """A word, or the words of a phrase next to each other; folded before they are compared.

    A word may hold wildcards: `*` zero or more letters or digits at its end, `?` exactly one.
    """

    text: str  #: as written, without quotes
    quoted: bool = False
    column: int = field(default=0, compare=False)  #: code points into the expression, from 0

    def __str__(self) -> str:
        """Return it as a rule would write it."""
        return f'"{self.text}"' if self.quoted else self.text


@dataclass(frozen=True, slots=True)
class Inflected:
    """A word, or the words of a phrase, each in any inflected form of the article's language."""

    text: str  #: as written, without the tilde and quotes
    quoted: bool = False
    column: int = field(default=0, compare=False)

    def __str__(self) -> str:
        """Return it as a rule would write it."""
        return f'~"{self.text}"' if self.quoted else f"~{self.text}"


@dataclass(frozen=True, slots=True)
class Exact:
    """A text exactly as written: case, accents and punctuation."""

    text: str
    quoted: bool = False
    column: int = field(default=0, compare=False)

    def __str__(self) -> str:
        """Return it as a rule would write it."""
        return f'="{self.text}"' if self.quoted else f"={self.text}"


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression (RE2), searched in the original text of one paragraph."""

    pattern: str  #: between the slashes, with `\\/` read as a slash
    column: int = field(default=0, compare=False)

    def __str__(self) -> str:
        """Return it as a rule would write it."""
        return "/" + self.pattern.replace("/", "\\/") + "/"


@dataclass(frozen=True, slots=True)
class Name:
    """Any name of an entity, or any alternative of a term."""

    identity: str  #: without the @
    column: int = field(default=0, compare=False)

    def __str__(self) -> str:
        """Return it as a rule would write it."""
        return f"@{self.identity}"


#: What an entity or a term may be called.
Pattern: TypeAlias = Words | Inflected | Exact
