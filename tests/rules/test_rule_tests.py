from pathlib import Path

import pytest

from monitor.core.article import Article, TextState
from monitor.rules.model import RuleTest
from tests.rules.files import loaded, problems, rule_matching


def _tests(directory: Path, tests: str, where: str = "") -> tuple[RuleTest, ...]:
    return loaded(directory, f"{rule_matching('iran')}{where}    tests:\n{tests}").rules[0].tests


def _body(directory: Path, given: str) -> str:
    (test,) = _tests(directory, f"      - given: {given}\n        expect: match\n")
    assert test.given is not None
    return test.given.text


def test_a_text_is_the_body_in_english(tmp_path: Path) -> None:
    (test,) = _tests(tmp_path, "      - given: Iran talks.\n        expect: no match\n")
    assert test.given == Article(url="", title="", text="Iran talks.", lead="Iran talks.", language="en")
    assert (test.said, test.expect_match, test.spans) == (frozenset({"body"}), False, None)
    assert (test.position.line, test.position.column) == (6, 9)


@pytest.mark.parametrize(
    "given",
    [
        "|\n          One\n          two.\n\n          Three.",
        ">\n          One\n          two.\n\n          Three.",
        "One\n          two.\n\n          Three.",
        "'One\n          two.\n\n          Three.'",
        '"One\n          two.\n\n          Three."',
        '"One\\ntwo.\\n\\nThree."',
        "|\n          One\n            two.\n   \n\n\n          Three.\n\n",
    ],
)
def test_a_blank_line_parts_paragraphs_and_a_line_break_is_a_space(tmp_path: Path, given: str) -> None:
    assert _body(tmp_path, given) == "One two.\nThree."


def test_the_first_paragraph_of_fifteen_words_is_the_lead(tmp_path: Path) -> None:
    long = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    (test,) = _tests(tmp_path, f"      - given: |\n          By Kim\n\n          {long}\n        expect: match\n")
    assert test.given is not None
    assert test.given.lead == long


def test_a_mapping_may_say_everything(tmp_path: Path) -> None:
    given = (
        "{title: A title, body: A body, captions: [one, two], url: 'https://x.example/a', language: ko, "
        "tags: [asia], feed: News, state: teaser}"
    )
    (test,) = _tests(tmp_path, f"      - given: {given}\n        expect: match\n        spans: [a, b c]\n")
    assert test.given == Article(
        url="https://x.example/a",
        title="A title",
        text="A body",
        lead="A body",
        captions=("one", "two"),
        language="ko",
        state=TextState.TEASER,
        feeds=("News",),
        tags=frozenset({"asia"}),
    )
    assert test.said == {"title", "body", "captions", "url", "language", "tags", "feed", "state"}
    assert test.spans == ("a", "b c")


def test_a_test_is_read_in_the_first_language_of_the_rule(tmp_path: Path) -> None:
    test, other = _tests(
        tmp_path,
        "      - given: x\n        expect: match\n      - given: {title: x, language: fr}\n        expect: match\n",
        "    where: {languages: ['*', ko, en]}\n",
    )
    assert test.given is not None
    assert other.given is not None
    assert (test.given.language, other.given.language) == ("ko", "fr")
    assert "language" not in test.said


def test_a_file_is_named_and_not_read(tmp_path: Path) -> None:
    (test,) = _tests(tmp_path, "      - given: {file: page.html}\n        expect: match\n")
    assert (test.given, test.file) == (None, "page.html")


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("expect: match", "6:9: this test has no given (write given: a text)"),
        ("given: x", "6:9: this test has no expect (write expect: match, or expect: no match)"),
        (
            "given: x\n        expect: nomatch",
            "7:17: expect: nomatch is not one of match, no match (did you mean no match?)",
        ),
        ("given: x\n        expect: no match\n        spans: [a]", "8:9: spans need a match (delete the line, or"),
        (
            "given: x\n        expects: match\n        expect: match",
            "7:9: unknown key expects in a test (did you mean expect?)",
        ),
        ("given: [x]\n        expect: match", "6:16: given is a single value (a list stands here)"),
        ("given: {titel: x}\n        expect: match", "6:17: unknown key titel in given (did you mean title?)"),
        ("given: {state: ful}\n        expect: match", "6:24: state: ful is not one of"),
        ("given: {url: x.example}\n        expect: match", "6:22: url: x.example is not an address"),
        ("given: {file: a.html, title: x}\n        expect: match", "6:31: title beside file: the file says it all"),
        ("given: #x\n        expect: match", "6:16: given is empty: # starts a comment in YAML"),
    ],
)
def test_a_wrong_test_has_its_place(tmp_path: Path, test: str, expected: str) -> None:
    (found,) = problems(tmp_path, f"{rule_matching('iran')}    tests:\n      - {test}\n")
    assert found.startswith(expected)
