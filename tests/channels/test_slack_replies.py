"""What stands in an alert's thread: later news, and edits that undo the alert."""

import json
from dataclasses import replace
from typing import Any

from monitor.channels.slack_blocks import render
from monitor.channels.slack_kit import MAX_BLOCKS_JSON
from monitor.core.match import Excerpt
from monitor.core.message import Content
from tests.channels.block_kit import check_the_rules_of_block_kit
from tests.channels.messages import LATER, UNDONE


def blocks_of(content: Content) -> list[dict[str, Any]]:
    payload = json.loads(render(content, interactive=True))
    check_the_rules_of_block_kit(payload)
    return list(payload["blocks"])


def text_of(part: dict[str, Any]) -> str:
    """Return the literal text of a line or quote, what is bold between brackets."""
    return "".join(f"[{one['text']}]" if "style" in one else one["text"] for one in part["elements"])


def test_a_follow_up_names_and_links_who_else_tells_it_and_how_much_later() -> None:
    head, _ = blocks_of(LATER)

    assert head["text"]["text"] == (
        "Also reported by *<https://wire.example/1|Wire Post>* (+12 min), "
        "*<https://coast.example/drafts?a=1&amp;b=2|Coast Daily>* (+31 min) and 3 more"
    )


def test_what_is_new_is_quoted_under_its_source_a_sentence_a_line() -> None:
    _, news = blocks_of(LATER)

    assert [(part["type"], text_of(part)) for part in news["elements"]] == [
        ("rich_text_section", "New in [Coast Daily]:"),
        ("rich_text_quote", "The draft names two banks of the [north].\n[Relief] would begin in May."),
    ]


def test_a_follow_up_without_news_is_one_line() -> None:
    (head,) = blocks_of(replace(LATER, reports=LATER.reports[:1], more=0))

    assert head["text"]["text"] == "Also reported by *<https://wire.example/1|Wire Post>* (+12 min)"


def test_a_follow_up_that_only_counts_says_so() -> None:
    (head,) = blocks_of(replace(LATER, reports=(), more=4))

    assert head["text"]["text"] == "Also reported by 4 others"


def test_sources_and_sentences_that_are_too_many_are_counted() -> None:
    news = tuple(Excerpt(f'"{n}" ' + "w" * 480, ()) for n in range(6))
    reports = tuple(replace(LATER.reports[1], source=f"Source {n}", news=news) for n in range(20))
    head, shown, more = blocks_of(replace(LATER, reports=reports, more=0))

    assert head["text"]["text"].endswith("and 12 more")
    quoted = sum(text_of(part).count("\n") + 1 for part in shown["elements"] if part["type"] == "rich_text_quote")
    assert more["elements"][0]["text"] == f"{120 - quoted} more sentences"
    assert len(json.dumps([head, shown, more], ensure_ascii=False)) <= MAX_BLOCKS_JSON


def test_an_edit_note_says_which_rule_and_what_went_and_came() -> None:
    head, sentences = blocks_of(UNDONE)

    assert head["text"]["text"] == (
        "✏️ The article was changed: rule `relief` no longer matches it\n"
        "*<https://ledger.example/world/drafts?page=1&amp;part=2|Envoys trade drafts on relief &amp; coal>*"
        " · Harbour Ledger"
    )
    assert [(part["type"], text_of(part)) for part in sentences["elements"]] == [
        ("rich_text_section", "Gone:"),
        ("rich_text_quote", "Envoys offered sanctions relief to the north."),
        ("rich_text_section", "Now:"),
        ("rich_text_quote", "Envoys offered talks about *fishing*."),
    ]


def test_an_edit_that_only_takes_away_has_no_now() -> None:
    _, sentences = blocks_of(replace(UNDONE, added=()))

    assert [text_of(part) for part in sentences["elements"]][0::2] == ["Gone:"]


def test_sentences_of_an_edit_that_are_too_many_are_counted() -> None:
    _, _, more = blocks_of(replace(UNDONE, removed=("It rained.",) * 6))

    assert more["elements"][0]["text"] == "2 more sentences"
