"""What fits together only when every file is known: names, identities, defaults."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from monitor.core.message import Severity
from monitor.rules.countries import country_names
from monitor.rules.drafts import Defaults, EntityDraft, RuleDraft
from monitor.rules.model import Enabled, Entity, Position, Rule, RuleTest, Where
from monitor.rules.outline import Outline, Placed, Said
from monitor.rules.problems import Problems
from monitor.rules.rule_tests import language_of_tests
from monitor.rules.suggestions import did_you_mean, short

T = TypeVar("T")

#: Unknown names for which a similar one is looked for: each look takes milliseconds in a large rule set, and where more
#: are unknown a whole file is missing, not a letter wrong.
MOST_GUESSED = 50


def check_links(files: Sequence[Placed], problems: Problems, *, complete: bool) -> None:
    """Note what does not fit; what is missing only if every file could be read (`complete`)."""
    _check_unique(files, problems)
    _check_defaults(files, problems)
    if complete and all(outline.readable for _, outline in files):
        _check_names(files, problems)
        _check_channels(files, problems)


def build_entity(draft: EntityDraft, feed_languages: tuple[str, ...]) -> Entity:
    """Return an entity with the names of its country, in the languages of the feeds if it names none."""
    if draft.country is None:
        return draft.entity
    languages = feed_languages if draft.languages is None else draft.languages
    names = (*draft.entity.names, *country_names(draft.country, languages))
    return replace(draft.entity, names=tuple(dict.fromkeys(names)))


def build_rule(draft: RuleDraft, defaults: Defaults | None) -> Rule | None:
    """Return a rule with the defaults filled in; None if it has no expression, which is a problem already."""
    if draft.expression is None:
        return None
    default = defaults or Defaults(position=draft.position)
    channels = _first(draft.channels, default.channels, ())
    return Rule(
        identity=draft.identity,
        title=draft.title or draft.identity,
        expression=draft.expression,
        where=_first(draft.where, default.where, Where()),
        channels=tuple(channel for channel, _ in channels),
        severity=_first(draft.severity, default.severity, Severity.NORMAL),
        mention=draft.mention or default.mention,
        enabled=_first(draft.enabled, default.enabled, Enabled.TRUE),
        tests=_tests(draft, default.where),
        position=draft.position,
    )


def _tests(draft: RuleDraft, where: Where | None) -> tuple[RuleTest, ...]:
    """Return the tests, in the language of the `where` that is filled in; they were read before that was known."""
    if draft.where is not None or where is None:
        return draft.tests
    language = language_of_tests(where.languages)
    return tuple(
        replace(test, given=replace(test.given, language=language))
        if test.given is not None and "language" not in test.said
        else test
        for test in draft.tests
    )


def _first(said: T | None, default: T | None, otherwise: T) -> T:
    """Return what was said, else the default; a value that is false (severity low) was said too."""
    if said is not None:
        return said
    return otherwise if default is None else default


def _check_unique(files: Sequence[Placed], problems: Problems) -> None:
    _unique(_all(files, lambda outline: outline.feeds), "the feed", problems)
    _unique(_all(files, lambda outline: outline.channels), "the channel", problems)
    rules = ((path, rule) for path, outline in files for rule in outline.rules)
    _unique(((rule.identity, Position(path, rule.line, rule.column)) for path, rule in rules), "the rule", problems)
    named = _all(files, lambda outline: (*outline.entities, *outline.terms))
    in_order = sorted(named, key=lambda found: (found[1].path, found[1].line, found[1].column))
    _unique(in_order, "the entity or term", problems)


def _all(files: Sequence[Placed], things: Callable[[Outline], Sequence[Said]]) -> Iterator[tuple[str, Position]]:
    for path, outline in files:
        for text, line, column in things(outline):
            yield text, Position(path, line, column)


def _unique(things: Iterable[tuple[str, Position]], what: str, problems: Problems) -> None:
    first: dict[str, Position] = {}
    for identity, position in things:
        before = first.setdefault(identity, position)
        if before is not position:
            where = f"on line {before.line}" if before.path == position.path else f"in {before.path}:{before.line}"
            problems.add(
                position, f"{what} {short(identity)} is here twice (the first is {where}; rename or delete one)"
            )


def _check_defaults(files: Sequence[Placed], problems: Problems) -> None:
    places = [Position(path, said.line, said.column) for path, outline in files for said in outline.defaults]
    for further in places[1:]:
        first = places[0]
        problems.add(further, f"a second defaults (there is one at {first.path}:{first.line}; write both there)")


def _check_names(files: Sequence[Placed], problems: Problems) -> None:
    # In file order, so that the same name is suggested every time.
    known = {said.text: None for _, outline in files for said in outline.entities}
    known |= {said.text: None for _, outline in files for said in outline.terms}
    hints: dict[str, str] = {}
    for path, outline in files:
        for rule in outline.rules:
            for name, line, column in rule.names:
                if name in known:
                    continue
                if name not in hints:
                    near = did_you_mean(name, known, prefix="@") if len(hints) < MOST_GUESSED else ""
                    hints[name] = near or " (write it under entities or terms)"
                problems.add(Position(path, line, column), f"unknown entity or term @{short(name)}{hints[name]}")


def _check_channels(files: Sequence[Placed], problems: Problems) -> None:
    if next((said.channels for _, outline in files for said in outline.defaults), None) is not None:
        return
    for path, outline in files:
        for rule in outline.rules:
            if rule.channels is None:
                problems.add(
                    Position(path, rule.line, rule.column),
                    'this rule has no channel (write channel: "#desk" here, or under defaults)',
                )
