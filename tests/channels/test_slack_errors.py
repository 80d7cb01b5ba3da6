"""What each code of Slack's means: every one that its method pages document for posts and updates."""

import pytest

from monitor.channels.slack_errors import BLOCKS_REFUSED, refusal, retry_after_s
from monitor.core.errors import (
    AuthRefused,
    ChannelRefused,
    DeliveryError,
    MessageRefused,
    OutcomeUnknown,
    ThreadLost,
    Throttled,
)

MEANINGS: dict[type[DeliveryError], str] = {
    Throttled: "ratelimited rate_limited message_limit_exceeded",
    OutcomeUnknown: "fatal_error internal_error request_timeout service_unavailable update_failed",
    MessageRefused: """
        invalid_blocks invalid_blocks_format msg_blocks_too_long msg_too_long no_text invalid_metadata_format
        invalid_metadata_schema invalid_metadata_filter_keys metadata_too_large metadata_must_be_sent_from_app
        invalid_arguments invalid_arg_name invalid_array_arg invalid_attachments invalid_charset invalid_form_data
        invalid_json invalid_post_type json_not_object missing_post_type markdown_text_conflict too_many_attachments
        attachment_payload_limit_exceeded as_user_not_supported cant_update_message edit_window_closed block_mismatch
        streaming_state_conflict
    """,
    ThreadLost: """
        thread_not_found message_not_found cannot_reply_to_message invalid_thread_ts restricted_action_thread_locked
        restricted_action_non_threadable_channel
    """,
    ChannelRefused: """
        channel_not_found not_in_channel is_archived is_inactive restricted_action restricted_action_read_only_channel
        restricted_action_thread_only_channel ekm_access_denied no_permission external_channel_migrating team_not_found
        duplicate_channel_not_found duplicate_message_not_found a_code_that_nobody_knows
    """,
    AuthRefused: """
        invalid_auth not_authed token_revoked token_expired account_inactive missing_scope app_access_restricted
        accesslimited access_denied org_login_required team_added_to_org team_access_not_granted not_allowed_token_type
        two_factor_setup_required
    """,
}


@pytest.mark.parametrize(
    ("code", "meaning"), [(code, meaning) for meaning, codes in MEANINGS.items() for code in codes.split()]
)
def test_each_code_has_its_meaning(code: str, meaning: type[DeliveryError]) -> None:
    error = refusal(code)

    assert type(error) is meaning
    assert error.reason.startswith(code)


def test_only_refused_blocks_ask_for_a_simpler_form() -> None:
    assert {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"} <= BLOCKS_REFUSED
    assert not BLOCKS_REFUSED & {"msg_too_long", "no_text", "invalid_arguments"}


DATE = "Mon, 23 Nov 2026 16:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "wait_s"),
    [
        ({"Retry-After": "30"}, 30.0),
        ({"retry-after": " 1.5 "}, 1.5),
        ({"Retry-After": "-3"}, 0.0),
        ({"Retry-After": "nan"}, None),
        ({"Retry-After": "inf"}, None),
        ({"Retry-After": "Mon, 23 Nov 2026 16:00:45 GMT", "Date": DATE}, 45.0),
        ({"Retry-After": "Monday, 23-Nov-26 16:01:00 GMT", "Date": DATE}, 60.0),
        ({"Retry-After": "Mon Nov 23 16:02:00 2026", "Date": DATE}, 120.0),
        ({"Retry-After": "Mon, 23 Nov 2026 15:59:00 GMT", "Date": DATE}, None),
        ({"Retry-After": "Mon, 23 Nov 2026 16:00:45 GMT"}, None),
        ({"Retry-After": "soon", "Date": DATE}, None),
        ({}, None),
    ],
)
def test_the_wait_is_told_in_seconds_or_as_a_date(headers: dict[str, str], wait_s: float | None) -> None:
    assert retry_after_s(headers) == wait_s
