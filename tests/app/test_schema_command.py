"""`monitor schema`, as an editor is set up with it."""

import json

from monitor.rules.schema import json_schema
from tests.app.command import run_monitor


def test_the_schema_is_printed_whole() -> None:
    ended = run_monitor("schema")

    assert ended.status == 0, ended.stderr
    assert json.loads(ended.stdout) == json_schema()
    assert ended.stderr == ""


def test_help_says_how_an_editor_finds_the_schema() -> None:
    ended = run_monitor("schema", "--help")

    assert "yaml-language-server: $schema=" in ended.stdout
