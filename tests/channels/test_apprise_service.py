"""Services through Apprise, with a mail server and a receiver of JSON on loopback."""

import asyncio
import io
import json
import logging
import socket
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.channels.apprise_service import AppriseService
from monitor.channels.plain import plain_text
from monitor.core.errors import OutcomeUnknown, SettingsError
from monitor.core.message import Content
from tests.channels.contents import DIGEST, EVERY
from tests.channels.messages import KEY, ORDINARY
from tests.fakes.receiver import SILENT, Receiver, Turn, refused
from tests.fakes.smtp_sink import SmtpSink

ROOT = Path(__file__).parents[2]


def mail_address(sink: SmtpSink) -> str:
    return f"mailto://127.0.0.1:{sink.port}?from=monitor@example.org&to=desk@example.org&mode=insecure"


async def test_an_alert_arrives_as_a_mail() -> None:
    async with SmtpSink() as sink:
        service = AppriseService(mail_address(sink))
        await service.send(service.render(ORDINARY), key=KEY)

    (mail,) = sink.mails
    body = mail.get_body(("plain", "html"))
    assert mail["subject"] == plain_text(ORDINARY).title
    assert "desk@example.org" in mail["to"]
    assert body is not None
    assert "https://ledger.example/world/drafts?page=1" in body.get_content()
    assert "sanctions relief" in body.get_content()


async def test_a_mail_server_that_takes_nothing_leaves_the_message_in_doubt() -> None:
    async with SmtpSink(refuse="554 5.7.1 no") as sink:
        service = AppriseService(mail_address(sink))
        with pytest.raises(OutcomeUnknown, match="the service did not confirm"):
            await service.send(service.render(ORDINARY), key=KEY)

    assert sink.mails == []


@pytest.mark.parametrize("content", EVERY, ids=lambda content: type(content).__name__)
async def test_every_content_is_sent_as_a_title_and_plain_text(content: Content) -> None:
    async with Receiver() as receiver:
        service = AppriseService(f"json://{receiver.host}/VERY-SECRET")
        await service.send(service.render(content), key=content.key)

    (hook,) = receiver.hooks
    told = plain_text(content)
    assert (hook.body["title"], hook.body["message"]) == (told.title, told.body)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [(refused(500), "the service did not confirm: "), (refused(404), "the service did not confirm: ")],
)
async def test_whatever_is_not_confirmed_is_in_doubt_and_says_what_apprise_says(answer: Turn, reason: str) -> None:
    async with Receiver([answer]) as receiver:
        service = AppriseService(f"json://{receiver.host}/VERY-SECRET")
        with pytest.raises(OutcomeUnknown) as failed:
            await service.send(service.render(ORDINARY), key=KEY)

    assert failed.value.reason.startswith(reason)
    assert "VERY-SECRET" not in failed.value.reason
    assert len(receiver.hooks) == 1


async def test_where_nobody_listens_apprise_cannot_tell_that_nothing_was_sent() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        reasons = []
        for host in ("127.0.0.1", "localhost"):
            service = AppriseService(f"json://{host}:{port}/VERY-SECRET")
            with pytest.raises(OutcomeUnknown) as failed:
                await service.send(service.render(ORDINARY), key=KEY)
            reasons.append(failed.value.reason)

    assert reasons[0].startswith("the service did not confirm: A ")
    assert reasons[1] == "the service did not confirm", "a host without a dot may be a token: it is not told"


async def test_a_text_that_is_too_long_for_the_service_is_sent_in_several_messages() -> None:
    digest = replace(DIGEST, sections=DIGEST.sections * 40)
    for more, expected in (("", 2), ("?overflow=truncate", 1)):
        async with Receiver() as receiver:
            service = AppriseService(f"mmost://{receiver.host}/{'a' * 26}{more}")
            await service.send(service.render(digest), key=digest.key)
        assert len(receiver.hooks) == expected


async def test_a_service_that_does_not_answer_is_not_waited_for_any_longer() -> None:
    async with Receiver([SILENT]) as receiver:
        service = AppriseService(f"json://{receiver.host}/VERY-SECRET", timeout_s=0.2)
        with pytest.raises(OutcomeUnknown, match="no answer in time"):
            await service.send(service.render(ORDINARY), key=KEY)


async def test_nor_does_it_keep_the_program_from_ending() -> None:
    program = textwrap.dedent("""
        import asyncio, sys
        from monitor.channels.apprise_service import AppriseService
        from monitor.core.errors import OutcomeUnknown

        async def main():
            try:
                await AppriseService(sys.argv[1], timeout_s=0.2).send('{"title": "t", "body": "b"}', key="k")
            except OutcomeUnknown as error:
                print(error.reason)

        asyncio.run(main())
    """)
    async with Receiver([SILENT]) as receiver:
        address = f"json://{receiver.host}/?rto=120"  # so long Apprise itself would wait
        ended = await asyncio.create_subprocess_exec(
            sys.executable, "-c", program, address, cwd=ROOT, stdout=asyncio.subprocess.PIPE
        )
        async with asyncio.timeout(60):
            out, _ = await ended.communicate()

    assert (ended.returncode, out) == (0, b"no answer in time\n")


async def test_apprise_logs_nothing_for_it_may_name_the_address() -> None:
    heard = io.StringIO()
    listening = logging.StreamHandler(heard)
    logging.getLogger().addHandler(listening)
    try:
        async with Receiver([refused(500)]) as receiver:
            service = AppriseService(f"json://user:VERY-SECRET@{receiver.host}/VERY-SECRET")
            with pytest.raises(OutcomeUnknown):
                await service.send(service.render(ORDINARY), key=KEY)
    finally:
        logging.getLogger().removeHandler(listening)

    assert heard.getvalue() == ""


async def test_several_messages_may_be_under_way_at_once() -> None:
    async with Receiver() as receiver:
        services = [AppriseService(f"json://{receiver.host}/{number}") for number in range(4)]
        await asyncio.gather(*(service.send(service.render(ORDINARY), key=KEY) for service in services))

    assert len(receiver.hooks) == 4


def test_an_address_that_apprise_does_not_know_is_refused_without_being_told() -> None:
    with pytest.raises(SettingsError) as refused_one:
        AppriseService("nonsense://VERY-SECRET")

    assert str(refused_one.value).startswith("Apprise knows no such address")
    assert "VERY-SECRET" not in str(refused_one.value)


def test_without_the_extra_the_address_says_what_to_install() -> None:
    program = textwrap.dedent("""
        import sys
        sys.modules["apprise"] = None  # as if it were not installed
        from monitor.channels.apprise_service import AppriseService
        from monitor.core.errors import SettingsError
        try:
            AppriseService("mailto://VERY-SECRET")
        except SettingsError as error:
            print(error)
    """)
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)

    assert ended.stdout == "this address needs Apprise: pip install 'news-monitor[apprise]'\n"


def test_what_is_kept_is_title_and_text() -> None:
    kept = json.loads(AppriseService("json://127.0.0.1/").render(ORDINARY))

    assert kept == {"title": plain_text(ORDINARY).title, "body": plain_text(ORDINARY).body}
