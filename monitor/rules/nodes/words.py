"""The leaves: words, phrases, exact texts, names."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Words:
    """A word, or the words of a phrase next to each other; folded before they are compared."""

    text: str  #: as written, without quotes
    quoted: bool = False
    column: int = field(default=0, compare=False)  #: code points into the expression, from 0

    def __str__(self) -> str:
        """Return it as a rule would write it."""
        return f'"{self.text}"' if self.quoted else self.text


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
class Name:
    """Any name of an entity, or any alternative of a term."""

    identity: str  #: without the @
    column: int = field(default=0, compare=False)

    def __str__(self) -> str:
        """Return it as a rule would write it."""
        return f"@{self.identity}"
