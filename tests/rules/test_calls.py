import pytest

from monitor.rules.nodes import And, AnyOf, AtLeast, Except, Near, Node, Not, NotNear, Or, Scope, Unit, Words
from monitor.rules.parse import parse

A, B, C = Words("a"), Words("b"), Words("c")


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("SENTENCE(a AND b)", Scope(Unit.SENTENCE, And((A, B)))),
        ("PARAGRAPH(a AND NOT b)", Scope(Unit.PARAGRAPH, And((A, Not(B))))),
        ("TITLE(a)", Scope(Unit.TITLE, A)),
        ("TITLE (a)", Scope(Unit.TITLE, A)),
        ("LEAD(a OR b)", Scope(Unit.LEAD, Or((A, B)))),
        ("BODY(a)", Scope(Unit.BODY, A)),
        ("CAPTION(a)", Scope(Unit.CAPTION, A)),
        ("FIRST/100(a)", Scope(Unit.FIRST, A, 100)),
        ("ATLEAST/3(a)", AtLeast(3, A)),
        ("ATLEAST/3((a OR b) EXCEPT c)", AtLeast(3, Except(Or((A, B)), C))),
        ("ATLEAST/3(a NEAR/5 b)", AtLeast(3, Near((A, B), 5))),
        ("ATLEAST/3(a NOT NEAR/5 b)", AtLeast(3, NotNear(A, B, 5))),
        ("ANY/2(a, b, c)", AnyOf(2, (A, B, C))),
        ("ANY/1(a)", AnyOf(1, (A,))),
        ("ANY/2(a AND NOT b, b OR c, TITLE(c))", AnyOf(2, (And((A, Not(B))), Or((B, C)), Scope(Unit.TITLE, C)))),
        ("ANY/1(ANY/2(a, b), c)", AnyOf(1, (AnyOf(2, (A, B)), C))),
        ("LEAD(SENTENCE(a NEAR/5 b))", Scope(Unit.LEAD, Scope(Unit.SENTENCE, Near((A, B), 5)))),
        ("a AND NOT TITLE(b)", And((A, Not(Scope(Unit.TITLE, B))))),
    ],
)
def test_scopes_and_counts_are_read_as_written(text: str, node: Node) -> None:
    assert parse(text).node == node


def test_a_call_knows_its_column() -> None:
    node = parse("a AND TITLE(b)").node
    assert isinstance(node, And)
    assert node.items[1].column == 6


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("title(a)", 0, 'write TITLE, or quote the word: "title"'),
        ("a AND Sentence(b)", 6, 'write SENTENCE, or quote the word: "Sentence"'),
        ("any/2(a, b)", 0, 'write ANY/2, or quote the word: "any/2"'),
        ("TITLE", 0, 'TITLE is the name of a scope (to look for the word, quote it: "title")'),
        ("a AND TITLE b", 6, 'TITLE is the name of a scope (to look for the word, quote it: "title")'),
        ("TITEL(a) AND b", 0, "unknown scope TITEL (did you mean TITLE?)"),
        (
            "PAGE(a AND b)",
            0,
            (
                "unknown scope PAGE (there are SENTENCE, PARAGRAPH, TITLE, LEAD, BODY, CAPTION, FIRST/100, ATLEAST/3, "
                "ANY/2)"
            ),
        ),
        ("ATLEAST3(a)", 0, "write ATLEAST/3, with a slash"),
        ("LAST/5(a)", 0, "unknown operator LAST/5 (did you mean ATLEAST/5?)"),
        ("TITLE/5(a)", 0, "TITLE/5: TITLE takes no number"),
        ("FIRST(a)", 0, "FIRST needs a number from 1 to 100,000 right behind it: FIRST/100(…)"),
        ("FIRST/0(a)", 0, "FIRST/0 needs a number from 1 to 100,000 right behind it: FIRST/100(…)"),
        ("ATLEAST(a)", 0, "ATLEAST needs a number from 1 to 100,000 right behind it: ATLEAST/3(…)"),
        ("ATLEAST/0(a)", 0, "ATLEAST/0 needs a number from 1 to 100,000 right behind it: ATLEAST/3(…)"),
        ("ANY(a, b)", 0, "ANY needs a number from 1 to 100,000 right behind it: ANY/2(…)"),
        ("ANY/0(a, b)", 0, "ANY/0 needs a number from 1 to 100,000 right behind it: ANY/2(…)"),
        ("ANY/x(a, b)", 0, "ANY/x needs a number from 1 to 100,000 right behind it: ANY/2(…)"),
        ("FIRST/100", 0, "FIRST/100 needs parentheses behind it: FIRST/100(…)"),
        ("TITLE()", 5, "empty parentheses (write something between them)"),
        ("ANY/2()", 5, "empty parentheses (write something between them)"),
        ("a AND SENTENCE(b", 14, "this ( is never closed"),
        ("ANY/2(a, b", 5, "this ( is never closed"),
        (
            "ANY/3(a, b)",
            0,
            "ANY/3 needs at least 3 items, and only 2 stand here (items are parted by commas)",
        ),
        (
            "ANY/2(a OR b)",
            0,
            "ANY/2 needs at least 2 items, and only 1 stands here (items are parted by commas)",
        ),
        ("ANY/2(a,, b)", 8, "an item of ANY/2 is missing before , (write it, or no comma)"),
        ("ANY/2(a, b,)", 11, "an item of ANY/2 is missing before ) (write it, or no comma)"),
        ("ANY/2(a AND, b)", 8, "AND has nothing on its right"),
        ("ANY/2((a, b), c, d)", 8, "a comma joins nothing here (write AND or OR, or quote the text)"),
        ("TITLE(a, b)", 7, "a comma joins nothing here (write AND or OR, or quote the text)"),
        ("TITLE(NOT a)", 6, "NOT stands only after AND and needs something positive before it: write a AND NOT b"),
        (
            "ANY/2(a, NOT b, c)",
            9,
            "NOT stands only after AND and needs something positive before it: write a AND NOT b",
        ),
        ("TITLE(a AND b OR c)", 14, "AND and OR in one list need parentheses: write (a AND b) OR c or a AND (b OR c)"),
        ("TITLE(a) b", 9, "no operator between TITLE(a) and b (write AND or OR, or one phrase)"),
        (
            "ATLEAST/3(a AND b)",
            12,
            (
                "AND cannot stand inside ATLEAST/3 "
                "(it takes words, phrases, @names and groups with OR; join whole clauses with AND)"
            ),
        ),
        (
            "ATLEAST/3(TITLE(a))",
            10,
            "TITLE(…) cannot stand inside ATLEAST/3 (put it around the whole: TITLE(ATLEAST/3(…)))",
        ),
    ],
)
def test_a_call_that_cannot_be_says_where_and_what_would_work(text: str, column: int, message: str) -> None:
    parsed = parse(text)
    assert parsed.node is None
    assert [(fault.column, fault.message) for fault in parsed.faults] == [(column, message)]
