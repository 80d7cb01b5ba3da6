"""What stands in an alert's thread as Slack shows it: later news of the story, and edits that undo the alert."""

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.channels.slack_kit import Block, context, first_fitting, listed, quote, rich_text, said, section
from monitor.channels.slack_markup import code, link, mrkdwn
from monitor.channels.wording import ANOTHER_SOURCE, CHANGED, NO_TITLE, counted, later, line
from monitor.core.match import Excerpt
from monitor.core.message import EditNote, FollowUp, Report


@dataclass(frozen=True, slots=True)
class _Step:
    """How much is shown; lengths in characters."""

    sources: int  #: that are named, of those in the follow-up
    url: int  #: the longest URL that is linked
    telling: int  #: reports whose news is shown
    sentences: int  #: of each report, or each side of an edit
    sentence: int


#: Each shows less than the one before: shorter sentences, fewer of them, fewer sources with news, shorter links, at
#: last no sentence and no link to a source. What is left out is counted.
STEPS = (
    _Step(sources=8, url=500, telling=4, sentences=4, sentence=500),
    _Step(sources=8, url=500, telling=4, sentences=3, sentence=300),
    _Step(sources=8, url=500, telling=3, sentences=2, sentence=250),
    _Step(sources=6, url=300, telling=2, sentences=1, sentence=200),
    _Step(sources=5, url=200, telling=1, sentences=1, sentence=150),
    _Step(sources=5, url=0, telling=0, sentences=0, sentence=0),
)


def follow_up_blocks(follow_up: FollowUp) -> list[Block]:
    """Return who else tells the story and, of each, the sentences that nobody had before."""
    return first_fitting(STEPS, lambda step: _follow_up(follow_up, step))


def follow_up_text(follow_up: FollowUp) -> str:
    """Return what phones and screen readers show."""
    names = [_source(report) for report in follow_up.reports]
    return f"Also reported by {listed(names, 5, further=follow_up.more)}"


def edit_blocks(note: EditNote) -> list[Block]:
    """Return that an article was changed, with the sentences that went and that came."""
    return first_fitting(STEPS, lambda step: _edit(note, step))


def edit_text(note: EditNote) -> str:
    """Return what phones and screen readers show."""
    return f"{_changed(note)}: {mrkdwn(note.title, 300) or NO_TITLE}"


def _follow_up(follow_up: FollowUp, step: _Step) -> list[Block]:
    names = [_named(report, step.url) for report in follow_up.reports]
    blocks = [section("reports", f"Also reported by {listed(names, step.sources, further=follow_up.more)}")]
    telling = [report for report in follow_up.reports if report.news]
    told: list[Block] = []
    shown = 0
    for report in telling[: step.telling]:
        sentences = report.news[: step.sentences]
        if quoted := quote(sentences, step.sentence):
            told += [said(("New in ", False), (line(report.source, 80) or ANOTHER_SOURCE, True), (":", False)), quoted]
        shown += len(sentences)
    return _with_sentences(blocks, told, hidden=sum(len(report.news) for report in telling) - shown)


def _named(report: Report, longest_url: int) -> str:
    after = later(report.after_s)
    label = f"*{link(report.url if len(report.url) <= longest_url else '', _source(report))}*"
    return f"{label} ({after})" if after else label


def _source(report: Report) -> str:
    return mrkdwn(report.source, 80) or ANOTHER_SOURCE


def _edit(note: EditNote, step: _Step) -> list[Block]:
    title = mrkdwn(note.title, 200) or NO_TITLE
    source = mrkdwn(note.source, 80)
    blocks = [section("change", f"{_changed(note)}\n*{link(note.url, title)}*{f' · {source}' if source else ''}")]
    told: list[Block] = []
    for label, sentences in (("Gone:", note.removed), ("Now:", note.added)):
        shown = quote([Excerpt(sentence, ()) for sentence in sentences[: step.sentences]], step.sentence)
        told += [said((label, False)), shown] if shown else []
    hidden = sum(max(0, len(sentences) - step.sentences) for sentences in (note.removed, note.added))
    return _with_sentences(blocks, told, hidden=hidden)


def _changed(note: EditNote) -> str:
    return CHANGED.format(rule=code(note.rule, 120))


def _with_sentences(blocks: Sequence[Block], told: Sequence[Block], *, hidden: int) -> list[Block]:
    """Return the blocks with rich text below, and how many sentences are not shown."""
    rest = [context("more", f"{counted(hidden, 'more sentence')}")] if hidden else []
    return [*blocks, *([rich_text("sentences", told)] if told else []), *rest]
