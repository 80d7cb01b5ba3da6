"""Simpler forms of a message, for a workspace that refuses its blocks."""

import json
from dataclasses import replace
from typing import Any

import pytest

from monitor.channels.slack_blocks import render, simpler
from monitor.channels.slack_kit import fits, quotes, rich_text, section
from monitor.core.match import Excerpt
from monitor.core.message import Content
from tests.channels.messages import ANSWERED, LATER, NOTED, ORDINARY, SUMMED_UP, UNDONE


def forms_of(content: Content) -> list[dict[str, Any]]:
    form: dict[str, Any] | None = json.loads(render(content, interactive=True))
    forms = []
    while form is not None:
        forms.append(form)
        form = simpler(form)
    return forms


def kinds_of(form: dict[str, Any]) -> set[str]:
    return {block["type"] for block in form.get("blocks", ())}


def test_first_the_buttons_go_then_rich_text_then_every_block() -> None:
    assert [kinds_of(form) for form in forms_of(ANSWERED)] == [
        {"section", "context", "rich_text", "actions"},
        {"section", "context", "rich_text"},
        {"section", "context"},
        set(),
    ]


@pytest.mark.parametrize(("content", "count"), [(LATER, 3), (UNDONE, 3), (SUMMED_UP, 3), (NOTED, 2)])
def test_every_kind_ends_as_text(content: Content, count: int) -> None:
    forms = forms_of(content)

    assert len(forms) == count
    assert "blocks" not in forms[-1]
    assert all(form["metadata"] == forms[0]["metadata"] for form in forms)


def test_text_alone_says_all_that_the_blocks_said() -> None:
    text = forms_of(ANSWERED)[-1]["text"].split("\n")

    assert text[0].startswith("🟠 *<https://ledger.example/world/drafts?page=1&amp;part=2|Envoys trade drafts")
    assert text[1].startswith("*Harbour Ledger* · <!date^")
    assert text[2:4] == [
        "> Envoys offered *sanctions relief* to the north.",
        "> *Coal* would move again under the *draft*.",
    ]
    assert text[-2].startswith("Not relevant · ana")


def test_a_digest_keeps_its_lines_and_its_time() -> None:
    text = forms_of(SUMMED_UP)[-1]["text"].split("\n")

    assert text[0] == "*Digest · 23 Nov 08:00–18:00 · 7 articles, 2 rules*"
    assert len(text) == 8


def test_a_mark_inside_a_word_or_between_ideographs_still_stands_out() -> None:
    excerpts = (Excerpt("pre&war 今日北朝鮮発表", ((3, 7), (10, 13))),)
    shown = forms_of(replace(ORDINARY, excerpts=excerpts))[1]["blocks"][2]["text"]["text"]

    assert shown == "> pre*&amp;war* 今日 *北朝鮮* 発表"


def test_quotes_that_grow_as_mrkdwn_are_cut_until_the_message_keeps_its_limit() -> None:
    sections = [section(f"s{number}", "w" * 2900) for number in range(3)]
    excerpts = rich_text("excerpts", quotes([Excerpt("&" * 200, ())] * 3, 400))
    payload = {"text": "x", "blocks": [*sections, excerpts]}
    assert fits([*sections, excerpts])

    form = simpler(payload)

    assert form is not None
    blocks = form["blocks"]
    assert isinstance(blocks, list)
    assert fits(blocks)
    assert blocks[-1]["text"]["text"].count("> &amp;") == 3


def test_a_message_that_is_text_has_no_simpler_form() -> None:
    assert simpler({"text": "It rains."}) is None
    assert simpler({"text": "It rains.", "blocks": []}) is None


def test_text_that_is_too_long_ends_between_lines() -> None:
    block = {"type": "section", "block_id": "a", "text": {"type": "mrkdwn", "text": "\n".join(["w" * 700] * 4)}}
    form = simpler({"text": "x", "blocks": [block, {**block, "block_id": "b"}]})

    assert form is not None
    lines = str(form["text"]).split("\n")
    assert set(lines[:-1]) == {"w" * 700}
    assert lines[-1] == "…"
    assert len(str(form["text"])) <= 4000
