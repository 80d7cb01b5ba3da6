"""`where`: conditions about the article, never about its text (RULES.md "Entities, terms, where")."""

from collections.abc import Callable, Collection, Iterable
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from monitor.core.article import Article
from monitor.rules.model import Where

#: The lines that `where` may have.
WHERE_LINES = ("languages", "tags", "feeds", "sites", "text")


class Traits:
    """What `where` may ask about an article, in small letters."""

    def __init__(self, article: Article) -> None:
        self.values: dict[str, tuple[str, ...]] = {
            "languages": (_language(article.language),) if article.language else (),
            "tags": tuple(sorted(tag.casefold() for tag in article.tags)),
            "feeds": tuple(feed.casefold() for feed in article.feeds),
            "sites": (_host(article.url),),
            "text": (str(article.state),),
        }


class Filter:
    """The compiled `where` of a rule."""

    def __init__(self, where: Where) -> None:
        lines: dict[str, Iterable[str]] = {
            "languages": map(_language, where.languages),
            "tags": where.tags,
            "feeds": where.feeds,
            "sites": where.sites,
            "text": map(str, where.text),
        }
        self._lines = tuple(
            (line, tuple(value.casefold() for value in lines[line])) for line in WHERE_LINES if getattr(where, line)
        )

    @property
    def asks(self) -> bool:
        """Whether there is any line at all."""
        return bool(self._lines)

    def holds(self, traits: Traits, asked: Collection[str] = WHERE_LINES) -> bool:
        """Whether every line that is asked holds."""
        return not self._lines or not any(True for _ in self._unmet(traits, asked))

    def unmet(self, traits: Traits, asked: Collection[str] = WHERE_LINES) -> tuple[str, ...]:
        """Return in words each line that does not hold: `languages: wants en, the article has ko`."""
        return tuple(
            f"{line}: wants {' or '.join(wanted)}, the article has {', '.join(traits.values[line]) or 'none'}"
            for line, wanted in self._unmet(traits, asked)
        )

    def _unmet(self, traits: Traits, asked: Collection[str]) -> Iterable[tuple[str, tuple[str, ...]]]:
        for line, wanted in self._lines:
            covers = _COVERS.get(line, fnmatchcase)
            if line in asked and not any(covers(value, glob) for value in traits.values[line] for glob in wanted):
                yield line, wanted


def _covers_language(language: str, wanted: str) -> bool:
    """`en` covers `en-us`."""
    return language.startswith(f"{wanted}-") or fnmatchcase(language, wanted)


_COVERS: dict[str, Callable[[str, str], bool]] = {"languages": _covers_language}


def _language(tag: str) -> str:
    return tag.casefold().replace("_", "-")


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").casefold()
    except ValueError:  # no URL at all: its host is nobody's
        return ""
