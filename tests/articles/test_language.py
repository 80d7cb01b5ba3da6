import pytest

from monitor.articles.language import detect, language_tag, settle_language

ENGLISH = "The harbour of Eastmere stayed closed on Tuesday while inspectors searched its silos."
JAPANESE = "港湾局は検査を受けて、穀物の輸出許可をすべて停止したと発表した。"
RUSSIAN = "Портовое управление приостановило экспорт зерна после проверки складов."


@pytest.mark.parametrize(
    ("said", "tag"),
    [
        ("en", "en"),
        ("EN-us", "en-US"),
        ("pt_BR", "pt-BR"),
        ("zh-Hant-TW", "zh-Hant-TW"),
        ("de-DE-1996", "de-DE"),
        ("en_US.UTF-8", "en-US"),
        ("fr, en", "fr"),
        ("es-419", "es-419"),
        ("", None),
        (None, None),
        ("x-default", None),
        ("und", None),
        ("English", None),
        ("{{lang}}", None),
    ],
)
def test_tags_are_put_into_one_form(said: str | None, tag: str | None) -> None:
    assert language_tag(said) == tag


@pytest.mark.parametrize(
    ("said", "text", "language"),
    [
        ((None, "en-GB", "fr"), ENGLISH, "en-GB"),
        (("en", None), JAPANESE, "ja"),
        (("ko",), ENGLISH, "en"),
        (("uk",), RUSSIAN, "uk"),
        (("zh-CN",), "港务局暂停了全部粮食出口许可，调查仍在继续进行之中，结果待定。", "zh-CN"),
        (("en",), "No.", "en"),
        ((), "No.", None),
        ((), ENGLISH, "en"),
    ],
)
def test_the_first_word_that_fits_the_script_is_taken(said: tuple[str | None, ...], text: str, language: str) -> None:
    assert settle_language(said, text) == language


def test_too_little_text_is_not_guessed_at() -> None:
    assert detect("Ja 12 34 56 78 90 12 34 56") is None
