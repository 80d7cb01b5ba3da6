"""What is known of rule files by their content, so that only changed ones are read anew.

In memory, for a process that loads the same rules again: what each file came to. An unchanged file gives the very same
objects again, as does every part of a changed one that is equal and in its place; whoever compares two rule sets may do
so by identity first.

On a shelf, for the next process: the outlines of files (`outline`), by the SHA-256 of their bytes. They say what is
wrong with a file and what other files need to know of it, which is all that `check` asks for; a rule set is always
built from the files themselves.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol, TypeVar

from monitor.rules.drafts import Defaults, Drafts
from monitor.rules.link import build_entity, build_rule
from monitor.rules.model import ChannelPlan, Entity, FeedSource, Position, Rule, RuleSet, Term
from monitor.rules.outline import Outline
from monitor.rules.outline_format import decode, encode


class Shelf(Protocol):
    """Somewhere outside the process that bytes are kept under a name, for this version of the program alone."""

    def get(self, name: str) -> bytes | None:
        """Return what was put there under the name, None if it is not there or not as it was put; raises nothing."""
        ...

    def put(self, name: str, data: bytes) -> None:
        """Keep bytes as long as there is room; raises nothing."""
        ...


class Parts(NamedTuple):
    """What one file gives to a rule set."""

    feeds: tuple[FeedSource, ...] = ()
    channels: tuple[ChannelPlan, ...] = ()
    entities: tuple[Entity, ...] = ()
    terms: tuple[Term, ...] = ()
    rules: tuple[Rule, ...] = ()


class KnownFile:
    """One file as it was read last; of the file's text nothing is kept."""

    __slots__ = ("_filled", "_parts", "digest", "drafts", "outline")

    def __init__(self, digest: str, outline: Outline, drafts: Drafts | None, before: "KnownFile | None") -> None:
        self.digest = digest
        self.outline = outline
        self.drafts = drafts  #: without places; None: only the outline is known
        self._parts: Parts = before._parts if before else Parts()  # noqa: SLF001 - its own class
        self._filled: tuple[Defaults | None, tuple[str, ...]] | None = None  #: what the parts were filled in with

    def parts(self, defaults: Defaults | None, feed_languages: tuple[str, ...]) -> Parts:
        """Return the parts, with the defaults and the names of countries filled in; needs the drafts."""
        if self.drafts is not None and self._filled != (defaults, feed_languages):
            drafts, old = self.drafts, self._parts
            rules = [rule for draft in drafts.rules if (rule := build_rule(draft, defaults))]
            entities = [build_entity(draft, feed_languages) for draft in drafts.entities]
            self._parts = Parts(
                feeds=_same(drafts.feeds, old.feeds),
                channels=_same(drafts.channels, old.channels),
                entities=_same(entities, old.entities),
                terms=_same(drafts.terms, old.terms),
                rules=_same(rules, old.rules),
            )
            self._filled = defaults, feed_languages
        return self._parts


class _HasPosition(Protocol):
    @property
    def position(self) -> Position: ...


T = TypeVar("T", bound=_HasPosition)


def _same(new: Sequence[T], old: Sequence[T]) -> tuple[T, ...]:
    """Return the new things, in place of each the old one where the two are equal."""
    if not old:
        return tuple(new)
    by_place = {thing.position: thing for thing in old}
    return tuple(before if (before := by_place.get(thing.position)) == thing else thing for thing in new)


class RuleCache:
    """What a process knows of the rule files that it read last, by the path that it was asked for.

    Holds one version of each file and nothing of files that are gone. For one load at a time.
    """

    def __init__(self, shelf: Shelf | None = None) -> None:
        """Keep in memory, and what `check` finds out also on a shelf."""
        self._shelf = shelf
        self._files: dict[str, dict[str, KnownFile]] = {}
        self._loaded: dict[str, RuleSet] = {}

    def before(self, root: str, path: str) -> KnownFile | None:
        """Return what a file came to when `root` was read last."""
        return self._files.get(root, {}).get(path)

    def keep(self, root: str, files: dict[str, KnownFile]) -> None:
        """Keep what the files under `root` came to, in place of what they came to before."""
        self._files[root] = files

    def loaded(self, root: str) -> RuleSet | None:
        """Return the rule set that was loaded last from `root`."""
        return self._loaded.get(root)

    def keep_loaded(self, root: str, rule_set: RuleSet) -> None:
        """Keep the rule set that was loaded from `root`."""
        self._loaded[root] = rule_set

    def shelved(self, digest: str) -> Outline | None:
        """Return the outline of a file with its warnings if it is on the shelf."""
        data = self._shelf.get(digest) if self._shelf else None
        if data is None:
            return None
        try:
            outline = decode(data)
        except ValueError:
            return None
        return outline if outline.linted else None

    def shelve(self, digest: str, outline: Outline) -> None:
        """Put the outline of a file on the shelf if there is one."""
        if self._shelf is None:
            return
        try:
            data = encode(outline)
        except ValueError:  # half a character: such a file is read every time
            return
        self._shelf.put(digest, data)
