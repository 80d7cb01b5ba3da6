import time
from pathlib import Path

import pytest

from monitor.rules import check
from monitor.rules.countable_nouns import PLURALS, SINGULARS
from monitor.rules.problems import MOST_OF_A_FILE
from tests.rules.files import rule_matching, warnings, write

_TESTED = "    tests:\n      - {given: x, expect: no match}\n"


def test_a_rule_set_with_nothing_odd_has_no_warnings(tmp_path: Path) -> None:
    assert warnings(tmp_path, rule_matching("~sanction OR =US OR NATO") + _TESTED) == []


@pytest.mark.parametrize("word", ["US", "IT", "WHO", "AIDS"])
def test_capitals_that_fold_to_a_common_word_are_warned_about(tmp_path: Path, word: str) -> None:
    text = rule_matching(f"embargoed AND {word}") + _TESTED
    assert warnings(tmp_path, text) == [
        f'4:26: common-word: {word} also matches the word "{word.lower()}"; write ={word}'
    ]


def test_common_words_among_names_are_warned_about(tmp_path: Path) -> None:
    text = "terms:\n  - term: t\n    any: [WHO, =NATO, united]\n" + rule_matching("'@t'") + _TESTED
    assert warnings(tmp_path, text) == ['3:11: common-word: WHO also matches the word "who"; write =WHO']


def test_a_rule_without_tests_is_warned_about(tmp_path: Path) -> None:
    (found,) = warnings(tmp_path, rule_matching("~sanction"))
    assert found.startswith("2:11: no-tests: the rule r has no tests; write one text that it matches")


def test_what_nobody_names_is_warned_about(tmp_path: Path) -> None:
    text = (
        "entities:\n  - entity: e\n    names: [x]\n  - entity: used\n    names: [y]\n"
        "terms:\n  - term: t\n    any: [z]\n"
        "channels:\n  - channel: '#a'\n  - channel: console\n"
    )
    assert warnings(tmp_path, text + rule_matching("'@used'") + _TESTED) == [
        "2:13: unused: no rule names the entity @e",
        "7:11: unused: no rule names the term @t",
        "10:14: unused: no rule tells the channel #a",
    ]


def _codes(directory: Path, match: str, code: str, rest: str = "") -> list[str]:
    found = warnings(directory, rest + rule_matching("|\n      " + match) + _TESTED)
    marker = f" {code}: "
    line = 5 + rest.count("\n")
    return [
        one.removeprefix(f"{line}:").partition(marker)[0].removesuffix(":") + " " + one.partition(marker)[2]
        for one in found
        if marker in one
    ]


@pytest.mark.parametrize(
    ("code", "match", "expected"),
    [
        ("plural", "iran AND sanctions", '16 sanctions misses "sanction"; write ~sanction for every form'),
        ("plural", "iran AND embassy", '16 embassy misses "embassies"; write ~embassy for every form'),
        ("plural", "iran AND NOT drill", '20 drill misses "drills"; write ~drill for every form'),
        ("broad-not", "iran AND NOT football", "20 NOT football drops every article that has the word anywhere;"),
        ("broad-not", "iran AND NOT (visa OR game)", "29 NOT game drops every article that has the word anywhere;"),
        ("broad-not", "BODY(iran AND NOT ~game)", "25 NOT ~game drops every article that has the word anywhere;"),
        ("broad-term", "oil", "7 oil alone matches too much; write a phrase, or join it with AND"),
        ("broad-term", "government", "7 government alone matches too much;"),
        ("broad-term", "pyongyang OR market", "20 market alone matches too much;"),
        ("broad-term", "ox AND NOT iran", "7 ox alone matches too much;"),
        ("broad-term", "ANY/1(pyongyang, deal)", "24 deal alone matches too much;"),
        ("broad-term", "金", "7 金 alone matches too much;"),
        ("dead-clause", "iran OR korea OR Iran", "24 Iran is here twice; delete one"),
        ("dead-clause", 'iran OR "iran deal"', '15 "iran deal" never matters beside iran, which matches all'),
        ("dead-clause", "=Iran OR iran", "7 =Iran never matters beside iran, which matches all that it does;"),
        ("dead-clause", "sanctio* OR sanctions", "19 sanctions never matters beside sanctio*, which matches all"),
        ("dead-clause", "~strike OR strike", "18 strike never matters beside ~strike, which matches all"),
        ("dead-clause", "北朝鮮 OR 朝鮮", "7 北朝鮮 never matters beside 朝鮮, which matches all that it does;"),
        ("dead-clause", "iran OR (iran AND talks)", "16 iran AND talks never matters beside iran, which matches all"),
        ("dead-clause", "iran AND (iran OR iraq)", "17 iran OR iraq never matters: iran asks for it already"),
        ("dead-clause", '"iran deal" AND iran', '23 iran never matters: "iran deal" asks for it already'),
        ("dead-clause", "iran NEAR/5 talks AND iran", "29 iran never matters: iran NEAR/5 talks asks for it"),
        ("dead-clause", '"iran deal" AND NOT iran', '23 NOT iran contradicts "iran deal": this is never true'),
        ("dead-clause", "ANY/2(iran, korea, iran)", "26 iran is here twice; delete one"),
        ("dead-clause", "(iran OR iran) NEAR/5 talks", "16 iran is here twice; delete one"),
        ("dead-clause", 'iran EXCEPT "iraq war"', '19 EXCEPT "iraq war" takes nothing out: iran does not stand in it'),
        ("dead-clause", "TITLE(LEAD(iran))", "13 TITLE(LEAD(…)) is never true: no part of an article is both"),
        ("lost-punctuation", '"C++" AND iran', '7 C++ also matches "c"; write ="C++"'),
        ("lost-punctuation", 'iran AND ".NET"', '16 .NET also matches "net"; write =".NET"'),
        ("lost-punctuation", 'iran AND "AT&T"', '16 AT&T also matches "at t"; write ="AT&T"'),
        ("short-wildcard", "iran AND nuk*", "16 nuk* finds every word that begins so; write more letters, or ~"),
        ("short-wildcard", '"the nuk* deal"', "7 nuk* finds every word that begins so; write more letters, or ~"),
        ("far-near", "iran NEAR/51 talks", "12 51 words are more than most paragraphs have; write at most 50, or"),
        ("far-near", "iran NOT NEAR/99 talks", "12 99 words are more than most paragraphs have; write at most 50,"),
        ("no-literal", r"/\d{4}-\d{4}/ AND iran", r"7 /\d{4}-\d{4}/ has no word that is always there: every article"),
    ],
)
def test_what_was_hardly_meant_is_warned_about(tmp_path: Path, code: str, match: str, expected: str) -> None:
    (found,) = _codes(tmp_path, match, code)
    assert found.startswith(expected)


@pytest.mark.parametrize(
    ("code", "match"),
    [
        ("plural", "iran AND (sanction OR sanctions)"),
        ("plural", "iran AND ~sanction"),
        ("plural", "iran AND (sanctions OR sanctio*)"),
        ("plural", "iran AND relief AND Apple AND news"),
        ("plural", '"sanctions relief"'),
        ("broad-not", "iran AND NOT pyongyang"),
        ("broad-not", 'iran AND NOT "football match"'),
        ("broad-not", "SENTENCE(iran AND NOT football)"),
        ("broad-not", "iran AND NOT TITLE(football)"),
        ("broad-not", "iran NOT NEAR/5 football"),
        ("broad-term", "oil AND iran"),
        ("broad-term", "iran OR IMF OR =US OR 北朝鮮 OR 북한"),
        ("broad-term", '"oil price"'),
        ("broad-term", "oil NEAR/5 iran"),
        ("broad-term", "ANY/2(oil, gas)"),
        ("dead-clause", "iran OR iraq OR =Korea"),
        ("dead-clause", 'iran AND NOT "iran air"'),
        ("dead-clause", '(iran OR "iran deal") NEAR/5 talks'),
        ("dead-clause", "iran NEAR/5 iran"),
        ("dead-clause", "SENTENCE(iran AND NOT talks) AND NOT talks"),
        ("dead-clause", 'iran EXCEPT "iran air"'),
        ("dead-clause", "TITLE(SENTENCE(iran)) OR LEAD(iran) OR BODY(LEAD(iraq))"),
        ("lost-punctuation", '="C++" AND "S&P 500" AND "N. Korea" AND "U.S."'),
        ("short-wildcard", 'nucl* AND 제재* AND ="nuk*"'),
        ("far-near", "iran NEAR/50 talks"),
        ("no-literal", r"/CVE-\d{4}/ AND /(missile|rocket)s?/"),
    ],
)
def test_what_may_well_be_meant_is_not_warned_about(tmp_path: Path, code: str, match: str) -> None:
    assert _codes(tmp_path, match, code) == []


def test_names_are_looked_at_as_a_list_of_their_own(tmp_path: Path) -> None:
    terms = "terms:\n  - term: t\n    any: [tariffs, trade war, trade wars, trade war, 'C#']\n"
    found = warnings(tmp_path, terms.replace("trade war, 'C", "'C") + rule_matching("'@t'") + _TESTED)
    assert found == [
        '3:11: plural: tariffs misses "tariff"; write ~tariff for every form',
        '3:43: lost-punctuation: C# also matches "c"; write ="C#"',
    ]


@pytest.mark.parametrize(
    ("line", "place", "read", "whole"),
    [
        ("    names: # of both\n      - Acme\n      - Agent #7", "5:15", "Agent", '"Agent #7"'),
        ("    names: [Acme, Agent\t#7, Smith\n      ]", "3:25", "Agent", '"Agent #7 …"'),
        ("    names: [Agent #7]\n      ]", "3:19", "Agent", '"Agent #7"'),
        ('    names: [Acme]\n    weak:\n      - The "Seven" #first', "5:21", 'The "Seven"', """'The "Seven" #first'"""),
    ],
)
def test_a_name_that_ends_before_a_hash_is_warned_about(
    tmp_path: Path, line: str, place: str, read: str, whole: str
) -> None:
    text = f"entities:\n  - entity: e\n{line}\n" + rule_matching("'@e'") + _TESTED
    say = f"cut-short: only {read} is read, since # starts a comment in YAML; write {whole} in quotes"
    assert warnings(tmp_path, text) == [f"{place}: {say}"]


def test_texts_that_end_before_a_hash_are_warned_about(tmp_path: Path) -> None:
    text = (
        "rules:\n  - rule: r\n    channel: console #desk\n    title: Story #1\n    match: iran AND iraq #MeToo\n"
        "    where:\n      tags:\n        - asia #2\n    tests:\n"
        "      - given: Ten #아시아\n        expect: no match\n"
        "      - given:\n          title: At #10\n          body: At #11\n        expect: no match\n"
    )
    found = [one.partition(" ") for one in warnings(tmp_path, text)]
    assert [place for place, _, _ in found] == ["4:18:", "5:26:", "8:16:", "10:20:", "13:21:", "14:20:"]
    assert all(message.startswith("cut-short: only ") for _, _, message in found)


@pytest.mark.parametrize("rest", ["# 7", "#", "##7", "#-7", "#_7", "#: 7", ""])
def test_a_comment_behind_a_name_is_a_comment(tmp_path: Path, rest: str) -> None:
    text = f"terms:\n  - term: t\n    any:\n      - Agent {rest}\n      - 'B 1' #7\n      - C#7\n"
    found = warnings(tmp_path, text + rule_matching("'@t'") + _TESTED)
    assert [one for one in found if "cut-short" in one] == []


def test_a_name_inside_another_is_idle_unless_exceptions_tell_them_apart(tmp_path: Path) -> None:
    entity = "entities:\n  - entity: e\n    names: [Korea, South Korea]\n"
    rest = rule_matching("'@e'") + _TESTED
    assert warnings(tmp_path, entity + rest) == [
        '3:20: dead-clause: "South Korea" never matters beside Korea, which matches all that it does; delete one'
    ]
    assert warnings(tmp_path, entity + "    except: [Korea Town]\n" + rest) == []


def test_forms_in_a_language_without_a_dictionary_are_warned_about(tmp_path: Path) -> None:
    text = "terms:\n  - term: t\n    any: [~ease]\n" + rule_matching("'@t AND ~sanction AND =US'") + _TESTED
    assert warnings(tmp_path, text + "    where: {languages: [en, de]}\n") == []
    say = "no-lemmas: ~ finds only the word itself in ko, of which no forms are known; write them with OR"
    assert warnings(tmp_path, text + "    where: {languages: [en, ko]}\n") == [f"7:13: {say}", f"7:20: {say}"]


def test_a_plural_is_no_matter_where_no_article_is_english(tmp_path: Path) -> None:
    text = rule_matching("ransomware AND attack") + _TESTED + "    where: {languages: [de]}\n"
    assert warnings(tmp_path, text) == []


def test_long_lists_are_compared_in_little_time(tmp_path: Path) -> None:
    names = ", ".join(f"name{number} of place{number % 7}" for number in range(20_000))
    text = f"terms:\n  - term: t\n    any: [{names}, place3]\n" + rule_matching("'@t'") + _TESTED
    found = warnings(tmp_path, text)
    assert len(found) == MOST_OF_A_FILE + 1  # of 2,857
    assert found[-1].endswith("there are more, from here on, than the 1,000 that are told (correct those first)")


@pytest.mark.parametrize(
    "match",
    [
        " OR ".join("(aa AND (bb OR " * 45 + f"w{number}" + ")" * 90 for number in range(12)),
        " OR ".join("(aa OR (bb AND " * 45 + f"w{number}" + ")" * 90 for number in range(12)),
    ],
)
def test_nested_lists_are_compared_in_little_time(tmp_path: Path, match: str) -> None:
    """It doubled with every level once."""
    started = time.process_time()
    warnings(tmp_path, rule_matching("|\n      " + match) + _TESTED)
    assert time.process_time() - started < 2


def test_wildcards_are_compared_with_all_that_they_find(tmp_path: Path) -> None:
    match = " OR ".join(f"abc{number}*" for number in range(100, 900)) + " OR abc1234 OR abc12* OR =abc777x"
    found = warnings(tmp_path, rule_matching(match) + _TESTED)
    assert [one.partition("dead-clause: ")[2].partition(",")[0] for one in found[-2:]] == [
        "abc1234 never matters beside abc12*",
        "=abc777x never matters beside abc777*",
    ]


def _warned(directory: Path) -> list[str]:
    checked = check(directory)
    assert not checked.problems, checked.problems
    return [f"{Path(found.path).name}:{found.line}:{found.column} {found.code}" for found in checked.warnings]


def test_the_where_of_the_defaults_counts_for_rules_of_other_files_that_have_none(tmp_path: Path) -> None:
    write(tmp_path, "defaults:\n  where: {languages: [ko]}\n", "z.yaml")
    write(tmp_path, rule_matching("~embargo AND waiver") + _TESTED, "a.yaml")
    own = rule_matching("~embargo AND waiver").replace("rule: r", "rule: own") + "    where: {languages: [en]}\n"
    write(tmp_path, own + _TESTED, "b.yaml")

    assert _warned(tmp_path) == ["a.yaml:4:12 no-lemmas", "b.yaml:4:25 plural"]


def test_what_a_rule_names_counts_from_whichever_file_it_is(tmp_path: Path) -> None:
    write(tmp_path, "terms:\n  - term: t\n    any: [waivers, ~tariff, ='x']\n", "z.yaml")
    write(tmp_path, rule_matching("waiver AND tanker AND @t") + _TESTED, "a.yaml")
    assert _warned(tmp_path) == ["a.yaml:4:23 plural", "z.yaml:3:11 plural"]

    (tmp_path / "a.yaml").write_text(rule_matching("embargoed AND @t") + _TESTED + "    where: {languages: [ko]}\n")
    assert _warned(tmp_path) == ["a.yaml:4:26 no-lemmas", "z.yaml:3:11 plural"]


def test_a_channel_that_only_the_defaults_tell_is_used(tmp_path: Path) -> None:
    write(tmp_path, "defaults: {channel: '#desk'}\nchannels:\n  - channel: '#desk'\n", "z.yaml")
    own = "rules:\n  - rule: r\n    match: embargoed\n" + _TESTED
    write(tmp_path, own, "a.yaml")
    assert _warned(tmp_path) == []

    write(tmp_path, own.replace("match:", "channel: console\n    match:"), "a.yaml")
    assert _warned(tmp_path) == ["z.yaml:3:14 unused"]


def test_no_noun_is_both_a_singular_and_a_plural() -> None:
    """Whether the other form of a noun is found is looked up by one of the two forms (`lint_plural`)."""
    assert not PLURALS.keys() & SINGULARS.keys()
    assert len(PLURALS) == len(SINGULARS)


@pytest.mark.parametrize(
    ("lines", "is_idle"),
    [
        ("text: feed, recheck: 6h", True),
        ("text: feed, recheck: off", False),
        ("text: feed", False),
        ("recheck: 6h", False),
        ("text: article, recheck: 6h", False),
    ],
)
def test_pages_that_are_never_read_are_not_read_again(tmp_path: Path, lines: str, is_idle: bool) -> None:
    found = warnings(tmp_path, f"feeds:\n  - {{feed: 'https://x.example/', {lines}}}\n")
    assert [one.split(" ")[:2] for one in found] == ([["2:12:", "idle-recheck:"]] if is_idle else [])
