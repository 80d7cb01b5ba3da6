"""The rules as they were in a git revision; the user's tree is not touched."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from monitor.app.backtest.revision import find_revision, load_revision
from monitor.core.errors import RuleFileError, SettingsError
from tests.app.backtest_place import BEFORE, Place, article
from tests.app.command import only_line

RULE = "rules:\n  - {{rule: {0}, title: {0}, match: {0}, channel: console}}\n"
WHO = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b.example", "GIT_CONFIG_GLOBAL": os.devnull}
WHO |= {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b.example", "GIT_CONFIG_SYSTEM": os.devnull}

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="no git here")


class Repository:
    """A repository whose rules are in `desk/rules`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rules = folder / "desk" / "rules"
        self.rules.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")
        self.commit("strike", name="first")

    def git(self, *arguments: str) -> str:
        ended = subprocess.run(
            ["git", "-C", str(self.folder), *arguments],
            env={**os.environ, **WHO},
            capture_output=True,
            text=True,
            check=True,
        )
        return ended.stdout.strip()

    def commit(self, word: str, *, name: str = "") -> str:
        (self.rules / "rules.yaml").write_text(RULE.format(word))
        return self.save(name)

    def save(self, name: str = "") -> str:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "rules")
        if name:
            self.git("tag", name)
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    (tmp_path / "repository").mkdir()
    return Repository(tmp_path / "repository")


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    (tmp_path / "empty").mkdir()
    return tmp_path / "empty"


def identities(repository: Repository, name: str, folder: Path) -> list[str]:
    rule_set = load_revision(find_revision(name, repository.rules), folder)
    return [rule.identity for rule in rule_set.rules]


def test_the_rules_of_a_revision_are_read_and_the_tree_stays_as_it_is(repository: Repository, empty: Path) -> None:
    repository.commit("fire")
    (repository.rules / "rules.yaml").write_text(RULE.format("unsaved"))
    before = repository.git("status", "--porcelain")

    assert identities(repository, "first", empty) == ["strike"]
    shutil.rmtree(empty)
    assert identities(repository, "HEAD", empty) == ["fire"]
    shutil.rmtree(empty)
    assert identities(repository, "HEAD~1", empty) == ["strike"]
    assert repository.git("status", "--porcelain") == before
    assert (repository.rules / "rules.yaml").read_text() == RULE.format("unsaved")


def test_a_revision_is_called_by_its_name_and_commit(repository: Repository) -> None:
    commit = repository.git("rev-parse", "first")

    assert find_revision("first", repository.rules).label == f"first ({commit[:10]})"
    assert find_revision(commit[:8], repository.rules / "rules.yaml").commit == commit


def test_rules_at_the_top_of_a_repository_and_a_single_file_are_read_too(tmp_path: Path, empty: Path) -> None:
    top = Repository(tmp_path / "top")
    (top.folder / "desk.yaml").write_text(RULE.format("fair"))
    top.save()
    everything = load_revision(find_revision("HEAD", top.folder), empty / "a")
    one = load_revision(find_revision("HEAD", top.folder / "desk.yaml"), empty / "b")

    assert [rule.identity for rule in everything.rules] == ["fair", "strike"]
    assert [rule.identity for rule in one.rules] == ["fair"]


def test_only_what_load_reads_is_taken_whatever_the_attributes_say(repository: Repository, empty: Path) -> None:
    (repository.rules / ".gitattributes").write_text("* export-ignore export-subst\n")
    (repository.rules / ".hidden.yaml").write_text("rules: [broken")
    (repository.rules / "notes with ünï cödé.yml").write_text(RULE.format("fair").replace("fair}", "fair }"))
    (repository.rules / "read.me").write_text("no rules")
    (repository.folder / "desk" / "rules2").mkdir()
    (repository.folder / "desk" / "rules2" / "other.yaml").write_text("rules: [broken")
    repository.save()

    assert sorted(identities(repository, "HEAD", empty)) == ["fair", "strike"]


@pytest.mark.parametrize(
    "name",
    [
        "--output=x",
        "-x",
        "--upload-pack=touch owned",
        "",
        "a\nb",
        "\x1b[2J",
        "HEAD:desk",
        "nowhere",
        "first..HEAD",
        "@{u}",
    ],
)
def test_what_is_no_revision_is_refused_and_does_nothing(name: str, repository: Repository, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(SettingsError) as refused:
        find_revision(name, repository.rules)

    assert str(refused.value).startswith("--against ")
    assert "\x1b" not in str(refused.value)
    assert [path for path in sorted(tmp_path.rglob("*")) if path not in before] == []


def test_rules_that_are_in_no_repository_are_spoken_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(
        SettingsError, match=r"--against HEAD: there is no such directory, and .* is in no git repository"
    ):
        find_revision("HEAD", tmp_path)


def test_a_revision_without_these_rules_is_spoken_of(repository: Repository, empty: Path) -> None:
    (repository.folder / "later").mkdir()
    (repository.folder / "later" / "rules.yaml").write_text(RULE.format("fair"))
    with pytest.raises(SettingsError, match=r"--against HEAD \(\w{10}\): it holds no rule files in later$"):
        load_revision(find_revision("HEAD", repository.folder / "later"), empty)


def test_problems_of_a_revision_say_where_in_it_they_are(repository: Repository, empty: Path) -> None:
    repository.commit("a NEARBY b")
    with pytest.raises(RuleFileError) as refused:
        load_revision(find_revision("HEAD", repository.rules), empty)

    assert str(refused.value).startswith("HEAD:desk/rules/rules.yaml:2:")
    assert str(empty) not in str(refused.value)


def test_a_link_in_a_revision_is_not_followed(repository: Repository, empty: Path) -> None:
    (repository.rules / "link.yaml").symlink_to("/etc/hostname")
    repository.save()
    with pytest.raises(SettingsError, match=r"desk/rules/link\.yaml is a link, which is not followed in a revision"):
        identities(repository, "HEAD", empty)


def test_another_repository_that_a_hook_names_is_not_asked(
    repository: Repository, empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Repository(tmp_path / "other")
    other.commit("fair", name="theirs")
    monkeypatch.setenv("GIT_DIR", str(other.folder / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.folder))

    assert identities(repository, "main", empty) == ["strike"]
    with pytest.raises(SettingsError, match="no such revision"):
        find_revision("theirs", repository.rules)


def test_the_command_compares_with_a_revision(tmp_path: Path) -> None:
    place = Place(tmp_path, article("a", "walkout"), article("d", "fire drill"))
    edited = (tmp_path / "rules" / "rules.yaml").read_text()
    (tmp_path / "rules" / "rules.yaml").write_text(BEFORE)
    for command in (["init", "-q", "-b", "main"], ["add", "rules"], ["commit", "-q", "-m", "rules"]):
        subprocess.run(["git", "-C", str(tmp_path), *command], env={**os.environ, **WHO}, check=True)
    (tmp_path / "rules" / "rules.yaml").write_text(edited)

    ended = place.backtest("--against", "main")
    assert ended.status == 0, ended.stderr
    assert ended.stdout.splitlines()[-1] == "+2 alerts, −1 alert (0 the same)"
    assert " against main (" in ended.stdout.splitlines()[0]
    refused = place.backtest("--against", "--output=x")
    assert (refused.status, refused.stdout) == (2, "")
    assert only_line(refused.stderr) == "--against '--output=x': that is no directory and cannot be a git revision"
