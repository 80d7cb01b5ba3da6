"""What the headers of an answer say."""

import pytest

from monitor.fetching.answers import fresh_s


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Cache-Control": "max-age=600"}, 600),
        ({"Cache-Control": "public, Max-Age=600, must-revalidate"}, 600),
        ({"Cache-Control": "s-maxage=900,max-age=600"}, 600),
        ({"Cache-Control": "max-age=600", "Age": "250"}, 350),
        ({"Cache-Control": "max-age=600", "Age": "9999"}, 0),
        ({"Cache-Control": "max-age=600", "Age": "yesterday"}, 600),
        ({"Cache-Control": "max-age=0"}, 0),
        ({"Cache-Control": "max-age=600, no-cache"}, None),
        ({"Cache-Control": "no-store,max-age=600"}, None),
        ({"Cache-Control": "s-maxage=900"}, None),
        ({"Cache-Control": "max-age=-5"}, None),
        ({"Cache-Control": "max-age=" + "9" * 400}, None),
        ({"Cache-Control": "max-age"}, None),
    ],
)
def test_how_long_an_answer_stays_as_it_is(headers: dict[str, str], seconds: float | None) -> None:
    assert fresh_s(headers) == seconds
