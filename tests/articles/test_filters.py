import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.articles.filters import Known, clean, cut_closing_block, to_lines
from monitor.articles.junk import is_credit_line, junk_kind
from monitor.articles.phrases import Kind

DROPPED = {
    Kind.TEMPLATE: ["You have {{numberOfArticles}} left", "Hello ${user.name}", "<%= teaser %>"],
    Kind.SUBSCRIPTION: [
        "Subscribe now",
        "Your trial period has expired",
        "You need a subscription to...",
        "See all offers and subscribe",
        "This is your last free article this month",
        "Already a subscriber? Sign in here",
        "Sie haben bereits ein Abo? Anmelden",
        "Weiterlesen mit Plus",
        "Déjà abonné ? Connectez-vous",
        "Il vous reste 62% de cet article à découvrir",
        "Ya eres suscriptor",
        "Este artículo es exclusivo para suscriptores",
        "この記事は会員限定です",
        "残り 812文字",
        "이 기사는 유료회원 전용입니다",
        "구독하시면 전체 기사를 읽을 수 있습니다",
    ],
    Kind.NEWSLETTER: [
        "Sign up for our weekly newsletter",
        "Get the day's news delivered to your inbox",
        "Melden Sie sich für unseren Newsletter an",
        "Inscrivez-vous à notre newsletter",
        "Apúntate al boletín",
        "メルマガの登録はこちら",
        "뉴스레터 구독하기",
    ],
    Kind.COOKIE: [
        "We use cookies to give you the best experience",
        "Accept all cookies",
        "Wir nutzen technisch notwendige Cookies",
        "Nous utilisons des cookies",
        "Utilizamos cookies propias",
        "当サイトではCookieを使用しています",
        "쿠키를 사용합니다",
    ],
    Kind.RELATED: [
        "Read more:",
        "Related: What the inspectors found",
        "Lesen Sie auch: Was die Prüfer fanden",
        "À lire aussi : ce que cherchent les inspecteurs",
        "Lea también: lo que buscan",
        "関連記事：検査官が見つけたもの",
        "▶관련기사: 검사관이 찾은 것",
    ],
    Kind.SHARE: ["Facebook Twitter WhatsApp", "Share this article", "Teilen", "Partager", "シェアする", "공유하기"],
    Kind.NAVIGATION: [
        "Skip to main content",
        "Home > World > Asia",
        "6 May 2031 07:08",
        "Updated: May 6, 2031 at 7:08 a.m. EST / Published: May 5, 2031",
        "Stand: 06.05.2031, 07:08 Uhr",
        "Mis à jour le 6 mai 2031 à 7h08",
        "2031年5月6日（火） 7:08",
        "입력 2031.05.06. 오후 7:08",
        "***",
        "FacebookIcon TwitterIcon ArrowIcon MailTitle Chevron",
    ],
    Kind.LEGAL: [
        "© 2031 Harbour Post",
        "All rights reserved.",
        "Alle Rechte vorbehalten",
        "無断転載を禁じます",
        "무단전재 및 재배포 금지",
    ],
    Kind.ADVERT: ["Advertisement", "Anzeige", "Publicité", "広告", "Sponsored Content"],
    Kind.SYNDICATION: ["The post Grain permits suspended appeared first on Harbour Post."],
}

#: News that comes close to a phrase. Each was written against one of them.
KEPT = [
    "Inspectors will have unlimited access to the site, the agency said.",
    "Subscription revenue rose five percent in the quarter.",
    "Subscribers to the service were told on Monday that it had been hacked.",
    "The economist argued in his newsletter that rates would fall.",
    "Regulators fined the company over its cookie policy.",
    "Google will phase out third-party cookies next year, it said.",
    "Related charges against the bank were dropped in March.",
    "Register offices will close on Friday.",
    "Copyright law will be tightened, the minister said.",
    "Privacy policy experts welcomed the ruling.",
    "More in the north than in the south fear a war, a poll found.",
    "Read, the striker, scored twice.",
    "May 6 was the deadline that both sides had set.",
    "On 6 May 2031 the port was closed.",
    "Join forces or lose, the general told both camps.",
    "Get well soon, the president wrote to his rival.",
    "The trial of your former minister has ended, the envoy was told.",
    "Follow-up talks were set for Tuesday.",
    "Home prices fell for a third month.",
    "Der Newsletter der Bank meldete einen Gewinn.",
    "Datenschutz wird zum Streitpunkt im Parlament.",
    "Mehr als hundert Menschen wurden verletzt.",
    "Anzeige wegen Betrugs erstattete die Behörde am Montag.",
    "Jetzt beginnt die Prüfung der Bücher.",
    "La suite est connue : le ministre a démissionné.",
    "Les abonnés du réseau ont été privés d'électricité.",
    "L'accueil des réfugiés divise le pays.",
    "Además, el ministro anunció nuevas sanciones.",
    "Recibe el premio por su defensa de los presos.",
    "続きは法廷で争われることになる。",
    "アプリのダウンロード数は百万件を超えた。",
    "広告収入が減少したと同社は発表した。",
    "会員国は制裁の延長に合意した。",
    "이메일을 받아 악성코드에 감염된 직원이 있었다.",
    "네이버는 구독 서비스를 출시했다고 밝혔다.",
    "광고 매출이 줄었다고 회사는 밝혔다.",
    "홈 경기에서 승리했다.",
    "US",
    "1. Seoul",
]


@pytest.mark.parametrize(("kind", "line"), [(kind, line) for kind, lines in DROPPED.items() for line in lines])
def test_a_line_that_is_no_news_is_told_by_its_kind(kind: Kind, line: str) -> None:
    assert junk_kind(line) is kind


@pytest.mark.parametrize("line", KEPT)
def test_news_that_comes_close_to_a_phrase_is_kept(line: str) -> None:
    assert junk_kind(line) is None


PROSE = (
    "The council met on Monday and agreed that the harbour should stay closed until the inspectors had finished their "
    "work in all of the silos and warehouses along the eastern pier."
)


def test_the_headline_and_what_stands_above_it_are_left_out() -> None:
    lines = ["ArrowIcon FacebookIcon Title ChevronIcon", "Harbour", "Port shut", "Council meets", PROSE]
    assert clean(lines, Known(headlines=["Port Shut!"])).lines == ("Council meets", PROSE)


def test_prose_above_a_repeated_headline_stays() -> None:
    assert clean([PROSE, "Port shut", PROSE], Known(headlines=["Port shut"])).lines == (PROSE, PROSE)


@pytest.mark.parametrize("line", ["By Mara Lind", "MARA LIND", "Von Jo Vane,", "Mara Lind, Jo Vane"])
def test_a_line_that_only_names_the_author_is_left_out(line: str) -> None:
    assert clean([line, PROSE], Known(author="Mara Lind, Jo Vane")).lines == (PROSE,)
    assert clean([line, PROSE], Known(author="Ines Calder")).lines == (line, PROSE)


def test_a_closing_block_is_cut_as_a_whole_with_the_lines_that_no_phrase_knows() -> None:
    closing = [
        "Advertisement",
        "The best of the coast",
        "Try 3 months for $9",
        "Offer ends soon",
        "On paper and on screen",
    ]
    assert cut_closing_block([PROSE, PROSE, *closing]) == [PROSE, PROSE]
    assert Kind.SUBSCRIPTION in clean([PROSE, PROSE, *closing]).dropped


def test_a_block_that_prose_follows_is_not_cut_but_filtered_by_line() -> None:
    lines = [PROSE, "Subscribe now", "A subheading", PROSE]
    assert clean(lines).lines == (PROSE, "A subheading", PROSE)


def test_more_than_half_of_a_text_is_never_cut() -> None:
    short = [
        "Subscribe now",
        "A line about the harbour that is not long",
        "Another line about the harbour",
        "See all offers",
    ]
    assert clean(short).lines == tuple(short[1:3])


def test_headlines_listed_under_related_go_and_the_text_after_them_stays() -> None:
    lines = [PROSE, "Related stories", "Barley slips again", "Town votes on wall", PROSE]
    assert clean(lines).lines == (PROSE, PROSE)


@pytest.mark.parametrize(
    "line",
    [
        "Silos at the pier, where loading stopped. © Mara Lind/Harbour Post",
        "A crane stands idle on Tuesday. (AP Photo/Mara Lind)",
        "Ein Kran steht still. Foto: Mara Lind",
        "Une grue immobile. Crédit photo : Mara Lind",
        "止まったクレーン（写真：港日報）",
        "멈춰 선 크레인 [사진=항구일보]",
    ],
)
def test_a_line_that_ends_in_a_credit_is_a_caption(line: str) -> None:
    assert is_credit_line(line)
    assert clean([PROSE, line, PROSE]).captions == (line,)


@pytest.mark.parametrize("line", [PROSE, "The photo: a fake, the agency said. Nobody knew.", "写真を公開した。"])
def test_a_sentence_is_no_caption(line: str) -> None:
    assert not is_credit_line(line)


def test_lines_lose_bullets_and_blanks() -> None:
    assert to_lines(" - one\n\n• two\n\u00a0\nthree  four") == ["one", "two", "three four"]


@given(st.lists(st.text(max_size=80), max_size=12))
def test_cleaning_only_leaves_out_lines(texts: list[str]) -> None:
    lines = to_lines("\n".join(texts))
    left = iter(lines)
    assert all(line in left for line in clean(lines, Known(headlines=texts[:1])).lines)
