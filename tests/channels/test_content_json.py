"""Contents as JSON and back."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.channels.content_json import content_of, written
from monitor.core.message import Content, Digest, Message
from tests.channels.messages import EVERY_KIND, ORDINARY, SUMMED_UP, WILD_KINDS


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.one_of(list(WILD_KINDS.values())))
def test_what_is_written_is_read_as_it_was(content: Content) -> None:
    assert content_of(written(content)) == content


@pytest.mark.parametrize("content", EVERY_KIND, ids=lambda content: type(content).__name__)
def test_the_type_is_named_and_nothing_is_left_out(content: Content) -> None:
    assert content_of(written(content)) == content
    assert set(json.loads(written(content))) == {"type", *content.__dataclass_fields__}


def test_an_alert_of_an_older_version_has_no_number_and_no_remarks() -> None:
    data = json.loads(written(ORDINARY))
    for name in ("type", "number", "remarks"):
        del data[name]

    assert content_of(json.dumps(data)) == ORDINARY


def test_what_a_newer_version_wrote_beside_is_left_out() -> None:
    assert content_of(json.dumps(json.loads(written(ORDINARY)) | {"mood": "calm"})) == ORDINARY


def test_words_for_severities_and_names_for_pairs_are_read_too() -> None:
    alert = json.loads(written(ORDINARY)) | {"severity": "high"}
    held = [{"reason": reason, "stories": stories} for reason, stories in SUMMED_UP.held]
    digest = json.loads(written(SUMMED_UP)) | {"held": held}

    read, summed_up = content_of(json.dumps(alert)), content_of(json.dumps(digest))

    assert isinstance(read, Message)
    assert read == ORDINARY
    assert isinstance(summed_up, Digest)
    assert summed_up == SUMMED_UP
