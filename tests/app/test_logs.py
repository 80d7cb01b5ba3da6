import pytest

from monitor.app.logs import LogObserver, set_up_logs


def test_a_step_is_one_line_of_keys_and_values(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(verbose=False)

    LogObserver().saw("entries stored", feed="https://example.com/feed", found=3, new=1)

    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("timestamp=2")
    assert err.endswith('level=info event="entries stored" feed=https://example.com/feed found=3 new=1\n')


@pytest.mark.parametrize(
    ("step", "level"), [("feed failed", "warning"), ("stage failed", "error"), ("alert sent", "info")]
)
def test_a_step_has_the_level_that_it_deserves(step: str, level: str, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(verbose=False)

    LogObserver().saw(step)

    assert f"level={level} " in capsys.readouterr().err


def test_details_are_for_those_who_ask(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(verbose=False)
    LogObserver().saw("page fetched", url="https://example.com/1")
    assert capsys.readouterr().err == ""

    set_up_logs(verbose=True)
    LogObserver().saw("page fetched", url="https://example.com/1")
    LogObserver().saw("transaction 2", entry=1)
    assert capsys.readouterr().err.count("\n") == 1


def test_what_a_site_says_drives_no_terminal_and_forges_no_line(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(verbose=False)

    LogObserver().saw("feed failed", feed="x", reason='titled "\x1b[2J\x9b"\nlevel=info event="all is well"')
    LogObserver().saw("stage failed", stage="tick", trace="Traceback\n  line 1")

    err = capsys.readouterr().err
    assert err.count("\n") == 2
    assert "\x1b" not in err
    assert "\x9b" not in err
    assert r"\nlevel=info event=\"all is well\"" in err
    assert r"Traceback\n  line 1" in err
