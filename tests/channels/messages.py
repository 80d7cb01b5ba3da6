"""Messages to render: one that is written out, and strategies for any."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from monitor.core.article import Field, TextState
from monitor.core.match import Excerpt
from monitor.core.message import Copy, Message, Reason, Severity

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
KEY = "alert:relief:7:C000000001"
ORDINARY = Message(
    key=KEY,
    rule="relief",
    rule_title="Relief for the north",
    severity=Severity.HIGH,
    mention=None,
    title="Envoys trade drafts on relief & coal",
    url="https://ledger.example/world/drafts?page=1&part=2",
    source="Harbour Ledger",
    language="en",
    published_at=NOW - timedelta(minutes=3),
    found_at=NOW,
    state=TextState.FULL,
    excerpts=(
        Excerpt("Envoys offered sanctions relief to the north.", ((15, 31),)),
        Excerpt("Coal would move again under the draft.", ((0, 4), (32, 37))),
    ),
    more_excerpts=2,
    reasons=(Reason("@north", 3, ("the north", "Northerners")), Reason('"sanctions relief"', 1, ("sanctions relief",))),
    also_matched=("coal",),
    also_keys=("alert:coal:7:C000000001",),
    copies=(Copy("Wire Post", "https://wire.example/1", "Drafts"),),
)

#: What a page could try, beside anything at all.
ATTEMPTS = (
    "<!channel>",
    "<!here|x>",
    "<@U024BE7LH>",
    "<!subteam^S012345|team>",
    "*bold* _it_ ~no~ `code` ```block```",
    "<https://evil.example|Harbour Ledger>",
    ":rotating_light: :100:",
    "&lt;!channel&gt; &amp;",
    "a|b>c",
    "\x1b[31m\x1b]8;;https://evil.example\x07x",
    "\u202egnp.exe\u2066",
    "[bold red]x[/] [/]",
    "w" * 5000,
    "&" * 4000,
    '"\\' * 3000,
    "北朝鮮" * 1500,
    "\ud800\x00\ufeff",
    "",
    " \n\t ",
)
#: The long ones are tried one by one: shrinking them would take minutes.
HOSTILE = st.sampled_from([attempt for attempt in ATTEMPTS if len(attempt) < 100])
TEXT = st.one_of(st.text(max_size=120), st.lists(st.one_of(st.text(max_size=8), HOSTILE), max_size=4).map("".join))
URL = st.one_of(
    st.just("https://ledger.example/a"),
    TEXT.map(lambda tail: f"https://ledger.example/{tail}"),
    st.sampled_from(("javascript:alert(1)", "")),
)
TIME = st.datetimes(timezones=st.just(UTC))


@st.composite
def excerpts(draw: st.DrawFn) -> Excerpt:
    text = draw(TEXT)
    ends = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8, unique=True)))
    marks = tuple(zip(ends[::2], ends[1::2], strict=False))
    return Excerpt(text=text, marks=marks, field=draw(st.sampled_from(Field)))


def reasons() -> st.SearchStrategy[Reason]:
    return st.builds(Reason, TEXT, st.integers(1, 10**6), st.lists(TEXT, max_size=8).map(tuple))


def messages() -> st.SearchStrategy[Message]:
    """Return any message; rule ids and keys are ours, so they are plain; nobody is to be pinged."""
    names = st.from_regex(r"[a-z][a-z0-9-]{0,60}", fullmatch=True)
    return st.builds(
        Message,
        key=names.map(lambda name: f"alert:{name}:7:C000000001"),
        rule=names,
        rule_title=TEXT,
        severity=st.sampled_from(Severity),
        mention=st.none(),
        title=TEXT,
        url=URL,
        source=TEXT,
        language=st.one_of(st.none(), st.just("en"), TEXT),
        published_at=st.one_of(st.none(), TIME),
        found_at=TIME,
        state=st.sampled_from(TextState),
        excerpts=st.lists(excerpts(), max_size=4).map(tuple),
        more_excerpts=st.integers(0, 1000),
        reasons=st.lists(reasons(), max_size=9).map(tuple),
        also_matched=st.lists(names, max_size=12).map(tuple),
        also_keys=st.lists(names.map(lambda name: f"alert:{name}:7:C000000001"), max_size=9).map(tuple),
        copies=st.lists(st.builds(Copy, TEXT, URL, TEXT), max_size=9).map(tuple),
    )


def saying(text: str) -> Message:
    """Return a message in which everything that comes from the web is `text`."""
    marks = ((0, len(text)),) if text else ()
    return replace(
        ORDINARY,
        title=text,
        source=text,
        language=text,
        url=f"https://ledger.example/{text}",
        excerpts=(Excerpt(text, ()), Excerpt(text, marks), Excerpt(text, marks[:1])),
        reasons=(Reason("@north", 2, (text, text)),) * 3,
        copies=(Copy(text, f"https://wire.example/{text}", text),) * 3,
    )


def with_key(key: str) -> Message:
    return replace(ORDINARY, key=key)
