"""One file with ten mistakes of ten kinds: `monitor check` tells all of them at once, each where it is."""

from pathlib import Path

from tests.app.command import call_monitor, run_monitor

#: The numbers in front are no part of the file; columns count from the character behind the bar.
NUMBERED = """\
 1|feeds:
 2|  - feed: https://news.example/asia.xml
 3|    evry: 5m
 4|  - feed: https://news.example/ports.xml
 5|    every: 5 minutes
 6|    tags: asia
 7|entities:
 8|  - entity: north-korea
 9|    names: [North Korea, =DPRK]
10|  - entity: united-kingdom
11|    country: UK
12|rules:
13|  - rule: relief
14|    match: |
15|      "sanctions relief"
16|        AND @north-korea
17|        AND (talks NEAR summit)
18|    channel: console
19|  - rule: ports
20|    match: strike AND port OR harbour
21|    channel: console
22|  - rule: summit
23|    match: North Korea
24|    channel: korea-desk
25|  - rule: relief
26|    match: ~ease NEAR/5 @north-korae
27|    channel: console
"""

#: Line, column, and what an editor would find there.
MISTAKES = [
    (3, 5, "evry", "unknown key evry in a feed (did you mean every?)"),
    (5, 12, "5 minutes", "every: 5 minutes is not a duration (did you mean 5m?)"),
    (6, 11, "asia", "tags is a list: [asia], or one item a line behind a dash"),
    (11, 14, "UK", "unknown country UK (did you mean GB?)"),
    (17, 20, "NEAR summit", "NEAR needs a number of words up to 100,000 right behind it: NEAR/5"),
    (20, 28, "OR harbour", "write (strike AND port) OR harbour or strike AND (port OR harbour)"),
    (23, 18, "Korea", 'write "North Korea" for the phrase, or North AND Korea'),
    (24, 14, "korea-desk", 'write "#korea-desk" for a Slack channel, its ID, webhook:NAME, or console'),
    (25, 11, "relief", "the rule relief is here twice (the first is on line 13; rename or delete one)"),
    (26, 25, "@north-korae", "unknown entity or term @north-korae (did you mean @north-korea?)"),
]


def _file(directory: Path) -> Path:
    path = directory / "desk.yaml"
    path.write_text("".join(line.partition("|")[2] for line in NUMBERED.splitlines(keepends=True)))
    return path


def test_ten_mistakes_are_ten_lines_each_at_its_place_with_what_would_work(tmp_path: Path) -> None:
    path = _file(tmp_path)

    ended = run_monitor("check", str(path))

    assert (ended.status, ended.stdout) == (1, "")
    told = [line for line in ended.stderr.splitlines() if not line.startswith(" ")]
    assert len(told) == len(MISTAKES), ended.stderr
    for line, (number, column, _, advice) in zip(told, MISTAKES, strict=True):
        assert line.startswith(f"{path}:{number}:{column}: ")
        assert advice in line


def test_each_place_is_that_of_the_mistake(tmp_path: Path) -> None:
    lines = _file(tmp_path).read_text().splitlines()

    for number, column, wrong, _ in MISTAKES:
        assert lines[number - 1][column - 1 :].startswith(wrong)


def test_each_mistake_put_right_is_one_line_less(tmp_path: Path) -> None:
    path = _file(tmp_path)
    right = {
        3: "    every: 5m",
        5: "    every: 5m",
        6: "    tags: [asia]",
        11: "    country: GB",
        17: "        AND (talks NEAR/5 summit)",
        20: "    match: (strike AND port) OR harbour",
        23: "    match: '\"North Korea\"'",
        24: '    channel: "#korea-desk"',
        25: "  - rule: relief-near",
        26: "    match: ~ease NEAR/5 @north-korea",
    }
    lines = path.read_text().splitlines()

    for done, (number, fixed) in enumerate(right.items(), 1):
        lines[number - 1] = fixed
        path.write_text("\n".join(lines) + "\n")
        ended = call_monitor("check", str(path))
        places = [line for line in ended.stderr.splitlines() if not line.startswith(" ") and "warning[" not in line]
        assert len(places) == len(MISTAKES) - done, ended.stderr
        assert ended.status == (1 if places else 0)
