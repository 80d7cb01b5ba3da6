from pathlib import Path

from monitor.core.message import Severity
from monitor.rules import check, load
from monitor.rules.model import Enabled
from tests.rules.files import loaded, problems, rule_matching, write

_ENTITY = "entities:\n  - entity: north-korea\n    names: [North Korea]\n"


def test_an_unknown_name_says_which_one_was_meant(tmp_path: Path) -> None:
    text = rule_matching("|\n      sanctions AND\n      (@north-corea OR @x)") + _ENTITY
    assert problems(tmp_path, text) == [
        "6:8: unknown entity or term @north-corea (did you mean @north-korea?)",
        "6:24: unknown entity or term @x (write it under entities or terms)",
    ]


def test_entities_and_terms_share_one_space(tmp_path: Path) -> None:
    text = _ENTITY + "terms:\n  - term: north-korea\n    any: [x]\n"
    assert problems(tmp_path, text) == [
        "5:11: the entity or term north-korea is here twice (the first is on line 2; rename or delete one)"
    ]


def test_identities_are_unique_in_the_whole_rule_set(tmp_path: Path) -> None:
    write(tmp_path, rule_matching("iran"), "a.yaml")
    write(tmp_path, rule_matching("iraq"), "sub/b.yml")
    (found,) = check(tmp_path).problems
    first = f"(the first is in {tmp_path}/a.yaml:2; rename or delete one)"
    assert str(found) == f"{tmp_path}/sub/b.yml:2:11: the rule r is here twice {first}"


def test_a_feed_is_named_once_however_it_is_spelt(tmp_path: Path) -> None:
    text = "feeds:\n  - feed: https://x.example/a\n  - feed: HTTPS://X.example/a#top\n"
    assert problems(tmp_path, text) == [
        "3:11: the feed https://x.example/a is here twice (the first is on line 2; rename or delete one)"
    ]


def test_a_channel_is_planned_once(tmp_path: Path) -> None:
    text = "channels:\n  - channel: console\n  - channel: console\n"
    assert problems(tmp_path, text) == [
        "3:14: the channel console is here twice (the first is on line 2; rename or delete one)"
    ]


def test_defaults_fill_what_a_rule_does_not_say(tmp_path: Path) -> None:
    write(tmp_path, "defaults: {channel: '#desk', severity: high, mention: '@here', enabled: shadow}\n", "z.yaml")
    write(
        tmp_path,
        "rules:\n  - rule: a\n    match: x\n  - rule: b\n    match: y\n    severity: low\n    channel: console\n",
    )
    first, second = load(tmp_path).rules
    assert (first.channels, first.severity, first.mention) == (("#desk",), Severity.HIGH, "@here")
    assert first.enabled is Enabled.SHADOW
    assert (second.channels, second.severity) == (("console",), Severity.LOW)


def test_tests_are_read_in_the_language_of_the_where_that_defaults_fill_in(tmp_path: Path) -> None:
    tests = "    tests:\n      - {given: x, expect: match}\n      - {given: {title: x, language: fr}, expect: match}\n"
    write(tmp_path, "defaults: {channel: console, where: {languages: ['*', de]}}\n", "z.yaml")
    write(
        tmp_path,
        f"rules:\n  - rule: a\n    match: x\n{tests}  - rule: b\n    match: y\n    where: {{tags: [t]}}\n{tests}",
    )
    languages = [[test.given.language for test in rule.tests if test.given] for rule in load(tmp_path).rules]
    assert languages == [["de", "fr"], ["en", "fr"]]


def test_a_second_defaults_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "defaults:\n  channel: console\n", "a.yaml")
    write(tmp_path, "defaults:\n  channel: console\n", "b.yaml")
    (found,) = check(tmp_path).problems
    assert (
        str(found)
        == f"{tmp_path}/b.yaml:2:3: a second defaults (there is one at {tmp_path}/a.yaml:2; write both there)"
    )


def test_names_of_a_file_that_cannot_be_read_are_not_called_unknown(tmp_path: Path) -> None:
    write(tmp_path, "entities: [\n", "entities.yaml")
    write(tmp_path, rule_matching("'@north-korea AND U.S.'"))
    found = [f"{Path(problem.path).name}:{problem.line}" for problem in check(tmp_path).problems]
    assert found == ["entities.yaml:1", "rules.yaml:4"]


def test_rules_keep_the_order_of_files_and_lines(tmp_path: Path) -> None:
    write(tmp_path, rule_matching("x").replace(": r\n", ": second\n"), "b/a.yaml")
    write(tmp_path, rule_matching("x").replace(": r\n", ": first\n"), "a.yml")
    write(tmp_path, rule_matching("x").replace(": r\n", ": third\n"), "c.yaml")
    assert [rule.identity for rule in load(tmp_path).rules] == ["first", "second", "third"]


def test_a_rule_set_without_problems_links_names(tmp_path: Path) -> None:
    rule_set = loaded(tmp_path, _ENTITY + rule_matching("sanctions AND @north-korea"))
    assert str(rule_set.rules[0].expression) == "sanctions AND @north-korea"
