"""Messages to render: one that is written out, and strategies for any."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from monitor.core.article import Field, TextState
from monitor.core.match import Excerpt
from monitor.core.message import (
    Content,
    Copy,
    Digest,
    EditNote,
    FollowUp,
    Held,
    Message,
    Notice,
    Precision,
    Reason,
    Remark,
    Report,
    Section,
    Severity,
)

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

ANSWERED = replace(
    ORDINARY,
    number=17,
    remarks=(
        Remark(words="not relevant", by="ana", at=NOW + timedelta(minutes=4)),
        Remark(words="muted the rule until 2026-11-24 16:05 UTC", by="ana", at=NOW + timedelta(minutes=5)),
    ),
)
LATER = FollowUp(
    key="follow-up:17:1",
    rule="relief",
    severity=Severity.HIGH,
    reports=(
        Report(source="Wire Post", url="https://wire.example/1", title="Drafts", after_s=720, news=()),
        Report(
            source="Coast Daily",
            url="https://coast.example/drafts?a=1&b=2",
            title="Draft names two banks",
            after_s=1860,
            news=(
                Excerpt("The draft names two banks of the north.", ((33, 38),)),
                Excerpt("Relief would begin in May.", ((0, 6),)),
            ),
        ),
    ),
    more=3,
)
UNDONE = EditNote(
    key="edit:17:9.2",
    rule="relief",
    severity=Severity.HIGH,
    title="Envoys trade drafts on relief & coal",
    url="https://ledger.example/world/drafts?page=1&part=2",
    source="Harbour Ledger",
    removed=("Envoys offered sanctions relief to the north.",),
    added=("Envoys offered talks about *fishing*.",),
)
SUMMED_UP = Digest(
    key="digest:C000000001:2026-11-23T18:00:1",
    part=1,
    parts=1,
    since=NOW - timedelta(hours=9),
    until=NOW + timedelta(hours=1),
    zone="Europe/Berlin",
    stories=3,
    articles=7,
    sections=(
        Section(
            rule="relief",
            rule_title="Relief for the north",
            stories=(
                Held(
                    title="Envoys trade drafts on relief & coal",
                    url="https://ledger.example/world/drafts?page=1&part=2",
                    source="Harbour Ledger",
                    severity=Severity.HIGH,
                    more=2,
                    also_matched=("coal",),
                    reason="quiet hours",
                ),
                Held(
                    title="Northern port opens again",
                    url="https://wire.example/2",
                    source="Wire Post",
                    severity=Severity.NORMAL,
                    more=0,
                    also_matched=(),
                    reason="quiet hours",
                ),
            ),
        ),
        Section(
            rule="cement",
            rule_title="Cement prices",
            stories=(
                Held(
                    title="Kilns go cold",
                    url="https://coast.example/kilns",
                    source="Coast Daily",
                    severity=Severity.LOW,
                    more=2,
                    also_matched=(),
                    reason="over max_per_hour",
                ),
            ),
        ),
    ),
    held=(("quiet hours", 2), ("over max_per_hour", 1)),
    precision=(Precision(rule="relief", relevant=9, not_relevant=3),),
)
NOTED = Notice(key="notice:cap:C000000001:2026-11-23", text="3 alerts of rule cement are held: over max_per_hour.")
EVERY_KIND: tuple[Content, ...] = (ORDINARY, ANSWERED, LATER, UNDONE, SUMMED_UP, NOTED)

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


#: What makes a message long: words without a place to cut, characters that are escaped, addresses nobody would type.
LONG = st.sampled_from(("w" * 100_000, "&" * 4000, '"\\' * 3000, "北朝鮮" * 1500, "𝒜 " * 900, 'a&b"' * 800))
WILD = st.one_of(TEXT, TEXT, TEXT, TEXT, LONG)
WILD_URL = st.one_of(
    URL,
    st.integers(100, 2100).map(lambda length: "https://long.example/".ljust(length, "x")),
    st.integers(100, 700).map(lambda length: "https://long.example/?" + "a&" * (length // 2)),
    st.just("HTTP://ledger.example/a|b>c<!channel>"),
)
NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,60}", fullmatch=True)
KEYS = NAMES.map(lambda name: f"alert:{name}:7:C000000001")
MENTIONS = st.one_of(
    st.none(),
    st.sampled_from(
        ("@here", "<!channel>", "@U024BE7LH", "@S012345678", "<!here|x>", "<@U024BE7LH> <!channel>", "@sam")
    ),
    TEXT,
)
REMARKS = st.builds(Remark, words=st.one_of(WILD, st.sampled_from(("relevant", "not relevant"))), by=WILD, at=TIME)


@st.composite
def wild_excerpts(draw: st.DrawFn) -> Excerpt:
    text = draw(WILD)
    ends = sorted(draw(st.lists(st.integers(0, len(text)), max_size=12, unique=True)))
    return Excerpt(text=text, marks=tuple(zip(ends[::2], ends[1::2], strict=False)))


def wild_messages() -> st.SearchStrategy[Message]:
    """Return any alert, long ones too, that may ping whom its rule names."""
    wild_reasons = st.builds(Reason, WILD, st.integers(1, 10**6), st.lists(WILD, max_size=8).map(tuple))
    return st.builds(
        Message,
        key=KEYS,
        rule=NAMES,
        rule_title=WILD,
        severity=st.sampled_from(Severity),
        mention=MENTIONS,
        title=WILD,
        url=WILD_URL,
        source=WILD,
        language=st.one_of(st.none(), WILD),
        published_at=st.one_of(st.none(), TIME),
        found_at=TIME,
        state=st.sampled_from(TextState),
        excerpts=st.lists(wild_excerpts(), max_size=4).map(tuple),
        more_excerpts=st.integers(0, 1000),
        reasons=st.lists(wild_reasons, max_size=9).map(tuple),
        also_matched=st.lists(st.one_of(NAMES, WILD), max_size=40).map(tuple),
        also_keys=st.lists(KEYS, max_size=40).map(tuple),
        copies=st.lists(st.builds(Copy, WILD, WILD_URL, WILD), max_size=40).map(tuple),
        number=st.integers(0, 10**9),
        remarks=st.lists(REMARKS, max_size=7).map(tuple),
    )


def wild_follow_ups() -> st.SearchStrategy[FollowUp]:
    reports = st.builds(
        Report,
        source=WILD,
        url=WILD_URL,
        title=WILD,
        after_s=st.floats(-1e6, 1e8),
        news=st.lists(wild_excerpts(), max_size=5).map(tuple),
    )
    return st.builds(
        FollowUp,
        key=KEYS,
        rule=NAMES,
        severity=st.sampled_from(Severity),
        reports=st.lists(reports, max_size=12).map(tuple),
        more=st.integers(0, 1000),
    )


def wild_edit_notes() -> st.SearchStrategy[EditNote]:
    sentences = st.lists(WILD, max_size=6).map(tuple)
    return st.builds(
        EditNote,
        key=KEYS,
        rule=NAMES,
        severity=st.sampled_from(Severity),
        title=WILD,
        url=WILD_URL,
        source=WILD,
        removed=sentences,
        added=sentences,
    )


def wild_digests() -> st.SearchStrategy[Digest]:
    """Return any part of a digest, some with more stories than a part should have."""
    stories = st.builds(
        Held,
        title=WILD,
        url=WILD_URL,
        source=WILD,
        severity=st.sampled_from(Severity),
        more=st.integers(0, 1000),
        also_matched=st.lists(NAMES, max_size=5).map(tuple),
        reason=WILD,
    )
    sections = st.builds(Section, rule=NAMES, rule_title=WILD, stories=st.lists(stories, max_size=12).map(tuple))
    precision = st.builds(Precision, rule=NAMES, relevant=st.integers(0, 9), not_relevant=st.integers(0, 9))
    return st.builds(
        Digest,
        key=KEYS,
        part=st.integers(1, 9),
        parts=st.integers(1, 9),
        since=TIME,
        until=TIME,
        zone=st.one_of(st.sampled_from(("Europe/Berlin", "Asia/Kathmandu", "Europe", "UTC", "/etc")), TEXT),
        stories=st.integers(0, 1000),
        articles=st.integers(0, 10**6),
        sections=st.lists(sections, max_size=9).map(tuple),
        held=st.lists(st.tuples(WILD, st.integers(1, 1000)), max_size=12).map(tuple),
        precision=st.lists(precision, max_size=30).map(tuple),
    )


def wild_notices() -> st.SearchStrategy[Notice]:
    return st.builds(Notice, key=KEYS, text=WILD)


WILD_KINDS: dict[type[Content], st.SearchStrategy[Content]] = {
    Message: wild_messages(),
    FollowUp: wild_follow_ups(),
    EditNote: wild_edit_notes(),
    Digest: wild_digests(),
    Notice: wild_notices(),
}


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
