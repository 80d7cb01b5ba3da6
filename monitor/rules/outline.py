"""What the other files of a rule set, and `monitor check`, have to know of one file.

An outline depends on the content of its file alone, and neither on the file's path nor on other files: so it may be
kept by content. What remains to be done across files (`link`, `lint`) works from outlines only, whether they were kept
or just made.
"""

from typing import NamedTuple

from monitor.rules.drafts import Defaults, Drafts, NameList, RuleDraft
from monitor.rules.lint_file import lint_file
from monitor.rules.lint_plural import covered_nouns, nouns_alone
from monitor.rules.model import Position
from monitor.rules.nodes import Inflected
from monitor.rules.problems import Problems
from monitor.rules.scalars import url_identity


class Said(NamedTuple):
    """Something that a file says, or that is said about it, and where; lines and columns count from 1."""

    text: str
    line: int
    column: int


class Remark(NamedTuple):
    """A warning that no other file could change."""

    code: str
    message: str
    line: int
    column: int


class RuleOutline(NamedTuple):
    """What a rule needs of other files."""

    identity: str
    line: int
    column: int
    languages: tuple[str, ...] | None  #: of its own `where`; None: it has none, and that of the defaults counts
    channels: tuple[str, ...] | None  #: None: those of the defaults
    names: tuple[Said, ...]  #: every @name of its expression
    inflected: tuple[tuple[int, int], ...]  #: line and column of every ~word
    nouns: tuple[Said, ...]  #: nouns whose other form it does not look for; perhaps something that it names does


class NamedOutline(NamedTuple):
    """Names of an entity or alternatives of a term, as far as warnings about rules ask for them."""

    identity: str
    nouns: tuple[str, ...]  #: forms of nouns that are found through them
    inflected: bool  #: one of them is a ~word


class DefaultsOutline(NamedTuple):
    """What rules take from the defaults; None where they do not say."""

    line: int
    column: int
    channels: tuple[str, ...] | None
    languages: tuple[str, ...] | None


class Outline(NamedTuple):
    """One file; everything in the order of the file."""

    readable: bool = True  #: False: what the file defines is unknown
    problems: tuple[Said, ...] = ()
    feeds: tuple[Said, ...] = ()  #: their addresses as `url_identity` gives them
    channels: tuple[Said, ...] = ()
    entities: tuple[Said, ...] = ()
    terms: tuple[Said, ...] = ()
    rules: tuple[RuleOutline, ...] = ()
    defaults: tuple[DefaultsOutline, ...] = ()
    linted: bool = False  #: whether what follows, and `inflected` and `nouns` of the rules, is known
    named: tuple[NamedOutline, ...] = ()
    remarks: tuple[Remark, ...] = ()


Placed = tuple[str, Outline]  #: a file's path with its outline


def outline_of(drafts: Drafts, problems: Problems, *, readable: bool, lint: bool) -> Outline:
    """Return the outline of a file that was read; with `lint` it has warnings, which take about a third more time."""
    faults = tuple(Said(found.message, found.line, found.column) for found in problems.sorted())
    outline = Outline(
        readable=readable,
        problems=faults,
        feeds=tuple(_said(url_identity(feed.url), feed.position) for feed in drafts.feeds),
        channels=tuple(_said(plan.channel, plan.position) for plan in drafts.channels),
        entities=tuple(_said(draft.entity.identity, draft.entity.position) for draft in drafts.entities),
        terms=tuple(_said(term.identity, term.position) for term in drafts.terms),
        rules=tuple(_rule(rule, lint=lint and not faults) for rule in drafts.rules),
        defaults=tuple(map(_defaults, drafts.defaults)),
        linted=lint,
    )
    if not lint or faults:  # warnings are told of what loads
        return outline
    named = map(_named, drafts.lists)
    remarks = (Remark(found.code or "", found.message, found.line, found.column) for found in lint_file(drafts))
    return outline._replace(
        named=tuple(one for one in named if one.nouns or one.inflected),
        remarks=tuple(remarks),
    )


def _said(text: str, position: Position) -> Said:
    return Said(text, position.line, position.column)


def _named(named: NameList) -> NamedOutline:
    inflected = any(isinstance(name, Inflected) for name, _ in named.names)
    return NamedOutline(named.identity, covered_nouns(named), inflected)


def _rule(draft: RuleDraft, *, lint: bool) -> RuleOutline:
    place = draft.place
    names: tuple[Said, ...] = ()
    inflected: tuple[tuple[int, int], ...] = ()
    nouns: tuple[Said, ...] = ()
    if place is not None:
        names = tuple(Said(name.identity, *place.line_and_column(name.column)) for name in draft.names)
        if lint:
            leaves = draft.leaves
            inflected = tuple(place.line_and_column(leaf.column) for leaf in leaves if isinstance(leaf, Inflected))
            nouns = tuple(Said(noun.text, *place.line_and_column(noun.column)) for noun in nouns_alone(leaves))
    return RuleOutline(
        identity=draft.identity,
        line=draft.position.line,
        column=draft.position.column,
        languages=None if draft.where is None else draft.where.languages,
        channels=_channels(draft),
        names=names,
        inflected=inflected,
        nouns=nouns,
    )


def _defaults(defaults: Defaults) -> DefaultsOutline:
    return DefaultsOutline(
        line=defaults.position.line,
        column=defaults.position.column,
        channels=_channels(defaults),
        languages=None if defaults.where is None else defaults.where.languages,
    )


def _channels(said: RuleDraft | Defaults) -> tuple[str, ...] | None:
    return None if said.channels is None else tuple(channel for channel, _ in said.channels)
