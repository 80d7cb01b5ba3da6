from dataclasses import replace
from datetime import UTC, datetime
from html import escape

import pytest

from monitor.articles import extract
from monitor.core.article import Article, TextState
from monitor.core.errors import NotAPage
from monitor.core.feed import Entry
from tests.articles.pages import ENGLISH, JAPANESE, SAMPLES, Sample, page_of

URL = "https://www.harbour-post.example/2031/05/grain"
ENTRY = Entry(
    key="1",
    url="https://feeds.example/1",
    title="Port suspends permits",
    summary="The port authority suspended permits on Tuesday.",
    published_at=datetime(2031, 5, 6, 5, 0, tzinfo=UTC),
    language="en",
)


def everything(article: Article) -> list[str]:
    return [article.title, *article.text.split("\n"), *article.captions]


@pytest.mark.parametrize("plain", [False, True], ids=["classed", "plain"])
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.language)
class TestPagesOfEveryLanguage:
    def test_the_text_is_the_article_and_nothing_else(self, sample: Sample, plain: bool) -> None:
        assert extract(page_of(sample, plain=plain), url=URL).text.split("\n") == list(sample.paragraphs)

    def test_no_junk_line_gets_anywhere(self, sample: Sample, plain: bool) -> None:
        article = extract(page_of(sample, plain=plain), url=URL)
        assert [line for line in sample.junk if any(line in part for part in everything(article))] == []
        assert not any("{{" in part for part in everything(article))

    def test_captions_are_a_field_of_their_own(self, sample: Sample, plain: bool) -> None:
        article = extract(page_of(sample, plain=plain), url=URL)
        assert article.captions == (sample.picture, sample.caption)

    def test_title_lead_language_site_and_date_are_told(self, sample: Sample, plain: bool) -> None:
        article = extract(page_of(sample, plain=plain), url=URL)
        assert article.title == sample.title
        assert article.lead == sample.lead
        assert article.language == sample.language
        assert article.site == sample.site
        assert article.published_at == datetime(2031, 5, 6, 5, 8, 9, tzinfo=UTC)

    def test_a_whole_text_is_full_whatever_is_sold_below_it(self, sample: Sample, plain: bool) -> None:
        longer = replace(sample, body=sample.body * 4)
        article = extract(page_of(longer, plain=plain), url=URL)
        assert (article.state, article.state_reason) == (TextState.FULL, "")


def ld(**fields: object) -> str:
    import json

    node = {"@context": "https://schema.org", "@type": "NewsArticle", **fields}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def with_head(page: str, head: str) -> str:
    return page.replace("</head>", f"{head}</head>", 1)


def short(sample: Sample, *closing: str) -> Sample:
    return replace(sample, body=(), closing=closing)


class TestTeaser:
    def test_a_short_text_that_is_not_free_is_a_teaser(self) -> None:
        page = with_head(page_of(short(ENGLISH)), ld(headline=ENGLISH.title, isAccessibleForFree="False"))
        article = extract(page, url=URL)
        assert article.state is TextState.TEASER
        assert article.state_reason == "not accessible for free, and the text is short"
        assert article.text == ENGLISH.lead

    @pytest.mark.parametrize(
        ("sample", "asks"),
        [
            (SAMPLES[0], "Subscribe to continue reading"),
            (SAMPLES[1], "Diesen Artikel weiterlesen mit Küstenblatt Plus"),
            (SAMPLES[2], "Il vous reste 78% de cet article à lire. La suite est réservée aux abonnés."),
            (SAMPLES[3], "Contenido exclusivo para suscriptores"),
            (SAMPLES[4], "この記事は有料会員限定です。残り1234文字"),
            (SAMPLES[5], "이 기사는 유료회원 전용 기사입니다. 계속 읽으려면 로그인하세요."),
        ],
        ids=lambda value: value.language if isinstance(value, Sample) else "",
    )
    def test_a_short_text_that_ends_in_a_demand_for_a_subscription_is_a_teaser(self, sample: Sample, asks: str) -> None:
        article = extract(page_of(short(sample, asks), plain=True), url=URL)
        assert article.state is TextState.TEASER
        assert article.text == sample.lead

    def test_a_short_text_that_the_publisher_calls_free_is_full_whatever_is_sold_below_it(self) -> None:
        page = page_of(short(ENGLISH, "Subscribe to continue reading"))
        free = with_head(page, ld(headline=ENGLISH.title, isAccessibleForFree=True))
        assert extract(free, url=URL).state is TextState.FULL

    def test_a_short_text_without_any_such_sign_is_full(self) -> None:
        assert extract(page_of(short(ENGLISH)), url=URL).state is TextState.FULL

    def test_a_free_page_may_ask_for_a_subscription_in_its_menu(self) -> None:
        page = page_of(replace(ENGLISH, navigation=("World", "Subscribe", "Log in"), closing=()))
        assert extract(page, url=URL).state is TextState.FULL

    def test_the_feed_wins_where_it_carries_the_article_that_the_page_cuts_off(self) -> None:
        entry = replace(ENTRY, content="\n".join(ENGLISH.paragraphs))
        article = extract(page_of(short(ENGLISH, "Subscribe to continue reading")), url=URL, entry=entry)
        assert article.state is TextState.FEED
        assert article.text.split("\n") == list(ENGLISH.paragraphs)


class TestFeedThatCarriesMore:
    LONG = "\n".join(f"{number}. {text}" for number in range(3) for text in ENGLISH.paragraphs)

    def test_the_feeds_text_is_taken_where_the_page_shows_less_than_half_of_it(self) -> None:
        article = extract(page_of(short(ENGLISH)), url=URL, entry=replace(ENTRY, content=self.LONG))
        assert article.state is TextState.FEED
        assert article.state_reason.startswith("the feed carries ")
        assert article.text == self.LONG

    def test_the_page_is_taken_where_the_two_are_about_as_long(self) -> None:
        content = "\n".join((*ENGLISH.paragraphs, *ENGLISH.body[:2]))
        article = extract(page_of(ENGLISH), url=URL, entry=replace(ENTRY, content=content))
        assert (article.state, article.text.split("\n")) == (TextState.FULL, list(ENGLISH.paragraphs))

    def test_what_sells_in_a_feed_does_not_count_as_its_text(self) -> None:
        content = ENGLISH.lead + "\nSubscribe now to keep reading the news of the coast and the harbour" * 20
        article = extract(page_of(short(ENGLISH)), url=URL, entry=replace(ENTRY, content=content))
        assert (article.state, article.text) == (TextState.FULL, ENGLISH.lead)


def bare(title: str, *paragraphs: str, head: str = "") -> str:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return f"<!doctype html><html><head><title>{title}</title>{head}</head><body><div>{body}</div></body></html>"


WALLS = {
    "bot wall": bare("Just a moment...", "Verify you are human by completing the action below.", "Ray ID: 8a1"),
    "javascript": bare("news.example", "Please enable JavaScript and cookies to continue."),
    "robot": bare("Harbour Post - Are you a robot?", "We have seen unusual traffic from your network."),
    "denied": bare("Access Denied", "You don't have permission to access this page on this server.", "Reference #18.2"),
    "not found": bare("404 - Page not found | Harbour Post", "The page that you look for has moved or is gone."),
    "unavailable": bare("503 Service Temporarily Unavailable", "nginx"),
    "not found (ja)": bare(
        "お探しのページが見つかりません", "移動または削除された可能性があります。トップページからお探しください。"
    ),
    "consent": bare(
        "Before you continue to Harbour Post",
        "We use cookies and data to deliver and maintain our services, and to measure audience engagement.",
        "If you choose to accept all, we will also use cookies to show personalized ads, with our 342 partners.",
        "Accept all",
        "Reject all",
        "Privacy policy",
    ),
    "consent (de)": bare(
        "Küstenblatt",
        "Mit Ihrer Zustimmung verwenden wir und unsere Partner Cookies, um personenbezogene Daten zu verarbeiten.",
        "Ihre Einwilligung können Sie jederzeit unter Datenschutz widerrufen. Tracking findet sonst nicht statt.",
        "Zustimmen und weiter",
    ),
}


class TestBlocked:
    @pytest.mark.parametrize("page", WALLS.values(), ids=WALLS.keys())
    def test_of_a_wall_only_what_the_feed_carried_is_read(self, page: str) -> None:
        article = extract(page, url=URL, entry=ENTRY)
        assert article.state is TextState.BLOCKED
        assert article.state_reason
        assert (article.title, article.text) == (ENTRY.title, ENTRY.summary)
        assert article.url == ENTRY.url

    @pytest.mark.parametrize("page", WALLS.values(), ids=WALLS.keys())
    def test_without_an_entry_a_wall_has_neither_title_nor_text(self, page: str) -> None:
        article = extract(page, url=URL)
        assert (article.state, article.title, article.text, article.captions) == (TextState.BLOCKED, "", "", ())

    def test_a_redirect_to_a_consent_host_is_a_wall(self) -> None:
        page = bare("Hafen", "Die Nutzung ist nur nach Auswahl möglich.")
        assert extract(page, url="https://consent.example.com/?next=1", entry=ENTRY).state is TextState.BLOCKED

    @pytest.mark.parametrize(
        "title",
        [
            "500 tonnes of barley vanish",
            "Access denied to inspectors at the eastern silo",
            "Forbidden harbour reopens to visitors",
            "Just a moment of calm for the traders",
            "Consent of the council sought",
        ],
    )
    def test_short_news_with_a_title_that_begins_alike_is_news(self, title: str) -> None:
        article = extract(bare(title, ENGLISH.lead), url=URL)
        assert (article.state, article.title, article.text) == (TextState.FULL, title, ENGLISH.lead)

    def test_an_article_about_cookies_and_consent_is_no_consent_page(self) -> None:
        paragraphs = (
            "The privacy regulator fined two publishers on Monday because cookies were set before any consent.",
            "Personal data of readers was shared with partners, it said, and no button let them reject all tracking.",
            "Both publishers said their cookie policy had changed and that consent was now asked for in plain words.",
        )
        page = bare(
            "Regulator fines publishers", *paragraphs, "Accept all", head='<meta property="og:type" content="article">'
        )
        article = extract(page, url=URL)
        assert article.state is TextState.FULL
        assert article.text.split("\n") == list(paragraphs)


class TestFailed:
    def test_a_page_without_text_gives_what_the_feed_carried(self) -> None:
        article = extract(bare("Video: harbour from above"), url=URL, entry=ENTRY)
        assert (article.state, article.state_reason) == (TextState.FAILED, "no text on the page")
        assert (article.title, article.text, article.url) == (ENTRY.title, ENTRY.summary, URL)

    def test_the_article_body_of_json_ld_is_used_where_the_page_shows_none(self) -> None:
        body = "<p>" + "</p><p>".join(ENGLISH.paragraphs) + "</p>"
        page = bare("x", head=ld(headline=ENGLISH.title, articleBody=escape(body)))
        article = extract(page, url=URL, entry=ENTRY)
        assert article.text.split("\n") == list(ENGLISH.paragraphs)
        assert article.title == ENGLISH.title

    @pytest.mark.parametrize(
        ("body", "reason"),
        [
            (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
            (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "an image"),
            (b"", "empty"),
            (b"\xef\xbb\xbf  \n ", "empty"),
            (b"<html>" + b"\x00\x01\x02" * 500, "binary data"),
            (b"just words, no markup at all", "no HTML"),
            (b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>', "a feed"),
        ],
    )
    def test_what_is_no_page_is_refused_by_name(self, body: bytes, reason: str) -> None:
        with pytest.raises(NotAPage, match=f"^{reason}$"):
            extract(body, url=URL)


class TestWhatThePageSays:
    def test_bytes_that_are_utf8_win_over_a_wrong_header(self) -> None:
        page = page_of(JAPANESE).encode()
        assert extract(page, url=URL, charset="iso-8859-1").title == JAPANESE.title

    def test_a_declared_charset_is_believed_where_the_bytes_are_not_utf8(self) -> None:
        page = page_of(JAPANESE).replace('charset="utf-8"', 'charset="Shift_JIS"').encode("cp932", "xmlcharrefreplace")
        assert extract(page, url=URL).text.split("\n") == list(JAPANESE.paragraphs)

    @pytest.mark.parametrize(
        ("title", "site"),
        [
            ("Grain permits suspended - Harbour Post", "Harbour Post"),
            ("Grain permits suspended | News | Harbour Post", "Harbour Post"),
            ("Harbour Post | Grain permits suspended", "Harbour Post"),
            ("Grain permits suspended – harbour-post.example", ""),
            ("Grain permits suspended | HP", ""),
        ],
    )
    def test_the_site_is_cut_off_the_title(self, title: str, site: str) -> None:
        head = f'<meta property="og:site_name" content="{site}">' if site else ""
        assert extract(bare(title, ENGLISH.lead, head=head), url=URL).title == "Grain permits suspended"

    def test_a_headline_with_a_dash_keeps_it(self) -> None:
        page = bare("Talks fail - port shut", "<h1>Talks fail - port shut</h1>", ENGLISH.lead)
        assert extract(page, url=URL).title == "Talks fail - port shut"

    def test_dates_without_a_zone_are_utc(self) -> None:
        page = bare("Grain", ENGLISH.lead, head=ld(headline="Grain", datePublished="2031-05-06T07:08:09"))
        assert extract(page, url=URL).published_at == datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)

    def test_the_feeds_time_is_taken_where_the_page_only_tells_the_day(self) -> None:
        page = bare("Grain", ENGLISH.lead, head=ld(headline="Grain", datePublished="2031-05-06"))
        assert extract(page, url=URL, entry=ENTRY).published_at == ENTRY.published_at

    def test_the_feed_fills_what_the_page_does_not_say(self) -> None:
        entry = replace(ENTRY, author="Mara Lind", language="en-GB")
        article = extract(bare("", ENGLISH.lead), url=URL, entry=entry)
        assert (article.title, article.author, article.language) == (ENTRY.title, "Mara Lind", "en-GB")
        assert article.published_at == ENTRY.published_at

    def test_a_language_that_the_script_contradicts_is_not_believed(self) -> None:
        page = page_of(JAPANESE).replace('<html lang="ja">', '<html lang="en">')
        assert extract(page, url=URL).language == "ja"

    def test_the_language_is_detected_where_nobody_says_it(self) -> None:
        page = page_of(SAMPLES[1]).replace('<html lang="de">', "<html>")
        assert extract(page, url=URL).language == "de"

    def test_the_author_comes_from_json_ld(self) -> None:
        author = [{"@type": "Person", "name": "Mara Lind"}, {"@type": "Person", "name": "Jo Vane"}]
        page = with_head(page_of(ENGLISH), ld(headline=ENGLISH.title, author=author))
        assert extract(page, url=URL).author == "Mara Lind, Jo Vane"

    def test_pictures_of_other_articles_give_no_captions(self) -> None:
        teaser = '<aside><figure><img alt="A storm over another town"><figcaption>Storm</figcaption></figure></aside>'
        linked = '<a href="/x"><img alt="A minister of another story"></a>'
        page = page_of(ENGLISH).replace("</h1>", f"</h1>{teaser}{linked}", 1)
        assert extract(page, url=URL).captions == (ENGLISH.picture, ENGLISH.caption)
