from pathlib import Path

from monitor.pipeline.rule_book import open_book
from monitor.rules import load
from tests.fakes.rule_sets import article
from tests.pipeline.desk import Desk

FRENCH = article("Les chiens dorment.", language="fr")


async def test_words_are_found_in_their_forms_in_the_languages_given_also_when_hung_anew(
    desk: Desk, tmp_path: Path
) -> None:
    (tmp_path / "dogs.yaml").write_text("rules: [{rule: dogs, match: ~chien, channel: console}]\n")
    rule_set = load(tmp_path / "dogs.yaml")

    book = await open_book(rule_set, desk.ledger, languages=("en", "fr"))
    for one in (book, book.recompiled()):
        assert [match.rule for match in one.match(FRENCH).matches] == ["dogs"]

    assert not (await open_book(rule_set, desk.ledger)).match(FRENCH).matches
