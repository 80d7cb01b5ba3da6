"""Every mistake is one clear line and the right exit status, through the real command."""

import socket
from pathlib import Path

import pytest

from tests.app.command import call_monitor, only_line

GOOD = "rules:\n  - {rule: strikes, title: Strikes, match: strike, channel: console}\n"


@pytest.fixture
def newsroom(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "rules.yaml").write_text(GOOD)
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "nowhere"],
        ["test", "nowhere"],
        ["run", "--once", "--rules", "nowhere"],
        ["match", "page.html", "--rules", "nowhere"],
    ],
)
def test_a_missing_rules_directory_names_itself_and_what_makes_one(arguments: list[str], tmp_path: Path) -> None:
    ended = call_monitor(*arguments, cwd=tmp_path)

    assert (ended.status, ended.stdout) == (1, "")
    said = only_line(ended.stderr)
    assert said.startswith("nowhere")
    assert "monitor init" in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rules:\n  - rule: x\n   title: y\n", "3:4: this does not fit the lines above"),
        (GOOD.replace("console", "news desk"), '2:61: channel: unknown channel news desk (write "#news desk" '),
        (GOOD.replace("match: strike", "match: strike NEARBY x"), "2:51: unknown operator NEARBY"),
        (GOOD.replace("title", "titel"), "2:21: unknown key titel in a rule (did you mean title?)"),
    ],
    ids=["broken YAML", "unknown channel", "bad expression", "unknown key"],
)
def test_a_mistake_in_a_rule_file_has_its_line_and_column(text: str, said: str, newsroom: Path) -> None:
    (newsroom / "rules" / "rules.yaml").write_text(text)

    ended = call_monitor("check", cwd=newsroom)

    assert (ended.status, ended.stdout) == (1, "")
    assert only_line(ended.stderr).startswith(f"rules/rules.yaml:{said}")


@pytest.mark.parametrize("command", [["test"], ["run", "--once"], ["match", "page.html"]])
def test_no_command_works_with_half_a_rule_set(command: list[str], newsroom: Path) -> None:
    (newsroom / "rules" / "more.yaml").write_text("rules:\n  - rule: x\n   title: y\n")

    ended = call_monitor(*command, cwd=newsroom)

    assert (ended.status, ended.stdout) == (1, "")
    assert only_line(ended.stderr).startswith("rules/more.yaml:3:4: ")


@pytest.mark.parametrize("command", [["run", "--once"], ["status"]])
@pytest.mark.parametrize(
    ("content", "words"), [(None, "is a directory"), (b"garbage, no database" * 50, "is not a database")]
)
def test_a_database_that_is_none_is_named(
    command: list[str], content: bytes | None, words: str, newsroom: Path
) -> None:
    database = newsroom / "data" / "monitor.db"
    database.parent.mkdir()
    if content is None:
        database.mkdir()
    else:
        database.write_bytes(content)

    ended = call_monitor(*command, "--data", "data", cwd=newsroom)

    assert (ended.status, ended.stdout) == (1, "")
    assert only_line(ended.stderr).startswith(f"database {database} {words}")
    assert content is None or database.read_bytes() == content


def test_a_file_where_the_data_directory_should_be_is_named(newsroom: Path) -> None:
    (newsroom / "data").write_text("not a directory")

    ended = call_monitor("run", "--once", "--data", "data", cwd=newsroom)

    assert ended.status == 2
    assert only_line(ended.stderr).startswith("the data directory data cannot be used")


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = call_monitor("demo", "--port", str(port), cwd=tmp_path)

    assert ended.status == 2
    assert only_line(ended.stderr) == (
        f"port {port} is not free (Address already in use): name another with --port, or leave it out"
    )


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("MONITOR_TICK_S", "soon", "MONITOR_TICK_S = soon: input should be a valid number"),
        ("MONITOR_WORKERS", "0", "MONITOR_WORKERS = 0: input should be greater than or equal to 1"),
        ("MONITOR_ALLOW_PRIVATE_NETWORKS", "perhaps", "MONITOR_ALLOW_PRIVATE_NETWORKS = perhaps: "),
        ("MONITOR_DATABASE_URL", "postgresql://db/news", "database URL postgresql://db/news: this version stores in"),
    ],
)
def test_a_variable_with_a_bad_value_is_named(variable: str, value: str, said: str, newsroom: Path) -> None:
    ended = call_monitor("status", cwd=newsroom, variables={variable: value})

    assert ended.status == (1 if variable == "MONITOR_DATABASE_URL" else 2)
    assert only_line(ended.stderr).startswith(said)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("tick = 3\n", "monitor.toml: there is no setting tick (settings are "),
        ('tick_s = "soon"\n', "monitor.toml: tick_s = soon: input should be a valid number"),
        ("tick_s 3\n", "monitor.toml: Expected '='"),
        (b"contact = \"\xff\"\n", "monitor.toml: "),
    ],
)  # fmt: skip
def test_a_mistake_in_the_settings_file_is_named(settings: str | bytes, said: str, newsroom: Path) -> None:
    (newsroom / "monitor.toml").write_bytes(settings.encode() if isinstance(settings, str) else settings)

    ended = call_monitor("status", cwd=newsroom)

    assert ended.status == 2
    assert only_line(ended.stderr).startswith(said)


def test_a_misspelt_variable_is_warned_about_and_the_command_goes_on(newsroom: Path) -> None:
    ended = call_monitor("test", cwd=newsroom, variables={"MONITOR_SLACK_TOKEN": "xoxb-secret", "MONITOR_ZZZ": "1"})

    assert ended.status == 5  # there are no tests: the command did its work
    assert only_line(ended.stderr) == (
        "warning: not a setting, so not read: MONITOR_SLACK_TOKEN (did you mean MONITOR_SLACK_BOT_TOKEN?), MONITOR_ZZZ"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["match", "page.html", "--rule", "strike"], "--rule strike: there is no such rule (did you mean strikes?)"),
        (["run", "--backlog", "soon"], "--backlog soon: write none, all, a duration such as 24h, or 'last 10'"),
        (["demo", "--plant", "fire"], "--plant fire: write double or loss"),
        (["init", "."], "rules/rules.yaml is there already: nothing was written"),
    ],
)
def test_a_wrong_option_says_what_would_work(arguments: list[str], said: str, newsroom: Path) -> None:
    if arguments[0] == "init":
        (newsroom / "rules" / "rules.yaml").rename(newsroom / "rules" / "mine.yaml")
        said = said.replace("rules.yaml", "mine.yaml")

    ended = call_monitor(*arguments, cwd=newsroom)

    assert ended.status == 2
    assert only_line(ended.stderr).startswith(said)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("none.html", "none.html: no such file or directory (name a file with a page or a text, or a URL)"),
        ("rules", "rules: is a directory (name a file with a page or a text, or a URL)"),
        ("ftp://example.com/a", "ftp://example.com/a: ftp addresses are not read (http, https, or a file)"),
        ("http://127.0.0.1:9/", "http://127.0.0.1:9/: refused a private address (MONITOR_ALLOW_PRIVATE_NETWORKS=true"),
    ],
)
def test_an_article_that_cannot_be_had_is_named_and_the_others_are_read(name: str, said: str, newsroom: Path) -> None:
    (newsroom / "note.txt").write_text("The dock workers of the northern port began a strike on Monday.")

    ended = call_monitor("match", name, "note.txt", cwd=newsroom)

    assert ended.status == 1
    assert only_line(ended.stderr).startswith(said)
    assert "strikes" in ended.stdout
