"""Every content as Slack is given it: within every limit, and nothing from the web acts."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.channels.slack_blocks import render, simpler
from monitor.core.message import Content, Digest, EditNote, FollowUp, Message
from tests.channels.block_kit import check_that_nothing_acts, check_the_rules_of_block_kit
from tests.channels.messages import ATTEMPTS, EVERY_KIND, WILD_KINDS, saying

BOUNDED = settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))


def forms_of(content: Content, *, interactive: bool) -> list[dict[str, Any]]:
    """Return a message and all its simpler forms."""
    form: dict[str, Any] | None = json.loads(render(content, interactive=interactive))
    forms = []
    while form is not None:
        forms.append(form)
        form = simpler(form)
    return forms


def check(content: Content, *, interactive: bool) -> None:
    forms = forms_of(content, interactive=interactive)

    assert 2 <= len(forms) <= 4
    assert "blocks" not in forms[-1]
    for form in forms:
        assert form["metadata"]["event_payload"]["key"] == content.key
        check_the_rules_of_block_kit(form)
        check_that_nothing_acts(form, content)


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda attempt: ascii(attempt)[:30])
def test_whatever_a_page_tries_stays_text_within_the_limits(attempt: str) -> None:
    for content in everything_saying(attempt):
        check(content, interactive=True)


@BOUNDED
@given(WILD_KINDS[Message], st.booleans())
def test_every_alert_keeps_the_rules_and_pings_only_whom_its_rule_names(content: Content, interactive: bool) -> None:
    check(content, interactive=interactive)


@BOUNDED
@given(WILD_KINDS[FollowUp])
def test_every_follow_up_keeps_the_rules(content: Content) -> None:
    check(content, interactive=True)


@BOUNDED
@given(WILD_KINDS[EditNote])
def test_every_edit_note_keeps_the_rules(content: Content) -> None:
    check(content, interactive=True)


@BOUNDED
@given(WILD_KINDS[Digest])
def test_every_part_of_a_digest_keeps_the_rules(content: Content) -> None:
    check(content, interactive=True)


@BOUNDED
@given(st.one_of(list(WILD_KINDS.values())))
def test_the_same_content_always_gives_the_same_bytes(content: Content) -> None:
    assert render(content) == render(content)
    check(content, interactive=False)


def everything_saying(text: str) -> list[Content]:
    """Return every kind of content with `text` wherever it says something of the web."""
    alert = saying(text)
    said: list[Content] = [replace(alert, number=17)]
    for content in EVERY_KIND:
        match content:
            case FollowUp():
                said.append(
                    replace(
                        content,
                        reports=tuple(
                            replace(
                                report, source=text, title=text, url=f"https://wire.example/{text}", news=alert.excerpts
                            )
                            for report in content.reports
                        ),
                    )
                )
            case EditNote():
                said.append(replace(content, title=text, source=text, removed=(text, text), added=(text,)))
            case Digest():
                sections = tuple(
                    replace(
                        section,
                        rule_title=text,
                        stories=tuple(replace(story, title=text, source=text) for story in section.stories),
                    )
                    for section in content.sections
                )
                said.append(replace(content, sections=sections, held=((text, 3),), zone=text))
    return said
