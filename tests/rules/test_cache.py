"""What is known of files changes nothing but the time it takes."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.errors import RuleFileError, RuleProblem
from monitor.rules import RuleCache, RuleSet, check, load
from tests.fakes.shelf import MemoryShelf
from tests.rules.edited import EDITS, START, apply
from tests.rules.files import write

_LISTS = ("feeds", "channels", "entities", "terms", "rules")


def _loaded(directory: Path, cache: RuleCache | None = None) -> RuleSet | tuple[RuleProblem, ...]:
    try:
        return load(directory, cache=cache)
    except RuleFileError as error:
        return error.problems


@given(st.lists(st.tuples(EDITS, st.integers(0, 3)), max_size=8))
@settings(deadline=None, max_examples=60)
def test_whatever_is_edited_a_cache_changes_no_problem_no_warning_and_no_rule_set(
    edits: list[tuple[tuple[str, str | None], int]],
) -> None:
    cache, shelf = RuleCache(), MemoryShelf()
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder)
        _start(directory)
        for (name, text), order in [(("f.yaml", None), 0), *edits]:
            apply(directory, name, text)
            fresh, rules = check(directory), _loaded(directory)
            # A process that checks and loads in either order, or only one of both, and one that is new.
            for ask in ("check", "load") if order % 2 else ("load", "check"):
                if ask == "load" and order != 2:
                    assert _loaded(directory, cache) == rules
                if ask == "check" and order != 3:
                    assert check(directory, cache=cache) == fresh
            assert check(directory, cache=RuleCache(shelf)) == fresh
            assert check(directory, cache=RuleCache(shelf)) == fresh


def _start(directory: Path) -> Path:
    for name, text in START.items():
        apply(directory, name, text)
    return directory


def test_nothing_changed_gives_the_same_rule_set(tmp_path: Path) -> None:
    cache = RuleCache()
    first = load(_start(tmp_path), cache=cache)
    assert load(tmp_path, cache=cache) is first


def test_an_edit_in_one_file_leaves_everything_of_the_others_the_same_object(tmp_path: Path) -> None:
    cache = RuleCache()
    before = load(_start(tmp_path), cache=cache)
    apply(tmp_path, "e.yaml", START["e.yaml"].replace("vessel", "tanker"))

    after = load(tmp_path, cache=cache)

    changed = {key: _new(getattr(before, key), getattr(after, key)) for key in _LISTS}
    assert changed == {"feeds": [], "channels": [], "entities": [], "terms": [], "rules": [after.rules[2]]}


def test_what_an_edit_leaves_equal_and_in_its_place_is_the_same_object(tmp_path: Path) -> None:
    cache = RuleCache()
    before = load(_start(tmp_path), cache=cache)
    apply(tmp_path, "d.yaml", START["d.yaml"].replace("match: tanker", "match: vessel"))

    after = load(tmp_path, cache=cache)

    assert _new(before.rules, after.rules) == [after.rules[1]]


def test_a_reload_that_fails_in_between_costs_no_object(tmp_path: Path) -> None:
    cache = RuleCache()
    before = load(_start(tmp_path), cache=cache)
    apply(tmp_path, "d.yaml", "rules: [")
    with pytest.raises(RuleFileError):
        load(tmp_path, cache=cache)
    apply(tmp_path, "d.yaml", START["d.yaml"] + "# mended\n")

    after = load(tmp_path, cache=cache)

    assert after is not before
    assert not [thing for key in _LISTS for thing in _new(getattr(before, key), getattr(after, key))]


def test_changed_defaults_change_the_rules_that_do_not_say_and_no_other(tmp_path: Path) -> None:
    cache = RuleCache()
    before = load(_start(tmp_path), cache=cache)
    apply(tmp_path, "a.yaml", "defaults:\n  channel: console\n  where: {languages: [en]}\n")

    after = load(tmp_path, cache=cache)

    assert [rule.where.languages for rule in after.rules] == [("en",), ("en",), ("ja",)]
    assert _new(before.rules, after.rules) == list(after.rules[:2])


def test_a_further_language_of_the_feeds_renames_countries_only(tmp_path: Path) -> None:
    cache = RuleCache()
    before = load(_start(tmp_path), cache=cache)
    apply(tmp_path, "f.yaml", "feeds:\n  - {feed: 'https://a.example/x', language: ko}\n")

    after = load(tmp_path, cache=cache)

    assert len(after.entities[0].names) > len(before.entities[0].names)
    assert _new(before.rules, after.rules) == []


def test_a_check_keeps_what_a_new_process_needs_and_reads_no_file_twice(tmp_path: Path) -> None:
    shelf = MemoryShelf()
    first = check(_start(tmp_path), cache=RuleCache(shelf))
    assert len(shelf.put_names) == len(START)
    apply(tmp_path, "e.yaml", START["e.yaml"].replace("vessel", "tanker"))

    check(tmp_path, cache=RuleCache(shelf))
    apply(tmp_path, "e.yaml", START["e.yaml"])
    again = check(tmp_path, cache=RuleCache(shelf))

    assert again == first
    assert len(shelf.put_names) == len(START) + 1


def test_what_is_kept_serves_the_same_file_under_another_path(tmp_path: Path) -> None:
    shelf = MemoryShelf()
    check(_start(tmp_path / "one"), cache=RuleCache(shelf))
    before = len(shelf.put_names)

    moved = check(_start(tmp_path / "two"), cache=RuleCache(shelf))

    assert len(shelf.put_names) == before
    assert moved == check(tmp_path / "two")


@pytest.mark.parametrize("damage", [b"", b"[]", b"{}", b"nonsense", b"[" * 100_000, b"\xff\xfe", b"null", b"[true]"])
def test_an_entry_that_is_no_outline_is_replaced(tmp_path: Path, damage: bytes) -> None:
    shelf = MemoryShelf()
    fresh = check(_start(tmp_path), cache=RuleCache(shelf))
    sound = dict(shelf.entries)
    shelf.entries = dict.fromkeys(sound, damage)

    assert check(tmp_path, cache=RuleCache(shelf)) == fresh
    assert shelf.entries == sound


def test_a_file_with_half_a_character_in_a_value_is_read_every_time(tmp_path: Path) -> None:
    write(tmp_path, 'zzz: 1\n"\\udc80": 1\n')
    shelf = MemoryShelf()

    assert check(tmp_path, cache=RuleCache(shelf)) == check(tmp_path)
    assert check(tmp_path, cache=RuleCache(shelf)) == check(tmp_path)


def test_a_load_puts_nothing_on_the_shelf_and_takes_nothing_from_it(tmp_path: Path) -> None:
    shelf = MemoryShelf()
    check(_start(tmp_path), cache=RuleCache(shelf))
    shelf.entries = dict.fromkeys(shelf.entries, b"[]")
    shelf.put_names.clear()

    assert load(tmp_path, cache=RuleCache(shelf)) == load(tmp_path)
    assert shelf.put_names == []


def test_a_file_that_is_gone_is_forgotten(tmp_path: Path) -> None:
    cache = RuleCache()
    load(_start(tmp_path), cache=cache)
    apply(tmp_path, "e.yaml", None)

    load(tmp_path, cache=cache)

    assert cache.before(str(tmp_path), str(tmp_path / "e.yaml")) is None
    assert cache.before(str(tmp_path), str(tmp_path / "d.yaml")) is not None


def _new(before: tuple[object, ...], after: tuple[object, ...]) -> list[object]:
    """Return what is no object of before."""
    known = set(map(id, before))
    return [thing for thing in after if id(thing) not in known]
