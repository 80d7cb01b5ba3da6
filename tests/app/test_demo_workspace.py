"""What the daemon is given: nothing leaks in, nothing leads out."""

from monitor.app.demo.workspace import environment


def test_the_callers_settings_and_proxies_do_not_reach_the_daemon() -> None:
    caller = {
        "PATH": "/bin",
        "MONITOR_DATABASE_URL": "sqlite:///mine.db",
        "monitor_rules": "mine",
        "HTTPS_PROXY": "http://proxy:3128",
        "PYTHONPATH": "extra",
    }

    given = environment(
        caller, database_url="sqlite:///demo.db", slack_url="http://127.0.0.1:1/api/", token="xoxb-demo"
    )

    assert given["PATH"] == "/bin"
    assert given["PYTHONPATH"].endswith("extra")
    assert given["MONITOR_SLACK_BASE_URL"] == "http://127.0.0.1:1/api/"
    assert given["MONITOR_DATABASE_URL"] == "sqlite:///demo.db"
    assert not {"monitor_rules", "HTTPS_PROXY"} & given.keys()
