import pytest

from monitor.rules.nodes import And, Except, Inflected, Name, Near, Node, Not, NotNear, Or, Regex, Words
from monitor.rules.parse import parse

A, B, C = Words("a"), Words("b"), Words("c")
_TAKES = "it takes words, phrases, @names and groups with OR"


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("a NEAR/5 b", Near((A, B), 5)),
        ("a NEAR/0 b", Near((A, B), 0)),
        ("a ONEAR/5 b", Near((A, B), 5, ordered=True)),
        ("a NEAR/2 b NEAR/2 c", Near((A, B, C), 2)),
        ("a ONEAR/2 b ONEAR/2 c", Near((A, B, C), 2, ordered=True)),
        ("(a OR b) NEAR/5 c", Near((Or((A, B)), C), 5)),
        ("@x NEAR/5 ~b", Near((Name("x"), Inflected("b")), 5)),
        ('/a{3}/ NEAR/5 "b c"', Near((Regex("a{3}"), Words("b c", quoted=True)), 5)),
        ('a NEAR/5 (b EXCEPT "b c")', Near((A, Except(B, Words("b c", quoted=True))), 5)),
        ("a NEAR/5 (b EXCEPT c OR c)", Near((A, Or((Except(B, C), C))), 5)),
        ("a NOT NEAR/5 b", NotNear(A, B, 5)),
        ("a NOT NEAR/5 (b OR c)", NotNear(A, Or((B, C)), 5)),
        ("a NOT NEAR/5 b NOT NEAR/5 c", NotNear(A, Or((B, C)), 5)),
        ("a EXCEPT b", Except(A, B)),
        ("a EXCEPT b EXCEPT c", Except(A, Or((B, C)))),
        ("a NEAR/5 b AND c", And((Near((A, B), 5), C))),
        ("a OR b EXCEPT c", Or((A, Except(B, C)))),
        ("a AND NOT b NEAR/5 c", And((A, Not(Near((B, C), 5))))),
        ("a AND NOT b EXCEPT c", And((A, Not(Except(B, C))))),
        ("a AND b NOT NEAR/5 c", And((A, NotNear(B, C, 5)))),
        ("a AND NOT b NOT NEAR/5 c", And((A, Not(NotNear(B, C, 5))))),
    ],
)
def test_tight_operators_bind_before_not_and_and_or(text: str, node: Node) -> None:
    assert parse(text).node == node


def test_an_operator_knows_its_column() -> None:
    node = parse("a AND (b NEAR/5 c)").node
    assert isinstance(node, And)
    near = node.items[1]
    assert isinstance(near, Near)
    assert (node.column, near.column, near.items[1].column) == (2, 9, 16)


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("a NEAR b", 2, "NEAR needs a number of words up to 100,000 right behind it: NEAR/5"),
        ("a ONEAR b", 2, "ONEAR needs a number of words up to 100,000 right behind it: ONEAR/5"),
        ("a NEAR/x b", 2, "NEAR/x needs a number of words up to 100,000 right behind it: NEAR/5"),
        ("a NEAR/ b", 2, "NEAR/ needs a number of words up to 100,000 right behind it: NEAR/5"),
        ("a NEAR/100001 b", 2, "NEAR/100001 needs a number of words up to 100,000 right behind it: NEAR/5"),
        ("a EXCEPT/5 b", 2, "EXCEPT/5: EXCEPT takes no number"),
        ("a AND/5 b", 2, "AND/5: AND takes no number"),
        ("a near b", 2, 'write NEAR/5, or quote the word: "near"'),
        ("a Near/7 b", 2, 'write NEAR/7, or quote the word: "Near/7"'),
        ("a except b", 2, 'write EXCEPT, or quote the word: "except"'),
        ("a NOT near/5 b", 6, 'write NEAR/5, or quote the word: "near/5"'),
        ("a NEAR/5", 2, "NEAR/5 has nothing on its right"),
        ("a AND (b EXCEPT)", 9, "EXCEPT has nothing on its right"),
        ("a NOT NEAR/5", 2, "NOT NEAR/5 has nothing on its right"),
        ("NEAR/5 a", 0, "NEAR/5 has nothing on its left"),
        ("a AND NEAR/5 b", 6, "NEAR/5 has nothing on its left"),
        ("a NEAR/5 ONEAR/5 b", 9, "ONEAR/5 has nothing on its left"),
        ("a NEAR/5 NOT b", 9, "NOT stands before NEAR, not behind NEAR/5 (write a NOT NEAR/5 b)"),
        ("a EXCEPT NOT b", 9, "NOT stands before NEAR, not behind EXCEPT (write a EXCEPT b)"),
        ("a NOT EXCEPT b", 2, "NOT EXCEPT says nothing (write EXCEPT, or AND)"),
        ("a NOT ONEAR/5 b", 2, "NOT ONEAR/5 is no operator (write NOT NEAR/5, which looks to both sides)"),
        ("a NEAR/5 b NEAR/3 c", 11, "NEAR/5 and NEAR/3 in one chain (write a NEAR/5 b AND b NEAR/3 c)"),
        ("a NEAR/5 b ONEAR/5 c", 11, "NEAR/5 and ONEAR/5 in one chain (write a NEAR/5 b AND b ONEAR/5 c)"),
        (
            "a NEAR/5 (b OR c) NOT NEAR/5 d",
            18,
            "NEAR/5 and NOT NEAR/5 in one chain (write a NEAR/5 (b OR c) AND (b OR c) NOT NEAR/5 d)",
        ),
        (
            'a NEAR/5 b EXCEPT "b c"',
            11,
            'NEAR/5 and EXCEPT in one chain (write a NEAR/5 (b EXCEPT "b c"))',
        ),
        (
            'a EXCEPT "a b" NEAR/5 c',
            15,
            'EXCEPT and NEAR/5 in one chain (write (a EXCEPT "a b") NEAR/5 c)',
        ),
        ("a NEAR/5 (b AND c)", 12, f"AND cannot stand inside NEAR/5 ({_TAKES}; join whole clauses with AND)"),
        ("(a OR (b AND c)) ONEAR/5 d", 9, f"AND cannot stand inside ONEAR/5 ({_TAKES}; join whole clauses with AND)"),
        ("a EXCEPT (b AND c)", 12, f"AND cannot stand inside EXCEPT ({_TAKES}; join whole clauses with AND)"),
        ("TITLE(a) NEAR/5 b", 0, "TITLE(…) cannot stand inside NEAR/5 (put it around the whole: TITLE(… NEAR/5 …))"),
        (
            "a NEAR/5 (b OR FIRST/100(c))",
            15,
            "FIRST/100(…) cannot stand inside NEAR/5 (put it around the whole: FIRST/100(… NEAR/5 …))",
        ),
        ("(a NEAR/2 b) NEAR/5 c", 3, f"NEAR/2 cannot stand inside NEAR/5 ({_TAKES}; join the two with AND)"),
        ("a NEAR/5 (b NOT NEAR/2 c)", 12, f"NEAR/2 cannot stand inside NEAR/5 ({_TAKES}; join the two with AND)"),
        ("a NOT NEAR/5 ATLEAST/2(b)", 13, f"ATLEAST/2(…) cannot stand inside NOT NEAR/5 ({_TAKES})"),
        ("a NEAR/5 ANY/1(b, c)", 9, f"ANY/1(…) cannot stand inside NEAR/5 ({_TAKES})"),
    ],
)
def test_a_chain_that_cannot_be_says_where_and_what_would_work(text: str, column: int, message: str) -> None:
    parsed = parse(text)
    assert parsed.node is None
    assert [(fault.column, fault.message) for fault in parsed.faults] == [(column, message)]
