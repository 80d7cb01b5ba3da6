"""What an answer of Slack's means: for every error, whether the message stands, and what to do.

The codes are those that Slack's method pages document (docs.slack.dev, chat.postMessage and the conversations methods).
"""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp
from slack_sdk.errors import SlackApiError

from monitor.channels.network import network_error
from monitor.core.errors import (
    AuthRefused,
    ChannelRefused,
    DeliveryError,
    MessageRefused,
    NotSent,
    OutcomeUnknown,
    ThreadLost,
    Throttled,
)

#: Refused for its blocks: the same message may be taken in a simpler form.
BLOCKS_REFUSED = frozenset(("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "blocks_too_long"))
#: The message to reply to, or to change, is gone, or takes no replies.
THREAD_REFUSED = frozenset((
    "thread_not_found",
    "message_not_found",
    "cannot_reply_to_message",
    "invalid_thread_ts",
    "restricted_action_thread_locked",
    "restricted_action_non_threadable_channel",
))  # fmt: skip
#: Of chat.update: the message cannot be changed, now or ever again.
UPDATE_REFUSED = frozenset((
    "block_mismatch",
    "cant_update_message",
    "edit_window_closed",
    "streaming_state_conflict",
))  # fmt: skip
#: Refused for what the message is: our mistake, or a limit that nobody documents.
MESSAGE_REFUSED = BLOCKS_REFUSED | UPDATE_REFUSED | frozenset((
    "as_user_not_supported",
    "attachment_payload_limit_exceeded",
    "invalid_arg_name",
    "invalid_arguments",
    "invalid_array_arg",
    "invalid_attachments",
    "invalid_charset",
    "invalid_form_data",
    "invalid_json",
    "invalid_metadata_format",
    "invalid_metadata_schema",
    "invalid_post_type",
    "json_not_object",
    "markdown_text_conflict",
    "metadata_must_be_sent_from_app",
    "metadata_too_large",
    "missing_post_type",
    "msg_too_long",
    "no_text",
    "too_many_attachments",
))  # fmt: skip
THROTTLED = frozenset(("ratelimited", "rate_limited", "message_limit_exceeded"))
#: "Some aspect of the operation may have succeeded", as Slack says of the first two.
AMBIGUOUS = frozenset(("fatal_error", "internal_error", "request_timeout", "service_unavailable", "update_failed"))
AUTH_REFUSED = frozenset((
    "access_denied",
    "accesslimited",
    "account_inactive",
    "app_access_restricted",
    "invalid_auth",
    "missing_scope",
    "not_allowed_token_type",
    "not_authed",
    "org_login_required",
    "team_access_not_granted",
    "team_added_to_org",
    "token_expired",
    "token_revoked",
    "two_factor_setup_required",
))  # fmt: skip
#: What would work, by what is wrong with the channel.
CHANNEL_HINTS = {
    "channel_not_found": "the app sees no such channel: check the name, and invite the app if the channel is private",
    "not_in_channel": "invite the app: /invite and its name, in the channel",
    "is_inactive": "unarchive the channel, or name another one",
    "is_archived": "unarchive the channel, or name another one",
    "restricted_action": "the workspace lets only some members post there",
    "ekm_access_denied": "the workspace's administrators have suspended posting",
    "no_permission": "the app may not post there",
}
FREE_LIMIT_WAIT_S = 3600.0  #: a free workspace is over its limit of messages, and says no more than that


def delivery_error(error: Exception, *, posting: bool) -> DeliveryError:
    """Return what an exception of slack_sdk or aiohttp means for a message.

    With `posting` False nothing was to be shown: what would leave a post in doubt only says "try again".
    """
    meaning = _meaning(error)
    if isinstance(meaning, OutcomeUnknown) and not posting:
        return NotSent(meaning.reason)
    return meaning


def _meaning(error: Exception) -> DeliveryError:
    match error:
        case SlackApiError():
            return _api_error(error)
        case aiohttp.ClientError() | OSError():
            return network_error(error)
        case _:
            return OutcomeUnknown("the answer is not Slack's")


def _api_error(error: SlackApiError) -> DeliveryError:
    response = error.response  # of slack_sdk, or of aiohttp where the body could not be read
    status = int(getattr(response, "status_code", None) or getattr(response, "status", None) or 0)
    headers: Mapping[str, str] = getattr(response, "headers", None) or {}
    data = getattr(response, "data", None)
    code = data.get("error") if isinstance(data, dict) else None
    wait_s = retry_after_s(headers)
    if status == 429:
        return Throttled("HTTP 429", retry_after_s=wait_s)
    if status >= 500 or status == 408:
        return OutcomeUnknown(f"HTTP {status}")
    if isinstance(code, str) and code:
        return refusal(code, needed=str(data.get("needed") or "") if isinstance(data, dict) else "", wait_s=wait_s)
    if status == 413:
        return MessageRefused("HTTP 413: the message is too large")
    if status >= 400:
        return ChannelRefused(f"HTTP {status}: the answer is not Slack's; check the base URL and what lies between")
    return OutcomeUnknown("the answer is not Slack's")


def refusal(code: str, *, needed: str = "", wait_s: float | None = None) -> DeliveryError:
    """Return what an `ok: false` with this code means; `needed` is the scope that is missing."""
    if code in THROTTLED:
        free = code == "message_limit_exceeded"
        return Throttled(code, retry_after_s=FREE_LIMIT_WAIT_S if free and wait_s is None else wait_s)
    if code in AMBIGUOUS:
        return OutcomeUnknown(code)
    if code in AUTH_REFUSED:
        return AuthRefused(f"{code}: the app needs {needed}" if needed else code)
    if code in THREAD_REFUSED:
        return ThreadLost(code)
    if code in MESSAGE_REFUSED or code.startswith("invalid_metadata"):
        return MessageRefused(code)
    hint = CHANNEL_HINTS.get("restricted_action" if code.startswith("restricted_action") else code)
    # A code that nobody has met: nothing was posted, and parking the alert loses nothing.
    return ChannelRefused(f"{code}: {hint}" if hint else code)


def code_of(error: DeliveryError) -> str:
    """Return the code of Slack's that a refusal stands for."""
    return error.reason.partition(":")[0]


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Return the wait that `Retry-After` asks for, None if it cannot be known.

    Slack sends seconds; what stands before it may send a date (RFC 9110 section 10.2.3), which is counted from the
    answer's own `Date`. A date that is past then says nothing.
    """
    given = {name.lower(): value.strip() for name, value in headers.items()}
    value = given.get("retry-after", "")
    try:
        return max(float(value), 0.0) if math.isfinite(float(value)) else None
    except ValueError:
        until, sent = _date(value), _date(given.get("date", ""))
    wait_s = (until - sent).total_seconds() if until and sent else 0.0
    return wait_s if wait_s > 0 else None


def _date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
