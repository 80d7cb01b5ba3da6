"""The tests that rules carry, as values; they are run elsewhere (`monitor.pipeline.check`)."""

import re
from collections.abc import Sequence as Values

from monitor.core.article import Article, TextState
from monitor.rules import scalars
from monitor.rules.model import RuleTest
from monitor.rules.reader import Fields, Reader, Shape
from monitor.rules.yaml_nodes import Mapping, Node, Scalar

_TEST = Shape("a test", ("given", "expect", "spans"), "- given: a text")
_GIVEN = Shape(
    "given", ("title", "body", "captions", "url", "language", "tags", "feed", "state", "file"), "given: {title: A text}"
)

_EXPECT = ("match", "no match")
_LEAD_WORDS = 15  #: RULES.md §2: a first paragraph of fewer words is a byline
_BLANK_LINE = re.compile(r"\n(?:[^\S\n]*\n)+")


def read_tests(reader: Reader, node: Node, languages: Values[str]) -> tuple[RuleTest, ...]:
    """Read the tests of a rule; `languages` are those of its `where`."""
    language = language_of_tests(languages)
    tests = [_read_test(reader, item, language) for item in reader.items(node, "tests")]
    return tuple(test for test in tests if test is not None)


def language_of_tests(languages: Values[str]) -> str:
    """Return the language of tests that say none: the first that `where` names, else English."""
    return next((tag for tag in map(scalars.parse_language, languages) if tag), "en")


def _read_test(reader: Reader, node: Node, language: str) -> RuleTest | None:
    fields = reader.fields(node, _TEST)
    if fields is None:
        return None
    for key, wanted in (("given", "given: a text"), ("expect", "expect: match, or expect: no match")):
        if key not in fields:
            reader.problem(fields.start, f"this test has no {key} (write {wanted})")
    expect = reader.one_of(fields.values["expect"], "expect", _EXPECT) if "expect" in fields else None
    spans = reader.texts(fields.values["spans"], "spans") if "spans" in fields else None
    if spans is not None and expect == "no match":
        reader.problem(fields.keys["spans"], "spans need a match (delete the line, or expect: match)")
    if "given" not in fields:
        return None
    given = fields.values["given"]
    article, file, said = _read_given(reader, given, language)
    if expect is None or (article is None and file is None):
        return None
    return RuleTest(
        given=article,
        file=file,
        said=said,
        expect_match=expect == "match",
        spans=spans,
        position=reader.position(fields.start),
    )


def _read_given(reader: Reader, node: Node, language: str) -> tuple[Article | None, str | None, frozenset[str]]:
    """Return the article or the file that a test is about, and what was said of it."""
    if not isinstance(node, Mapping):
        body = _read_body(reader, node, "given")
        article = None if body is None else Article(url="", title="", text=body, lead=_lead(body), language=language)
        return article, None, frozenset({"body"})
    fields = reader.fields(node, _GIVEN)
    if fields is None:
        return None, None, frozenset()
    said = frozenset(fields.keys)
    if "file" not in fields:
        return _read_article(reader, fields, language), None, said
    for key, at in fields.keys.items():
        if key != "file":
            reader.problem(at, f"{key} beside file: the file says it all (delete one of them)")
    return None, reader.text(fields.values["file"], "file"), frozenset()


def _read_article(reader: Reader, fields: Fields, language: str) -> Article:
    values = fields.values
    state = reader.one_of(values["state"], "state", tuple(TextState)) if "state" in fields else None
    said = scalars.language(reader, values["language"], "language") if "language" in fields else None
    feed = reader.text(values["feed"], "feed") if "feed" in fields else None
    url = scalars.web_url(reader, values["url"], "url") if "url" in fields else None
    title = reader.words(values["title"], "title") if "title" in fields else None
    body = _read_body(reader, values["body"], "body") if "body" in fields else None
    captions = reader.texts(values["captions"], "captions") if "captions" in fields else ()
    tags = reader.texts(values["tags"], "tags") if "tags" in fields else ()
    return Article(
        url=url or "",
        title=" ".join((title or "").split()),
        text=body or "",
        lead=_lead(body or ""),
        captions=tuple(" ".join(caption.split()) for caption in captions),
        language=said or language,
        state=TextState(state) if state else TextState.FULL,
        feeds=(feed,) if feed else (),
        tags=frozenset(tags),
    )


def _read_body(reader: Reader, node: Node, what: str) -> str | None:
    """Read a text whose blank lines part paragraphs; a single line break is a space."""
    text = reader.words(node, what)
    if text is None or not isinstance(node, Scalar):
        return None
    raw = reader.source.text[node.start : node.end]
    # Outside | blocks YAML has joined the lines already, and one newline is what it makes of a blank line.
    joined = node.style in {"", "'", ">"} or (node.style == '"' and "\\n" not in raw)
    parts = text.split("\n") if joined else _BLANK_LINE.split(text)
    return "\n".join(paragraph for part in parts if (paragraph := " ".join(part.split())))


def _lead(body: str) -> str:
    paragraphs = body.split("\n")
    return next((part for part in paragraphs if len(part.split()) >= _LEAD_WORDS), paragraphs[0])
