"""Every row of the list of faults has its test."""

import re
from pathlib import Path

ROWS = 43


def test_each_of_the_rows_has_a_test_that_bears_its_number() -> None:
    sources = [path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py")]
    found = {int(number) for source in sources for number in re.findall(r"def test_row_(\d\d)_", source)}
    assert found == set(range(1, ROWS + 1))
