from pathlib import Path

import pytest

from monitor.rules.source import MAX_BYTES, Source
from tests.rules.files import loaded, problems, rule_matching


def test_a_file_that_is_not_utf8_is_one_problem_at_the_first_bad_byte(tmp_path: Path) -> None:
    raw = "rules:\n  - rule: é".encode() + b"\xe9t\xe9\n"
    assert problems(tmp_path, raw) == ["2:12: byte 0xe9 is not UTF-8 (save the file as UTF-8)"]


def test_a_utf16_file_says_what_it_is(tmp_path: Path) -> None:
    assert problems(tmp_path, "rules:\n".encode("utf-16")) == ["1:1: this file is UTF-16 (save it as UTF-8)"]


def test_a_nul_byte_is_named_with_its_place(tmp_path: Path) -> None:
    assert problems(tmp_path, b"rules:\n  - rule: a\x00b\n") == ["2:12: control character U+0000 (delete it)"]


def test_a_file_above_two_megabytes_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    assert problems(tmp_path, b"#" * (MAX_BYTES + 1)) == ["1:1: this file is larger than 2 MB (split it into several)"]


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing yet\n", "---\n"])
def test_an_empty_file_is_a_rule_set_without_rules(tmp_path: Path, text: str) -> None:
    assert loaded(tmp_path, text).rules == ()


def test_a_byte_order_mark_moves_no_column(tmp_path: Path) -> None:
    assert problems(tmp_path, b"\xef\xbb\xbffeed: x\n")[0].startswith("1:1: unknown key feed")


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_line_ends_of_other_systems_count_like_newlines(tmp_path: Path, newline: str) -> None:
    text = rule_matching("|\n      iran\n      OR North Korea").replace("\n", newline)
    assert problems(tmp_path, text) == ['6:16: write "North Korea" for the phrase, or North AND Korea']


def test_columns_count_code_points(tmp_path: Path) -> None:
    assert problems(tmp_path, rule_matching("'\"😀 é 北\" AND U.S.'"))[0].startswith("4:25: U.S. has more")


def test_an_offset_beyond_the_text_is_its_end() -> None:
    at = Source.of("f", "ab\nc").position(99)
    assert (at.line, at.column) == (2, 2)
