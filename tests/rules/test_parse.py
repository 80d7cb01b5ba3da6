import pytest

from monitor.rules.nodes import And, Exact, Name, Node, Not, Or, Words
from monitor.rules.parse import MAX_DEPTH, parse


def _faults(text: str) -> list[tuple[int, str]]:
    parsed = parse(text)
    assert (parsed.node is None) == bool(parsed.faults)
    return [(fault.column, fault.message) for fault in parsed.faults]


def _one(text: str) -> tuple[int, str]:
    (fault,) = _faults(text)
    return fault


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("sanctions", Words("sanctions")),
        ('"sanctions relief"', Words("sanctions relief", quoted=True)),
        ("=US", Exact("US")),
        ('="AT&T"', Exact("AT&T", quoted=True)),
        ("@north-korea", Name("north-korea")),
        ("“North Korea„", Words("North Korea", quoted=True)),
        ("=“C++”", Exact("C++", quoted=True)),
        ('="who? *"', Exact("who? *", quoted=True)),
        ("a AND b AND c", And((Words("a"), Words("b"), Words("c")))),
        ("a OR b", Or((Words("a"), Words("b")))),
        ("a AND NOT b", And((Words("a"), Not(Words("b"))))),
        ("a AND NOT (b OR c)", And((Words("a"), Not(Or((Words("b"), Words("c"))))))),
        ("(a OR b) AND c", And((Or((Words("a"), Words("b"))), Words("c")))),
        ("((a))", Words("a")),
        ("a # one\n AND # two\n b", And((Words("a"), Words("b")))),
        ("O'Brien OR jean-luc OR O’Neil", Or((Words("O'Brien"), Words("jean-luc"), Words("O’Neil")))),
        ("제재 OR 制裁 OR санкции", Or((Words("제재"), Words("制裁"), Words("санкции")))),
        ("हिंदी AND می\u200cشود", And((Words("हिंदी"), Words("می\u200cشود")))),
        ("title AND first AND any", And((Words("title"), Words("first"), Words("any")))),
        ('"and" OR "NEAR"', Or((Words("and", quoted=True), Words("NEAR", quoted=True)))),
    ],
)
def test_an_expression_is_read_as_written(text: str, node: Node) -> None:
    assert parse(text).node == node


def test_leaves_know_their_column() -> None:
    node = parse('  "x y" AND (=Z OR @n)').node
    assert isinstance(node, And)
    group = node.items[1]
    assert isinstance(group, Or)
    assert [node.items[0].column, *(item.column for item in group.items)] == [2, 13, 19]


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("North Korea", 6, 'write "North Korea" for the phrase, or North AND Korea'),
        ("iran AND Kim Jong Un", 13, 'write "Kim Jong Un" for the phrase, or Kim AND Jong AND Un'),
        ("a NEARBY b", 2, "unknown operator NEARBY (did you mean NEAR?)"),
        ("a NEARBY/5 b", 2, "unknown operator NEARBY/5 (did you mean NEAR/5?)"),
        ("a w/5 b", 2, "unknown operator w/5 (did you mean NEAR/5?)"),
        ("a PRE/3 b", 2, "unknown operator PRE/3 (did you mean ONEAR/3?)"),
        ("a NEAR5 b", 2, 'write NEAR/5, or quote the word: "NEAR5"'),
        ("a ADJ3 b", 2, 'write ONEAR/3, or quote the word: "ADJ3"'),
        ("a WITHIN b", 2, "unknown operator WITHIN (did you mean NEAR?)"),
        ("a ANDNOT b", 2, 'ANDNOT joins nothing here (write AND NOT, or quote the word: "ANDNOT")'),
        ("a NEAR / 5 b", 2, "the number belongs to NEAR, without a space: NEAR/5"),
        ("a ONEAR 5 b", 2, "the number belongs to ONEAR, without a space: ONEAR/5"),
        ("a NEAR/ 5 (b)", 2, "the number belongs to NEAR, without a space: NEAR/5"),
        ('"a" "b"', 4, 'no operator between "a" and "b" (write AND or OR, or one phrase)'),
        ("@a @b", 3, "no operator between @a and @b (write AND or OR, or one phrase)"),
        ("a (b)", 2, "no operator between a and ( (write AND or OR, or one phrase)"),
        (
            "a AND b OR c",
            8,
            "AND and OR in one list need parentheses: write (a AND b) OR c or a AND (b OR c)",
        ),
        (
            "a OR b AND NOT (c OR d)",
            7,
            "AND and OR in one list need parentheses: write a OR (b AND NOT (c OR d)) or (a OR b) AND NOT (c OR d)",
        ),
        ("a and b", 2, 'write AND, or quote the word: "and"'),
        ("a Or b", 2, 'write OR, or quote the word: "Or"'),
        ("a AND not b", 6, 'write NOT, or quote the word: "not"'),
        ("a near/5 b", 2, 'write NEAR/5, or quote the word: "near/5"'),
        ("title(a)", 0, 'write TITLE, or quote the word: "title"'),
        ("first/100(a)", 0, 'write FIRST/100, or quote the word: "first/100"'),
        ("NOT a", 0, "NOT stands only after AND and needs something positive before it: write a AND NOT b"),
        ("(NOT a) AND b", 1, "NOT stands only after AND and needs something positive before it: write a AND NOT b"),
        ("a NOT b", 2, "NOT stands only after AND: write a AND NOT b"),
        ("a OR NOT b", 5, "OR NOT would match nearly everything (NOT stands only after AND: write a AND NOT b)"),
        ("a AND NOT NOT b", 10, "NOT NOT says nothing (leave both out)"),
        ("a AND", 2, "AND has nothing on its right"),
        ("OR a", 0, "OR has nothing on its left"),
        ("a AND NOT", 2, "AND NOT has nothing on its right"),
        ("U.S.", 0, 'U.S. has more than letters and digits (write "U.S.", or ="U.S.")'),
        ("a AND AT&T", 6, 'AT&T has more than letters and digits (write "AT&T", or ="AT&T")'),
        ("C# AND a", 0, 'C# has more than letters and digits (write "C#", or ="C#")'),
        ("=C++", 0, '=C++ has more than letters and digits (write ="C++")'),
        ("workers'", 0, 'workers\' has more than letters and digits (write "workers\'", or ="workers\'")'),
        ("'a'", 0, "'a': phrases are written in double quotes: \"…\""),
        ("a OR ‘b c’", 5, '‘b c’: phrases are written in double quotes: "…"'),
        ("«b c» OR a", 0, '«b c»: phrases are written in double quotes: "…"'),
        ("'90s AND (it's)", 0, '\'90s: phrases are written in double quotes: "…"'),
        ("a & b", 2, "& joins nothing here (write AND)"),
        ("a || b", 2, "|| joins nothing here (write OR)"),
        ("(, a)", 1, "a comma joins nothing here (write AND or OR, or quote the text)"),
        ("a AND (b,)", 8, "a comma joins nothing here (write AND or OR, or quote the text)"),
        ("a, b", 1, "a comma joins nothing here (write AND or OR, or quote the text)"),
        ('"…"', 0, '"…" has no letter or digit to look for'),
        ('a OR ="!"', 5, '="!" has no letter or digit to look for'),
        ("…", 0, "… has no letter or digit to look for"),
        ("a AND @", 6, "@ needs the identity of an entity or a term right behind it: @north-korea"),
        ("= a", 0, '= needs a word or "…" right behind it'),
        ('a AND "b', 6, "this quote has no partner (close the phrase, or delete it)"),
        ('a AND ="b', 6, "this quote has no partner (close it)"),
        ("a AND (b OR c", 6, "this ( is never closed"),
        ("a AND b)", 7, "this ) has no ( before it"),
        ("a AND ()", 6, "empty parentheses (write something between them)"),
        ("", 0, "an empty expression (write at least one word)"),
        (" # only this", 0, "an empty expression (write at least one word)"),
    ],
)
def test_a_fault_has_its_column_and_says_what_would_work(text: str, column: int, message: str) -> None:
    assert _one(text) == (column, message)


def test_every_fault_is_reported_not_only_the_first() -> None:
    text = 'U.S. AND (North Korea OR AT&T) and @x "y" AND ()'
    assert [column for column, _ in _faults(text)] == [0, 16, 25, 31, 38, 46]


def test_names_in_a_faulty_expression_are_known_all_the_same() -> None:
    assert parse("@iran AND (").names == (Name("iran", 0),)


def test_a_hundred_thousand_parentheses_are_a_fault_and_no_traceback() -> None:
    assert _one("(" * 100_000 + "a" + ")" * 100_000)[0] == MAX_DEPTH
    assert parse("(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH).node == Words("a")


def test_the_deepest_expression_can_be_printed_and_compared() -> None:
    text = "a"
    for _ in range(MAX_DEPTH):
        text = f"x AND ({text})"
    calls = "SENTENCE(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH
    for each in (text, calls):
        node = parse(each).node
        assert node is not None
        assert parse(str(node)).node == node


@pytest.mark.parametrize(
    "text",
    [
        "a " * 20_000,
        "(a) " * 20_000,
        "A B" * 20_000,
        '"' * 39_999,
        "/a " * 20_000,
        "title " * 20_000,
        "TITLE " * 20_000,
        "TITLE(" * 20_000,
        "ANY/2(a, " * 20_000,
        "a NEAR/5 " * 20_000 + ")",
        "~" * 40_000,
        "ab* " * 20_000,
        "/a*/ " * 20_000,
    ],
)
def test_long_nonsense_is_refused_in_linear_time(text: str) -> None:
    assert parse(text).node is None


def test_long_expressions_are_read_in_linear_time() -> None:
    assert parse(" OR ".join(f"abc{number}*" for number in range(10_000))).node is not None
    assert parse("abc" + "?" * 40_000).node is not None
    assert parse('"' + "abc* " * 10_000 + '"').node is not None
    assert parse(" NEAR/5 ".join(["a"] * 10_000)).node is not None
