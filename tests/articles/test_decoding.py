import pytest

from monitor.articles.decoding import decode

JAPANESE = "港湾局は検査を受けて穀物の輸出許可を停止したと発表した。"
KOREAN = "항만청은 검사 뒤 곡물 수출 허가를 중단했다고 밝혔다."
RUSSIAN = "Портовое управление приостановило экспорт зерна после проверки."
GERMAN = "Die Hafenbehörde prüft größere Mengen Gerste für Österreich."


@pytest.mark.parametrize(
    ("text", "codec", "label"),
    [
        (JAPANESE, "cp932", "Shift_JIS"),
        (JAPANESE, "euc_jp", "EUC-JP"),
        (JAPANESE, "iso2022_jp", "ISO-2022-JP"),
        (KOREAN, "cp949", "euc-kr"),
        (RUSSIAN, "cp1251", "windows-1251"),
        (RUSSIAN, "koi8_r", "koi8-r"),
        (GERMAN, "cp1252", "iso-8859-1"),
        ("Er sagte „ja“ – für 5 €.", "cp1252", "iso-8859-1"),
        ("港务局暂停粮食出口许可。", "gb18030", "gb2312"),
    ],
)
class TestDeclared:
    def test_by_the_header(self, text: str, codec: str, label: str) -> None:
        assert decode(text.encode(codec), label) == text

    def test_by_the_page(self, text: str, codec: str, label: str) -> None:
        page = f'<html><head><meta charset="{label}"></head>{text}'
        assert decode(page.encode(codec), None) == page

    def test_by_the_page_against_a_header_that_the_bytes_contradict(self, text: str, codec: str, label: str) -> None:
        page = f'<meta http-equiv="Content-Type" content="text/html; charset={label}">{text}'
        assert decode(page.encode(codec), "utf-8") == page


@pytest.mark.parametrize("label", ["iso-8859-1", "Shift_JIS", "utf-16", "no-such-charset", "hex", "", None])
def test_valid_utf8_wins_over_every_label(label: str | None) -> None:
    assert decode(JAPANESE.encode(), label) == JAPANESE


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_wins(codec: str) -> None:
    assert decode(KOREAN.encode(codec), "iso-8859-1") == KOREAN


def test_utf16_without_a_mark_needs_to_be_declared() -> None:
    assert decode(GERMAN.encode("utf-16-le"), "utf-16-le") == GERMAN


def test_a_few_broken_bytes_do_not_make_utf8_another_charset() -> None:
    assert decode(GERMAN.encode() * 5 + b"\xff", "iso-8859-1") == GERMAN * 5 + "\ufffd"


def test_an_undeclared_charset_is_guessed() -> None:
    assert decode((RUSSIAN * 20).encode("cp1251")) == RUSSIAN * 20


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"\x80", bytes(range(256))])
def test_nothing_raises(body: bytes) -> None:
    assert isinstance(decode(body, "ascii"), str)
