"""What a mute holds, and what it does not."""

import pytest

from monitor.alerts.mutes import mute_of
from monitor.core.mutes import Mute, MuteKind
from monitor.core.records import StoredMatch
from tests.alerts.rows import CHANNEL, STORY, article, match, muted

MATCH = match("iran", spans=(("@iran", "Tehran"), ("~sanction", "sanctions")), of=article(site="Harbour Times"))


def holding(found: StoredMatch, *mutes: Mute) -> Mute | None:
    return mute_of(found, story_id=STORY, channel=CHANNEL, mutes=mutes)


@pytest.mark.parametrize(
    ("kind", "target", "holds"),
    [
        (MuteKind.RULE, "iran", True),
        (MuteKind.RULE, "iran-deal", False),
        (MuteKind.SOURCE, "harbour times", True),
        (MuteKind.SOURCE, "site1.example", True),
        (MuteKind.SOURCE, "www.site1.example", True),
        (MuteKind.SOURCE, "Harbour", False),
        (MuteKind.STORY, str(STORY), True),
        (MuteKind.STORY, "8", False),
        (MuteKind.ENTITY, "iran", True),
        (MuteKind.ENTITY, "tehran", False),
    ],
)
def test_a_mute_holds_what_it_names(kind: MuteKind, target: str, holds: bool) -> None:
    mute = muted(kind, target)
    assert holding(MATCH, mute) == (mute if holds else None)


def test_a_mute_of_another_channel_holds_nothing_here() -> None:
    here, there = muted(MuteKind.RULE, "iran", channel=CHANNEL), muted(MuteKind.RULE, "iran", channel="C9")
    assert holding(MATCH, there) is None
    assert holding(MATCH, here) == here


def test_of_several_mutes_the_one_that_ends_last_holds() -> None:
    short, long = muted(MuteKind.RULE, "iran"), muted(MuteKind.STORY, str(STORY), hours=99, number=2)
    assert holding(MATCH, short, long) == holding(MATCH, long, short) == long


def test_a_mute_says_in_words_why_something_is_held() -> None:
    assert str(muted(MuteKind.ENTITY, "north-korea")) == "mute: entity north-korea, by ana"
