"""One of every kind of content that is no alert."""

from datetime import timedelta

from monitor.core.match import Excerpt
from monitor.core.message import (
    Content,
    Digest,
    EditNote,
    FollowUp,
    Held,
    Notice,
    Precision,
    Report,
    Section,
    Severity,
)
from tests.channels.messages import NOW, ORDINARY

FOLLOW_UP = FollowUp(
    key="follow-up:alert:relief:7:webhook:desk:1",
    rule="relief",
    severity=Severity.HIGH,
    reports=(
        Report(
            source="Wire Post",
            url="https://wire.example/1",
            title="Second draft leaks",
            after_s=720.0,
            news=(Excerpt("The second draft names coal.", ((4, 10),)),),
        ),
    ),
    more=2,
)
EDIT = EditNote(
    key="edit:alert:relief:7:webhook:desk:3.2",
    rule="relief",
    severity=Severity.NORMAL,
    title="Envoys trade drafts",
    url="https://ledger.example/world/drafts",
    source="Harbour Ledger",
    removed=("Envoys offered sanctions relief.",),
    added=("Envoys offered talks.",),
)
DIGEST = Digest(
    key="digest:webhook:desk:2026-11-23T16:00Z:1",
    part=1,
    parts=2,
    since=NOW - timedelta(hours=8),
    until=NOW,
    zone="Asia/Tokyo",
    stories=1,
    articles=3,
    sections=(
        Section(
            rule="relief",
            rule_title="Relief for the north",
            stories=(
                Held(
                    title="Envoys trade drafts",
                    url="https://ledger.example/world/drafts",
                    source="Harbour Ledger",
                    severity=Severity.LOW,
                    more=2,
                    also_matched=("coal",),
                    reason="quiet hours",
                ),
            ),
        ),
    ),
    held=(("quiet hours", 1),),
    precision=(Precision(rule="relief", relevant=3, not_relevant=1),),
)
NOTICE = Notice(key="notice:outage:webhook:desk:2026-11-23", text="Slack was out of reach.\nNothing is lost.")
EVERY: tuple[Content, ...] = (ORDINARY, FOLLOW_UP, EDIT, DIGEST, NOTICE)
