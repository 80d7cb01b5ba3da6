"""Rule files that are edited at random: sound ones, hardly meant ones, broken ones."""

from pathlib import Path

from hypothesis import strategies as st

_NAMES = [
    "Iran",
    "waiver",
    "waivers",
    "~waiver",
    "US",
    "C++",
    "sanc*",
    "wai*",
    "trade war",
    "=AT&T",
    "tankers",
    "~ship",
]
_EXPRESSIONS = [
    "waiver AND @iran",
    "waivers OR @deals",
    "~waiver AND @rest",
    "tanker AND ~ship",
    "@iran NEAR/60 @deals",
    "@deals AND NOT day",
    "US",
    "sanc* OR /x+y/ OR sanctions",
    "(a OR a) AND SENTENCE(@iran AND C)",
    "ship AND @others",
    "Iran sanctions",
    '"a b" EXCEPT "c d"',
]
_WHERES = [
    "{languages: [en]}",
    "{languages: [ko, ja]}",
    "{languages: [de], tags: [a]}",
    "{tags: [a]}",
    "{languages: [ja, en]}",
]
_BROKEN = [
    "entities: [\n",
    "zzz: 1\n",
    "rules:\n  - match: a\n",
    "\ta: b\n",
    "",
    "# nothing\n",
    "feeds:\n  - feed: x\n",
]


@st.composite
def _entity(draw: st.DrawFn) -> str:
    identity = draw(st.sampled_from(["iran", "iran", "more", "others", "deals"]))
    names = draw(st.lists(st.sampled_from(_NAMES), max_size=3, unique=True))
    lines = [f"  - entity: {identity}"]
    if names:
        lines.append(f"    names: [{', '.join(names)}]")
    if draw(st.booleans()) or not names:
        lines.append("    country: IR")
    return "\n".join(lines) + "\n"


@st.composite
def _term(draw: st.DrawFn) -> str:
    names = draw(st.lists(st.sampled_from(_NAMES), min_size=1, max_size=4, unique=True))
    return f"  - term: {draw(st.sampled_from(['deals', 'deals', 'lost', 'rest']))}\n    any: [{', '.join(names)}]\n"


@st.composite
def _rule(draw: st.DrawFn) -> str:
    lines = [f"  - rule: r{draw(st.integers(1, 40))}", f"    match: '{draw(st.sampled_from(_EXPRESSIONS))}'"]
    if draw(st.booleans()):
        lines.append(f"    where: {draw(st.sampled_from(_WHERES))}")
    if draw(st.booleans()):
        lines.append("""    channel: ["#desk", console]""")
    if draw(st.booleans()):
        lines += ["    tests:", "      - given: A waiver for Iran.", "        expect: match"]
    return "\n".join(lines) + "\n"


_DEFAULTS = st.builds(
    "defaults:\n  {}\n  {}\n".format,
    st.sampled_from(["channel: console", 'channel: "#desk"', "severity: high"]),
    st.sampled_from(["", *(f"where: {where}" for where in _WHERES)]),
)
_LISTS = st.one_of(
    st.lists(_entity(), min_size=1, max_size=2).map(lambda items: "entities:\n" + "".join(items)),
    st.lists(_term(), min_size=1, max_size=2).map(lambda items: "terms:\n" + "".join(items)),
    st.sampled_from(["feeds:\n  - {feed: 'https://a.example/x', language: ko}\n", 'channels:\n  - channel: "#desk"\n']),
    _DEFAULTS,
)
_RULES = st.lists(_rule(), min_size=1, max_size=3).map(lambda items: "rules:\n" + "".join(items))
_TEXTS = st.one_of(_LISTS, _RULES, st.tuples(_LISTS, _RULES).map("".join))

#: A sound beginning, so that what is edited mostly loads.
START = {
    "a.yaml": "defaults:\n  channel: console\n",
    "b-c.yaml": "entities:\n  - entity: iran\n    names: [Iran]\n    country: IR\n",
    "b/c.yaml": "terms:\n  - term: deals\n    any: [waivers, ~ease]\n",
    "d.yaml": "rules:\n  - rule: r0\n    match: 'waiver AND @iran AND @deals'\n  - rule: r1\n    match: tanker\n",
    "e.yaml": "rules:\n  - rule: r2\n    match: '~ship OR vessel'\n    where: {languages: [ja]}\n",
}

#: One edit: which file gets which text; None deletes it. Mostly a file of rules gets other rules, which then load.
EDITS = st.one_of(
    *[st.tuples(st.sampled_from(["d.yaml", "e.yaml", "f.yaml", "g.yaml"]), _RULES)] * 3,
    st.tuples(st.sampled_from(["a.yaml"]), _DEFAULTS),
    st.tuples(
        st.sampled_from([*START, "f.yaml"]),
        st.one_of(_TEXTS, st.sampled_from([*_BROKEN, None, *START.values()])),
    ),
)


def apply(directory: Path, name: str, text: str | None) -> None:
    """Write or delete a file."""
    file = directory / name
    file.parent.mkdir(parents=True, exist_ok=True)
    if text is None:
        file.unlink(missing_ok=True)
    else:
        file.write_text(text, "utf-8")
