"""Which alerts come of judged articles, and what differs between two versions of the rules."""

from datetime import timedelta

from monitor.alerts.differences import Raised, alerts_of, compare
from monitor.alerts.replay import Judged, Replay
from monitor.rules.model import Enabled, Rule, RuleSet
from tests.fakes.rule_sets import HERE, word
from tests.store.samples import NOW

HOUR = timedelta(hours=1)
ONE, OTHER = frozenset({1, 2, 3, 4}), frozenset({11, 12, 13, 14})


def rule(identity: str, *channels: str, enabled: Enabled = Enabled.TRUE) -> Rule:
    return Rule(
        identity=identity,
        title=identity,
        expression=word("x"),
        channels=channels or ("console",),
        enabled=enabled,
        position=HERE,
    )


def judged(
    number: int,
    *places: tuple[int, ...],
    after: timedelta = timedelta(0),
    signature: frozenset[int] = ONE,
    late: bool = False,
    goes_on: bool = False,
) -> Judged:
    return Judged(at=NOW + after, article_id=number, places=places, signature=signature, late=late, goes_on=goes_on)


def replayed(rules: list[Rule], *articles: Judged, version: int = 0, names: dict[str, str] | None = None) -> Replay:
    replay = Replay(RuleSet(rules=tuple(rules)), version=version, names=names)
    for article in articles:
        replay.take(article)
    return replay


def test_a_rule_alerts_once_for_a_story_however_many_tell_it() -> None:
    replay = replayed(
        [rule("a"), rule("b")],
        judged(1, (0,)),
        judged(2, (0, 1), after=HOUR),
        judged(3, (0,), after=2 * HOUR, signature=OTHER),
    )

    assert [tally.raised.tolist() for tally in replay.tallies] == [[1, 3], [2]]
    assert [tally.stories.tolist() for tally in replay.tallies] == [[1, 3], [1]]
    assert [tally.articles for tally in replay.tallies] == [3, 1]
    assert (replay.articles, replay.stories) == (3, 2)


def test_after_72_hours_the_same_text_is_another_story() -> None:
    replay = replayed([rule("a")], judged(1, (0,)), judged(2, (0,), after=72 * HOUR), judged(3, (0,), after=73 * HOUR))

    assert replay.tallies[0].raised.tolist() == [1, 3]


def test_every_channel_gets_the_alert_and_two_names_of_one_channel_get_one() -> None:
    replay = replayed([rule("a", "#desk", "C1", "console")], judged(1, (0,)), names={"#desk": "C1"})

    assert list(alerts_of(replay, 0)) == [Raised(article_id=1, story_id=1, channels=("#desk", "console"))]


def test_an_article_that_matches_after_an_edit_alerts_then() -> None:
    replay = replayed(
        [rule("a"), rule("b")],
        judged(1, (0,), goes_on=True),
        judged(2, (1,), after=HOUR),  # a copy, with rule b
        judged(1, (0, 1), after=2 * HOUR, signature=OTHER, late=True),  # its story stays, whatever it says now
    )

    assert [tally.raised.tolist() for tally in replay.tallies] == [[1], [2]]
    assert [tally.articles for tally in replay.tallies] == [1, 2]
    assert (replay.articles, replay.stories) == (2, 1)
    assert not replay._pending


def test_an_article_that_matches_only_after_an_edit_opens_its_story_then() -> None:
    first = judged(1, (), (0,), goes_on=True)
    later = judged(1, (0,), (0,), after=100 * HOUR, late=True)
    replay = replayed([rule("a")], first, judged(2, (0,), (0,), after=99 * HOUR), later)

    assert replay.tallies[0].raised.tolist() == [2]


def test_nothing_but_open_stories_and_alerts_is_held() -> None:
    replay = Replay(RuleSet(rules=(rule("a"),)))
    for number in range(1, 1_000):
        own = frozenset({number * 10 + digit for digit in range(5)})
        replay.take(judged(number, (0,), after=number * HOUR, signature=own))

    assert len(replay._open) == 73
    assert not replay._pending


def differences(now: Replay, before: Replay) -> dict[str, tuple[list[int], list[int], int]]:
    return {
        one.identity: (
            [raised.article_id for raised in one.gained],
            [raised.article_id for raised in one.lost],
            one.same,
        )
        for one in compare(now, before)
    }


def test_a_difference_names_what_each_version_alone_makes() -> None:
    articles = [judged(1, (0,), (0,)), judged(2, (0,), (), signature=OTHER), judged(3, (), (1,), signature=OTHER)]
    now = replayed([rule("a")], *articles)
    before = replayed([rule("a"), rule("gone")], *articles, version=1)

    assert differences(now, before) == {"a": ([2], [], 1), "gone": ([], [3], 0)}


def test_a_rule_that_another_rule_gives_an_earlier_first_article_of_its_story_makes_the_same_alerts() -> None:
    articles = [judged(1, (1,), ()), judged(2, (0,), (0,))]
    now = replayed([rule("a"), rule("new")], *articles)
    before = replayed([rule("a")], *articles, version=1)

    assert differences(now, before) == {"a": ([], [], 1), "new": ([1], [], 0)}


def test_a_further_channel_is_as_many_alerts_more_and_a_channel_less_so_many_less() -> None:
    articles = [judged(1, (0,), (0,)), judged(2, (0,), (), signature=OTHER)]
    now = replayed([rule("a", "#new", "#kept")], *articles)
    before = replayed([rule("a", "#kept", "#old")], *articles, version=1)

    (one,) = compare(now, before)
    assert [(raised.article_id, raised.channels) for raised in one.gained] == [(1, ("#new",)), (2, ("#new", "#kept"))]
    assert [(raised.article_id, raised.channels) for raised in one.lost] == [(1, ("#old",))]
    assert (one.alerts_gained, one.alerts_lost, one.same) == (3, 1, 1)


def test_a_shadow_rule_posts_nothing_and_its_alerts_are_counted_apart() -> None:
    articles = [judged(1, (0,), (0,)), judged(2, (0,), (), signature=OTHER)]
    now = replayed([rule("a", enabled=Enabled.SHADOW)], *articles)
    before = replayed([rule("a")], *articles, version=1)

    (one,) = compare(now, before)
    assert ([raised.article_id for raised in one.lost], one.gained) == ([1], ())
    assert ([raised.article_id for raised in one.shadow_gained], one.shadow_lost, one.same) == ([1, 2], (), 0)
    (back,) = compare(before, now)
    assert ([raised.article_id for raised in back.gained], len(back.shadow_lost)) == ([1], 2)


def test_a_version_differs_from_itself_in_nothing() -> None:
    articles = [judged(n, (0, 1), signature=frozenset({n * 10 + d for d in range(4)})) for n in range(1, 20)]
    now = replayed([rule("a"), rule("b", "#x", "#y", enabled=Enabled.SHADOW)], *articles)

    for one in compare(now, now):
        assert (one.gained, one.lost, one.shadow_gained, one.shadow_lost) == ((), (), (), ())
    assert [one.same for one in compare(now, now)] == [19, 0]
