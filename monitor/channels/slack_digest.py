"""A digest as Slack shows it: a section for each rule, a line for each story."""

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.channels.slack_kit import MAX_LIST, Block, context, first_fitting, header, listed, section
from monitor.channels.slack_markup import code, link, linkable, mrkdwn, prose
from monitor.channels.wording import (
    ANOTHER_SOURCE,
    EMOJI,
    HELD_COMMAND,
    NO_TITLE,
    counted,
    digest_title,
    is_web,
    lost,
    percent,
)
from monitor.core.message import Digest, Held, Precision, Section


@dataclass(frozen=True, slots=True)
class _Step:
    """How much is shown; lengths in characters."""

    title: int
    source: int
    rules: int  #: that a line names under "also matched"; the others are counted
    unlinked: int = 0  #: so many titles, those with the longest URLs, are not linked
    stories: int = 1000
    notes: int = 10  #: rules whose precision is told, and reasons why stories were held


#: Each shows less than the one before: shorter titles, counted rules, fewer notes; then the longest URLs are not linked
#: one after the other; then shorter heads; at last fewer stories, where the caller gave more than a part takes.
#: What is left out is counted.
STEPS = (
    _Step(title=200, source=60, rules=3),
    _Step(title=120, source=60, rules=2),
    _Step(title=80, source=40, rules=0, notes=4),
    *(_Step(title=80, source=40, rules=0, unlinked=count, notes=4) for count in range(1, 21)),
    _Step(title=40, source=20, rules=0, unlinked=1000, notes=3),
    *(_Step(title=40, source=20, rules=0, unlinked=1000, stories=count, notes=3) for count in (20, 15, 10, 5)),
)


def digest_blocks(digest: Digest) -> list[Block]:
    """Return the blocks of a digest, or of one of its parts."""
    return first_fitting(STEPS, lambda step: _blocks(digest, step))


def digest_text(digest: Digest) -> str:
    """Return what phones and screen readers show."""
    return digest_title(digest)


def _blocks(digest: Digest, step: _Step) -> list[Block]:
    stories = [story for one in digest.sections for story in one.stories]
    by_length = sorted(range(len(stories)), key=lambda at: (-len(linkable(stories[at].url)), at))
    unlinked = frozenset(by_length[: step.unlinked])
    blocks = [header("digest", digest_title(digest))]
    at = 0
    for one in digest.sections:
        lines = [_head(one, step)]
        for story in one.stories:
            if at < step.stories:
                lines.append(_line(story, step, linked=at not in unlinked))
            at += 1
        if len(lines) > 1 or not one.stories:
            blocks += [section(f"stories-{len(blocks)}-{part}", text) for part, text in enumerate(_parted(lines))]
    if digest.precision and (told := _precision(digest.precision, step.notes)):
        blocks.append(context("precision", told))
    left_out = max(0, len(stories) - step.stories)
    not_linked = sum(is_web(stories[at].url) for at in unlinked if at < step.stories)
    notes = [
        counted(left_out, "more story", "more stories") if left_out else "",
        f"{counted(not_linked, 'title')} without a link: the address is too long" if not_linked else "",
        _held(digest, step.notes),
        lost(digest),
        f"times: {mrkdwn(digest.zone, 40)}",
        f"`{HELD_COMMAND}`",
    ]
    return [*blocks, context("held", " · ".join(note for note in notes if note))]


def _head(one: Section, step: _Step) -> str:
    title, rule = mrkdwn(one.rule_title, step.title), code(one.rule, min(step.title, 120))
    named = f"*{title}* · {rule}" if title and one.rule_title != one.rule else f"*{rule}*"
    return f"{named} · {counted(len(one.stories), 'story', 'stories')}"


def _line(story: Held, step: _Step, *, linked: bool) -> str:
    title = mrkdwn(story.title, step.title) or NO_TITLE
    parts = [
        f"{EMOJI[story.severity]} {link(story.url if linked else '', title)}",
        mrkdwn(story.source, step.source) or ANOTHER_SOURCE,
        f"+{story.more} more" if story.more > 0 else "",
        _also(story, step.rules),
    ]
    return " · ".join(part for part in parts if part)


def _also(story: Held, limit: int) -> str:
    if not story.also_matched:
        return ""
    if not limit:
        return f"also matched {counted(len(story.also_matched), 'rule')}"
    return f"also matched {listed([code(rule, 60) for rule in story.also_matched], limit)}"


def _parted(lines: list[str]) -> Iterator[str]:
    """Give the lines as texts that each fit a section; a line is never cut."""
    text = lines[0]
    for one in lines[1:]:
        if len(text) + 1 + len(one) > MAX_LIST:
            yield text
            text = one
        else:
            text = f"{text}\n{one}"
    yield text


def _held(digest: Digest, limit: int) -> str:
    """Return how many stories were held, by why."""
    # A mute's reason has names that people chose: only settings are dressed as code there.
    plain = str.maketrans("`", "'")
    reasons = [f"{count} {prose(reason.translate(plain), 100)}" for reason, count in digest.held]
    return f"held: {listed(reasons, limit)}" if reasons else ""


def _precision(precision: tuple[Precision, ...], limit: int) -> str:
    told = [
        f"rule {code(one.rule, 60)} {share} ({one.relevant} of {one.relevant + one.not_relevant})"
        for one in precision
        if (share := percent(one))
    ]
    return f"Precision over 30 days: {listed(told, limit)}" if told else ""
