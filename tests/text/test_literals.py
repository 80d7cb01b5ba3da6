import pytest
import re2
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from monitor.text import fold
from monitor.text.literals import required_literals


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"CVE-\d{4}-\d{4,}", [["cve"]]),
        (r"(missile|rocket)s? launch\w*", [["missile", "rocket"], ["launch"]]),
        (r"sanctions?", [["sanction"]]),
        (r"colou?r", [["colo"]]),
        (r"abc+def", [["abc"], ["cdef"]]),
        (r"(abc)?def", [["def"]]),
        (r"(abc){0,2}def", [["def"]]),
        (r"(?:abc){2}", [["abc"]]),
        (r"abc|d", []),
        (r"abc|def", [["abc", "def"]]),
        (r"\bArs[eé]nal\b", [["ars"], ["nal"]]),
        (r"(?-i)NATO", [["nato"]]),
        (r"O'Reilly & Straße", [["strasse"]]),
        (r"제재를", [["제재"]]),  # what follows the last syllable may compose with it
        (r"北朝鮮", [["北朝鮮"]]),
        (r"[abc]+\d{4}-\d{4}", []),
        (r"[[:alpha:]]]abcd", [["abcd"]]),
        (r"\Qabcd\E", []),
        (r"a\x{62}cde", [["cde"]]),
        (r"\pNabcd", [["abcd"]]),
        (r"(?P<x>abcd)", [["abcd"]]),
        (r".*", []),
        ("(" * 60 + "abc" + ")" * 60, []),
    ],
)
def test_what_a_text_must_hold(pattern: str, expected: list[list[str]]) -> None:
    assert [sorted(choices) for choices in required_literals(pattern)] == expected


pieces = st.sampled_from(
    [
        *"abcsk.",
        "abc",
        "ſt",
        "İ",
        "é",
        "e\u0301",
        "ß",
        "'s",
        "d'",
        "が",
        "제",
        "र",
        r"\d",
        r"\w",
        "[a-c]",
        "(?i)",
        r"\.",
        "-",
        "中国",
    ]
)
patterns = st.recursive(
    st.lists(pieces, min_size=1, max_size=5).map("".join),
    lambda inner: st.one_of(
        st.builds("({}|{})".format, inner, inner),
        st.builds("({}){}".format, inner, st.sampled_from(["?", "*", "+", "{2}", "{0,1}", "*?", "{1,}"])),
        st.builds("{}{}".format, inner, inner),
        st.builds("{}|{}".format, inner, inner),
        st.builds("{}{}".format, inner, st.sampled_from(["?", "*", "+", "{0}"])),
    ),
    max_leaves=5,
)
texts = st.text("abcskABC'.-1 ſéß\u0301\u3099각제재が中国र\u093cKİ\u0307\u00ad", max_size=20)


@settings(max_examples=400, suppress_health_check=[HealthCheck.filter_too_much])  # few patterns are in few texts
@given(patterns, texts, st.data())
def test_a_text_that_matches_always_holds_what_is_required(pattern: str, text: str, data: st.DataObject) -> None:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    try:
        compiled = re2.compile(pattern, options)
    except re2.error:
        assume(False)
    required = required_literals(pattern)
    assume(required)
    # The literals themselves, put together, match now and then; so do texts drawn at random.
    built = "".join(data.draw(st.sampled_from([*sorted(choices), text])) for choices in required)
    for one in (text, built, f"{text}{built}{text}"):
        if compiled.search(one) is not None:
            folded = fold(one).bytes.decode()
            assert all(any(literal in folded for literal in choices) for choices in required)


@pytest.mark.parametrize("pattern", ["ßa(?i)?", "missile(?i)*", "missile(?s)(?i){0,2}"])
def test_a_repeat_behind_flags_repeats_what_stands_before_them(pattern: str) -> None:
    assert required_literals(pattern) == ()
