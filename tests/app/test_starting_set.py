import json
import tomllib
from pathlib import Path

import pytest

from monitor.app.settings import Settings, load_settings
from monitor.app.starting_set import write_starting_set
from monitor.core.errors import SettingsError
from monitor.rules import check
from monitor.rules.schema import json_schema


def test_every_setting_is_written_with_its_meaning(tmp_path: Path) -> None:
    write_starting_set(tmp_path)

    lines = (tmp_path / "monitor.toml").read_text("utf-8").splitlines()
    for name, field in Settings.model_fields.items():
        if name.endswith("_token"):  # does not belong into a file
            assert not any(line.startswith(f"# {name} =") for line in lines)
            continue
        place = next(number for number, line in enumerate(lines) if line.removeprefix("# ").startswith(f"{name} = "))
        assert lines[place - 1] == f"# {field.description}"


def test_every_line_can_be_put_in_force_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"MONITOR_{name.upper()}", raising=False)
    write_starting_set(tmp_path)
    path = tmp_path / "monitor.toml"
    lines = [line.removeprefix("# ") if " = " in line else line for line in path.read_text("utf-8").splitlines()]
    path.write_text("\n".join(lines), "utf-8")

    tokens = {"slack_app_token", "slack_bot_token"}
    assert set(tomllib.loads(path.read_text("utf-8"))) == set(Settings.model_fields) - tokens
    monkeypatch.chdir(tmp_path)
    assert load_settings().data == Path("data")


def test_nothing_is_written_where_one_of_the_files_is(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "feeds.yaml").write_text("mine")

    with pytest.raises(SettingsError, match=r"feeds\.yaml is there already: nothing was written"):
        write_starting_set(tmp_path)

    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["feeds.yaml"]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(SettingsError, match="file cannot be written"):
        write_starting_set(tmp_path / "file")


def test_every_rule_file_names_the_schema_that_is_written_beside_it(tmp_path: Path) -> None:
    written = write_starting_set(tmp_path)

    rule_files = [path for path in written if path.suffix == ".yaml"]
    assert tmp_path / "rules" / "mine.yaml" in rule_files
    for path in rule_files:
        named = path.read_text("utf-8").splitlines()[0].removeprefix("# yaml-language-server: $schema=")
        assert json.loads((path.parent / named).read_text("utf-8")) == json_schema(), path


def test_a_schema_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "rules.schema.json").write_text("mine")

    with pytest.raises(SettingsError, match=r"rules\.schema\.json is there already: nothing was written"):
        write_starting_set(tmp_path)


def test_a_set_of_one_s_own_begins_without_a_warning(tmp_path: Path) -> None:
    write_starting_set(tmp_path)
    checked = check(tmp_path / "rules")
    assert (checked.problems, checked.warnings) == ((), ())
