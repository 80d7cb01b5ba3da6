"""The schema that editors check with agrees with the loader."""

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from monitor.rules import rule_items, rule_tests, sections
from monitor.rules.reader import Shape
from monitor.rules.scalars import is_identity, parse_backlog, parse_duration, parse_language
from monitor.rules.schema import SHAPES, VALUES, json_schema
from monitor.rules.schema_words import DESCRIPTIONS, EXAMPLES
from tests.rules.files import problems

RULES = Path(__file__).parents[2] / "rules"


class Yaml12Loader(yaml.SafeLoader):
    """Reads scalars as editors do: `on` and `NO` are words, only true and false are truths."""


Yaml12Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", "true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", "~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", "[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+0123456789."),
):
    Yaml12Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), list(_first))


def validator(kind: str | None = None) -> Draft202012Validator:
    whole = json_schema()
    if kind is None:
        return Draft202012Validator(whole)
    return Draft202012Validator({"$ref": f"#/$defs/{kind}", "$defs": whole["$defs"]})


def faults(text: str) -> list[str]:
    """Return the paths of what the schema refuses."""
    document = yaml.load(text, Yaml12Loader)  # noqa: S506 - a SafeLoader
    return sorted(error.json_path for error in validator().iter_errors(document))


def value_validator(value: object) -> Draft202012Validator:
    return Draft202012Validator({"allOf": [value], "$defs": json_schema()["$defs"]})


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(json_schema())


def test_every_key_that_the_loader_reads_is_described_and_no_other() -> None:
    assert {kind: set(shape.keys) for kind, shape in SHAPES.items()} == {
        kind: {key for key in known if key in SHAPES[kind].keys}
        for kind, known in DESCRIPTIONS.items()
        if kind in SHAPES
    }
    for kind, shape in SHAPES.items():
        assert set(VALUES[kind]) <= set(shape.keys)
        assert set(shape.keys) <= set(VALUES[kind])


def test_every_table_of_the_loader_is_in_the_schema() -> None:
    tables = {
        id(value): value.name
        for module in (sections, rule_items, rule_tests)
        for value in vars(module).values()
        if isinstance(value, Shape)
    }
    assert set(tables) == {id(shape) for shape in SHAPES.values()}, tables


@pytest.mark.parametrize("path", sorted(RULES.glob("*.yaml")), ids=lambda path: path.name)
def test_the_shipped_rules_agree_with_the_schema(path: Path) -> None:
    assert faults(path.read_text("utf-8")) == []


SUPPORTED_EXAMPLES = [
    (kind, key, example)
    for kind, shape in SHAPES.items()
    for key in shape.keys
    for example in EXAMPLES.get(kind, {}).get(key, [])
]

LEAST: dict[str, dict[str, object]] = {
    "feed": {"feed": "https://news.example/rss"},
    "channel": {"channel": "console"},
    "entity": {"entity": "norland", "names": ["Norland"]},
    "term": {"term": "easing", "any": ["ease"]},
    "rule": {"rule": "relief", "match": "relief", "channel": "console"},
    "test": {"given": "relief", "expect": "match"},
}


def document_with(kind: str, key: str, value: object) -> dict[str, object]:
    """Return a rule file that says one thing more than it has to."""
    if kind == "defaults":
        return {"defaults": {key: value}, "rules": [LEAST["rule"]]}
    if kind == "given":
        return document_with("test", "given", {key: value})
    if kind == "test":
        return document_with("rule", "tests", [LEAST["test"] | {key: value}])
    if kind == "where":
        return document_with("rule", "where", {key: value})
    lists = {"feed": "feeds", "channel": "channels", "entity": "entities", "term": "terms", "rule": "rules"}
    return {lists[kind]: [LEAST[kind] | {key: value}]}


@pytest.mark.parametrize(("kind", "key", "example"), SUPPORTED_EXAMPLES)
def test_an_example_in_the_schema_works(kind: str, key: str, example: object, tmp_path: Path) -> None:
    document = document_with(kind, key, example)

    assert [error.message for error in validator().iter_errors(document)] == []
    assert problems(tmp_path, yaml.safe_dump(document, allow_unicode=True)) == []


@pytest.mark.parametrize("kind", [kind for kind in SHAPES if kind != "file"])
def test_every_key_has_a_description_and_an_example(kind: str) -> None:
    definition = json_schema()["$defs"][kind]  # type: ignore[index]  # JSON: the test would fail
    for key, value in definition["properties"].items():
        assert len(value["description"]) > 10, key
        assert value["examples"], key


BAD = {
    "an unknown list": "rulez: []",
    "an unknown key of a rule": "rules:\n  - {rule: r, match: a, chanel: console}",
    "an unknown key of where": "rules:\n  - {rule: r, match: abc, channel: console, where: {language: [en]}}",
    "a rule without an expression": "rules:\n  - {rule: r, channel: console}",
    "a rule without an identity": "rules:\n  - {match: abc, channel: console}",
    "an identity with capitals": "rules:\n  - {rule: R, match: abc, channel: console}",
    "a list that is a text": "rules: abc",
    "a rule that is a text": "rules: [abc]",
    "an unknown severity": "rules:\n  - {rule: r, match: abc, channel: console, severity: urgent}",
    "a severity in capitals": "rules:\n  - {rule: r, match: abc, channel: console, severity: High}",
    "an unknown way to be enabled": "rules:\n  - {rule: r, match: abc, channel: console, enabled: maybe}",
    "an expression in a list": "rules:\n  - {rule: r, match: [abc], channel: console}",
    "an empty expression": "rules:\n  - {rule: r, match: '', channel: console}",
    "a channel without its number sign": "rules:\n  - {rule: r, match: abc, channel: desk}",
    "a channel that a comment took": "rules:\n  - rule: r\n    match: abc\n    channel: #desk",
    "one channel twice": "rules:\n  - {rule: r, match: abc, channel: [console, console]}",
    "no channel in a list": "rules:\n  - {rule: r, match: abc, channel: []}",
    "an unknown language": "rules:\n  - {rule: r, match: abc, channel: console, where: {languages: [jp]}}",
    "one language outside a list": "rules:\n  - {rule: r, match: abc, channel: console, where: {languages: en}}",
    "an unknown state": "rules:\n  - {rule: r, match: abc, channel: console, where: {text: [half]}}",
    "somebody unknown to mention": "rules:\n  - {rule: r, match: abc, channel: console, mention: '@anna'}",
    "a test without its text": "rules:\n  - {rule: r, match: abc, channel: console, tests: [{expect: match}]}",
    "a test that expects nothing known": (
        "rules:\n  - {rule: r, match: abc, channel: console, tests: [{given: abc, expect: maybe}]}"
    ),
    "spans of no match": (
        "rules:\n  - {rule: r, match: abc, channel: console, tests: [{given: x, expect: no match, spans: [x]}]}"
    ),
    "a file and a title": (
        "rules:\n  - {rule: r, match: abc, channel: console, tests: [{given: {file: a.html, title: x}, expect: match}]}"
    ),
    "an entity without names": "entities:\n  - {entity: norland}",
    "a name twice": "entities:\n  - {entity: norland, names: [Norland, Norland]}",
    "names that are one text": "entities:\n  - {entity: norland, names: Norland}",
    "a term without alternatives": "terms:\n  - {term: easing}",
    "an address that is none": "feeds:\n  - {feed: news.example/rss}",
    "an address of a file": "feeds:\n  - {feed: 'file:///etc/hosts'}",
    "a duration in words": "feeds:\n  - {feed: 'https://news.example/rss', every: 5 minutes}",
    "a duration of nothing": "feeds:\n  - {feed: 'https://news.example/rss', every: 0s}",
    "a duration without a unit": "feeds:\n  - {feed: 'https://news.example/rss', every: 300}",
    "a backlog of some": "feeds:\n  - {feed: 'https://news.example/rss', backlog: some}",
    "a text from nowhere": "feeds:\n  - {feed: 'https://news.example/rss', text: page}",
    "defaults in a list": "defaults: [console]",
    "empty defaults": "defaults:",
    "a default title": "defaults: {title: x}",
    "a file that is a list": "- rules",
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD.keys())
def test_a_mistake_is_refused_by_the_schema_and_by_the_loader(text: str, tmp_path: Path) -> None:
    assert faults(text) != []
    assert problems(tmp_path, text) != []


@pytest.mark.parametrize(
    "text",
    [
        "# nothing yet",
        "rules:",
        "feeds: []",
        "entities:\n  - {entity: norway, names: [On, Null, 012, 1e3, NO]}",
        "rules:\n  - {rule: r, title: 1984, match: abc, channel: console, enabled: 'false'}",
        "rules:\n  - {rule: '2024', match: abc, channel: ['#desk', C0123ABCD]}",
        "feeds:\n  - {feed: 'HTTPS://news.example', max_age: off, language: pt-BR}",
    ],
)
def test_what_the_loader_takes_as_it_is_written_the_schema_takes_too(text: str, tmp_path: Path) -> None:
    assert faults(text) == []
    assert problems(tmp_path, text) == []


def test_a_whole_file_may_hold_mistakes_and_each_is_at_its_place() -> None:
    text = "rules:\n  - {rule: r, match: a, severity: x}\n  - {rule: s, match: a, enabled: x}\n"
    assert faults(text) == ["$.rules[0].severity", "$.rules[1].enabled"]


@given(
    st.from_regex(r"\A[0-9]{1,10} ?[smhdw]?\Z") | st.sampled_from(["off", "none", "all", "last 0", "last 10", "last"])
)
def test_durations_and_backlogs_that_the_schema_takes_are_understood(text: str) -> None:
    every, backlog, max_age = (value_validator(VALUES["feed"][key]) for key in ("every", "backlog", "max_age"))
    day = re.fullmatch(r"[0-9]{1,3}[smhd]", text)  # that no duration is longer than ten years only the loader says
    parsed = parse_duration(text)
    if parsed is not None or day:
        assert every.is_valid(text) == bool(parsed)
        assert max_age.is_valid(text) == bool(parsed)
    assert backlog.is_valid(text) or parse_backlog(text) is None
    assert max_age.is_valid("off")


@given(st.from_regex(r"\A[a-zA-Z0-9-]{1,6}\Z") | st.text(max_size=5))
def test_identities_and_languages_that_the_schema_takes_are_known(text: str) -> None:
    assert value_validator(VALUES["rule"]["rule"]).is_valid(text) == is_identity(text)
    assert (
        value_validator(VALUES["feed"]["language"]).is_valid(text)
        or parse_language(text) is None
        or text != text.lower()
    )


@pytest.mark.parametrize(
    "channel",
    [
        "console",
        "#desk",
        "#名前",
        "C0123ABCD",
        "c0123abcd",
        "desk",
        "@anna",
        "#a b",
        "webhook:ops",
        "webhook:Ops",
        "webhook:",
        "#",
        "",
    ],
)
def test_channels_are_judged_as_the_loader_does(channel: str, tmp_path: Path) -> None:
    document = document_with("rule", "channel", channel)
    assert validator().is_valid(document) == (problems(tmp_path, yaml.safe_dump(document)) == [])
