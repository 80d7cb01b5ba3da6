"""An alert as Slack shows it, with its buttons where clicks can be heard."""

from dataclasses import dataclass

from monitor.channels.slack_kit import (
    Block,
    context,
    first_fitting,
    listed,
    mrkdwn_object,
    plain_object,
    quotes,
    rich_text,
    section,
)
from monitor.channels.slack_markup import code, date, link, linkable, mention, mrkdwn
from monitor.channels.wording import ANOTHER_SOURCE, EMOJI, NO_TITLE, STATE_WORDS, capital, counted, found_after, when
from monitor.core.message import Copy, Message, Reason, Remark
from monitor.core.mutes import Action, Verdict

#: The id of the menu; its options carry what they do: `mute-rule-24h:17`.
MENU = "mute"
BUTTONS = {Action.RELEVANT: "Relevant", Action.NOT_RELEVANT: "Not relevant"}
MENU_OPTIONS = {
    Action.MUTE_RULE_DAY: "Mute rule 24 h",
    Action.MUTE_RULE_WEEK: "Mute rule 7 d",
    Action.MUTE_SOURCE: "Mute this source 7 d",
}


@dataclass(frozen=True, slots=True)
class _Step:
    """How much is shown; lengths in characters."""

    excerpts: int
    excerpt: int
    copies: int
    clauses: int
    words: int
    remarks: int = 5
    title: int = 300


#: Each shows less than the one before: shorter excerpts, fewer copies and words, fewer excerpts, at last none.
STEPS = (
    _Step(excerpts=3, excerpt=400, copies=6, clauses=8, words=5),
    _Step(excerpts=3, excerpt=250, copies=6, clauses=8, words=5),
    _Step(excerpts=3, excerpt=250, copies=2, clauses=5, words=3),
    _Step(excerpts=2, excerpt=200, copies=1, clauses=3, words=2, remarks=3),
    _Step(excerpts=1, excerpt=150, copies=1, clauses=2, words=1, remarks=2, title=150),
    _Step(excerpts=0, excerpt=0, copies=0, clauses=1, words=1, remarks=1, title=150),
)


def message_blocks(message: Message, *, interactive: bool) -> list[Block]:
    """Return the blocks of an alert; with buttons if it is `interactive` and has a number."""
    return first_fitting(STEPS, lambda step: _blocks(message, step, interactive=interactive))


def message_text(message: Message) -> str:
    """Return what phones and screen readers show."""
    title = mrkdwn(message.title, 300) or NO_TITLE
    return f"[{message.severity}] {mrkdwn(message.rule_title, 150)}: {title} ({mrkdwn(message.source, 120)})"


def _blocks(message: Message, step: _Step, *, interactive: bool) -> list[Block]:
    hidden = message.more_excerpts + len(message.excerpts) - min(len(message.excerpts), step.excerpts)
    blocks = [section("head", _headline(message, step.title)), context("meta", _origin(message))]
    if excerpts := quotes(message.excerpts[: step.excerpts], step.excerpt):
        blocks.append(rich_text("excerpts", excerpts))
    blocks.append(context("why", _why(message, hidden, step)))
    if message.also_matched:
        rules = listed([code(rule, 100) for rule in message.also_matched], 8)
        blocks.append(context("also_matched", f"Also matched: {rules}"))
    if message.copies:
        copies = listed([_copy(copy) for copy in message.copies], step.copies)
        blocks.append(context("copies", f"Also reported by {copies}"))
    if message.remarks:
        blocks.append(context("remarks", _remarks(message.remarks, step.remarks)))
    if interactive and message.number > 0:
        blocks.append(_actions(message))
    return blocks


def _headline(message: Message, limit: int) -> str:
    title = mrkdwn(message.title, limit) or NO_TITLE
    ping = mention(message.mention)
    head = f"{EMOJI[message.severity]} *{link(message.url, title)}* · {message.severity}"
    return f"{ping} {head}" if ping else head


def _origin(message: Message) -> str:
    """Return source, time, language, rule and what is wrong with the text."""
    language = mrkdwn(message.language or "", 35)
    state = STATE_WORDS[message.state]
    parts = [
        f"*{mrkdwn(message.source, 120) or 'unknown source'}*",
        date(when(message)),
        found_after(message),
        language,
        f"rule {code(message.rule, 120)}",
        f"⚠ {state}" if state else "",
        "" if linkable(message.url) else "the article has no address that can be linked",
    ]
    return " · ".join(part for part in parts if part)


def _why(message: Message, hidden: int, step: _Step) -> str:
    reasons = listed([_reason(reason, step.words) for reason in message.reasons], step.clauses, between=" and ")
    parts = [f"Why: {mrkdwn(message.rule_title, 150) or 'the rule holds'}"]
    if reasons:
        parts[0] += f" — {reasons}"
    if hidden:
        parts.append(counted(hidden, "more passage"))
    return " · ".join(parts)


def _reason(reason: Reason, words: int) -> str:
    shown = ", ".join(mrkdwn(word, 60) for word in reason.words[:words])
    times = f" ×{reason.count}" if reason.count > 1 else ""
    return f"{code(reason.clause, 150)} ({shown}{times})" if shown else f"{code(reason.clause, 150)}{times}"


def _copy(copy: Copy) -> str:
    return link(copy.url if len(copy.url) <= 500 else "", mrkdwn(copy.source, 80) or ANOTHER_SOURCE)


def _remarks(remarks: tuple[Remark, ...], limit: int) -> str:
    """Return the newest remarks, a line each, and how many there were before."""
    lines = [f"{mrkdwn(capital(one.words), 120)} · {mrkdwn(one.by, 60)} · {date(one.at)}" for one in remarks[-limit:]]
    earlier = len(remarks) - len(lines)
    return "\n".join([f"{counted(earlier, 'earlier remark')}", *lines] if earlier else lines)


def _actions(message: Message) -> Block:
    """Return the buttons: what each does and the number of the alert, never anything of the article."""
    verdicts = {str(verdict) for verdict in Verdict}
    judged = any(remark.words.lower() in verdicts for remark in message.remarks)
    buttons: list[Block] = [
        {"type": "button", "action_id": str(action), "text": plain_object(words), "value": str(message.number)}
        for action, words in BUTTONS.items()
        if not judged
    ]
    menu: Block = {
        "type": "overflow",
        "action_id": MENU,
        "options": [
            {"text": plain_object(words), "value": f"{action}:{message.number}"}
            for action, words in MENU_OPTIONS.items()
        ],
        "confirm": {
            "title": plain_object("Mute?"),
            "text": mrkdwn_object("What matches meanwhile is kept, and told when the mute ends."),
            "confirm": plain_object("Mute"),
            "deny": plain_object("Cancel"),
        },
    }
    return {"type": "actions", "block_id": "actions", "elements": [*buttons, menu]}
