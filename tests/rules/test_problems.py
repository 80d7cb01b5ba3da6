from pathlib import Path

from monitor.rules import check
from monitor.rules.problems import MOST_OF_A_FILE
from monitor.rules.tokens import MOST_FAULTS
from tests.rules.files import problems, rule_matching, write


def test_the_first_thousand_problems_of_a_file_are_told_and_that_there_are_more(tmp_path: Path) -> None:
    found = problems(tmp_path, "rules:\n" + "  - rule: A\n    match: x\n    channel: console\n" * 1_500)
    assert len(found) == MOST_OF_A_FILE + 1
    assert found[-1] == ("3002:11: there are more, from here on, than the 1,000 that are told (correct those first)")


def test_a_file_with_exactly_a_thousand_problems_has_no_more(tmp_path: Path) -> None:
    found = problems(tmp_path, "rules:\n" + "  - rule: A\n    match: x\n    channel: console\n" * MOST_OF_A_FILE)
    assert len(found) == MOST_OF_A_FILE
    assert "there are more" not in found[-1]


def test_many_problems_of_one_file_hide_none_of_another(tmp_path: Path) -> None:
    write(tmp_path, "rules:\n" + "  - rule: A\n    match: x\n" * 1_500, "a.yaml")
    write(tmp_path, "rules:\n  - rule: B\n    match: x\n", "b.yaml")
    assert [found.path.rpartition("/")[2] for found in check(tmp_path).problems[-2:]] == ["a.yaml", "b.yaml"]


def test_a_hundred_mistakes_of_one_expression_are_told(tmp_path: Path) -> None:
    found = problems(tmp_path, rule_matching("|\n      " + "U.S. AND " * 200 + "x"))
    assert len(found) == MOST_FAULTS + 1
    assert found[-1].endswith("there is more behind the 100 mistakes that are told (correct those first)")
