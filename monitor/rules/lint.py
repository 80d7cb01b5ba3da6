"""Warnings: what loads, but most likely does not do what was meant. Those of one file alone are in `lint_file`.

Each kind that looks across files is a function and a line in `_LINTS`.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from monitor.core.errors import RuleProblem
from monitor.rules.lint_plural import advice, other_form
from monitor.rules.model import Position
from monitor.rules.outline import Placed, RuleOutline
from monitor.rules.problems import Problems

_Found = Iterator[tuple[Position, str]]

_PRIMARY = re.compile(r"[a-z]{2,3}(?=$|-|\*)")


def lint(files: Sequence[Placed]) -> tuple[RuleProblem, ...]:
    """Return the warnings of a rule set that loads, in file order."""
    warnings = Problems()
    for path, outline in files:
        for code, message, line, column in outline.remarks:
            warnings.add(Position(path, line, column), message, code)
    for code, find in _LINTS.items():
        for position, message in find(files):
            warnings.add(position, message, code)
    return warnings.sorted()


def _plural(files: Sequence[Placed]) -> _Found:
    """A noun of a rule in one of its forms, where neither the rule nor what it names has the other."""
    covered: dict[str, set[str]] = {}
    for _, outline in files:
        for named in outline.named:
            covered.setdefault(named.identity, set()).update(named.nouns)
    for path, rule, languages in _rules(files):
        if languages and not any(language.startswith(("en", "*")) for language in languages):
            continue
        for noun, line, column in rule.nouns:
            if not any(other_form(noun) in covered.get(name.text, ()) for name in rule.names):
                yield Position(path, line, column), advice(noun)


def _no_lemmas(files: Sequence[Placed]) -> _Found:
    """Forms are asked for in a language of which none are known."""
    with_forms = {named.identity for _, outline in files for named in outline.named if named.inflected}
    known: dict[tuple[str, ...], list[str]] = {(): []}
    for path, rule, languages in _rules(files):
        if not rule.inflected and not rule.names:
            continue
        if languages not in known:
            known[languages] = _without_lemmas(languages)
        for language in known[languages]:
            names = [(line, column) for name, line, column in rule.names if name in with_forms]
            for line, column in (*rule.inflected, *names):
                yield (
                    Position(path, line, column),
                    f"~ finds only the word itself in {language}, of which no forms are known; write them with OR",
                )


def _without_lemmas(tags: Sequence[str]) -> list[str]:
    named = dict.fromkeys(found[0] for tag in tags if (found := _PRIMARY.match(tag)))
    named.pop("en", None)  # has a dictionary, and most rules name no other language
    if not named:
        return []
    # The dictionaries' library takes 0.07 s to import.
    from monitor.text.inflection import languages  # noqa: PLC0415 (see the comment before)

    return [language for language in named if language not in languages()]


def _unused(files: Sequence[Placed]) -> _Found:
    """Something that nobody names."""
    named = {name.text for _, outline in files for rule in outline.rules for name in rule.names}
    for path, outline in files:
        for kind, things in (("entity", outline.entities), ("term", outline.terms)):
            for identity, line, column in things:
                if identity not in named:
                    yield Position(path, line, column), f"no rule names the {kind} @{identity}"
    told = {channel for channels in _told(files) for channel in channels}
    for path, outline in files:
        for channel, line, column in outline.channels:
            if channel not in told:
                yield Position(path, line, column), f"no rule tells the channel {channel}"


_LINTS: Mapping[str, Callable[[Sequence[Placed]], _Found]] = {
    "plural": _plural,
    "no-lemmas": _no_lemmas,
    "unused": _unused,
}


def _rules(files: Sequence[Placed]) -> Iterator[tuple[str, RuleOutline, tuple[str, ...]]]:
    """Yield every rule with its path and the languages of its `where`, that of the defaults where it has none."""
    default = next((said.languages for _, outline in files for said in outline.defaults), None) or ()
    for path, outline in files:
        for rule in outline.rules:
            yield path, rule, default if rule.languages is None else rule.languages


def _told(files: Sequence[Placed]) -> Iterator[tuple[str, ...]]:
    default = next((said.channels for _, outline in files for said in outline.defaults), None) or ()
    for _, outline in files:
        for rule in outline.rules:
            yield default if rule.channels is None else rule.channels
