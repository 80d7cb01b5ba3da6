"""Phrases that give a line away wherever they stand in it.

A row is `literal :: pattern`: the pattern is only tried on lines that hold the literal (lower case), which every match
must contain. That makes the table a hundred times cheaper: a search of all patterns cost 220 µs a line.
"""

from typing import Final

from monitor.articles.phrases.kinds import Kind, Table

HOLDS: Final[Table] = {
    "any": {
        Kind.TEMPLATE: r"""
            {{ :: \{\{.{0,200}?\}\}
            {% :: \{%.{0,200}?%\}
            <% :: <%.{0,200}?%>
            ${ :: \$\{[\w.]{1,60}\}
            %% :: %%[\w.]{2,40}%%
        """,
        Kind.LEGAL: r"""
            all rights reserved :: all rights reserved
            no reproduction :: \bno reproduction without (?:\w+ )?permission\b
        """,
    },
    "en": {
        Kind.SUBSCRIPTION: r"""
            free article :: \byou have .{0,60}free articles?
            last free article :: \blast free article
            expired :: \byour (?:free )?(?:trial|full access|subscription)\b.{0,60}\bexpired
            ended :: \byour (?:free )?(?:trial|full access|subscription)\b.{0,60}\bended
            need a subscription :: \byou need a subscription
            already :: \balready (?:a subscriber|a member|have an account|subscribed)\b
            subscribe :: \bsubscribe (?:now|today|to (?:continue|read|our|keep|unlock))\b
            to continue reading :: \bto continue reading\b.{0,60}\b(?:subscribe|sign|log|register|account)\b
            to keep reading :: \bto keep reading\b.{0,60}\b(?:subscribe|sign|log|register|account)\b
            reading :: \b(?:subscribe|sign|log in|register)\b.{0,60}\bto (?:continue|keep) reading\b
            subscribers :: \b(?:article|story|content) is (?:\w+ )?for (?:\w+ ){0,2}subscribers\b
            subscribers :: \b(?:article|story|content) is (?:\w+ )?available (?:only )?to (?:\w+ ){0,2}subscribers\b
            members :: \b(?:article|story|content) is (?:\w+ )?(?:for|available (?:only )?to) (?:our )?members\b
            see all offers :: \bsee all offers\b
        """,
        Kind.NEWSLETTER: r"""
            newsletter :: \b(?:sign up|subscribe|signing up)\b.{0,80}\bnewsletters?\b
            newsletter :: \bnewsletters?\b.{0,40}\b(?:sign up|subscribe)\b
            your inbox :: \bdelivered (?:straight |directly )?to your inbox\b
        """,
        Kind.COOKIE: r"""
            cookies :: \bwe (?:and our .{0,30})?(?:use|store|set) (?:\w+ ){0,2}cookies\b
            cookies :: \b(?:this|our) (?:web)?site (?:uses|stores|sets) (?:\w+ ){0,2}cookies\b
            cookies :: \baccept (?:all )?(?:our )?cookies\b
            cookie :: \b(?:our|your) cookie (?:settings|preferences|policy|notice)\b
            your :: \byour (?:cookie|consent|privacy) (?:choices|preferences|settings)\b
        """,
        Kind.ADVERT: r"""
            this :: \bthis (?:article|story|post) (?:was|is) (?:sponsored|paid for) by\b
        """,
        Kind.SYNDICATION: r"""
            the post :: \bthe post .{1,200} (?:appeared first|first appeared) on\b
            continue reading :: \bcontinue reading .{0,200}(?:→|»|\.\.\.|…)$
        """,
    },
    "de": {
        Kind.SUBSCRIPTION: r"""
            weiterlesen :: \b(?:mit|ohne) .{0,20}\babo weiterlesen\b
            weiterlesen :: \bweiterlesen mit\b.{0,40}(?:abo|plus|\+)
            für :: \b(?:nur|exklusiv) für (?:unsere )?(?:digital)?(?:abonnent(?:en|innen)|registrierte)\b
            abo :: \bsie haben (?:bereits|schon) ein (?:\w+)?abo\b
            kündbar :: \bjederzeit kündbar\b
            artikel :: \bsie (?:können|haben) noch .{0,30}(?:kostenlose|freie) artikel\b
        """,
        Kind.NEWSLETTER: r"""
            newsletter :: \bnewsletter (?:jetzt |kostenlos |hier )*(?:abonnieren|anmelden|bestellen)\b
            newsletter :: \b(?:abonnieren|bestellen) sie\b.{0,60}\bnewsletter\b
        """,
        Kind.COOKIE: r"""
            cookies :: \bwir (?:verwenden|nutzen|setzen) .{0,40}cookies\b
            cookies :: \b(?:diese|unsere) (?:web)?(?:seite|site) (?:verwendet|nutzt|setzt) .{0,40}cookies\b
            cookie :: \bunsere[nr]? cookie-?(?:einstellungen|richtlinie|hinweis)
        """,
    },
    "fr": {
        Kind.SUBSCRIPTION: r"""
            abonnés :: \b(?:article|contenu) (?:est )?réservé (?:à nos |aux )abonnés\b
            il vous reste :: \bil vous reste .{0,20}% .{0,40}(?:article|lire|découvrir)
            abonnez-vous :: \babonnez-vous (?:pour|à|dès|maintenant)\b
            sans engagement :: \bsans engagement\b.{0,20}$
            déjà abonné :: \bdéjà abonné
        """,
        Kind.NEWSLETTER: r"""
            newsletter :: \b(?:inscrivez|abonnez)-vous\b.{0,60}\bnewsletters?\b
            infolettre :: \b(?:inscrivez|abonnez)-vous\b.{0,60}\binfolettres?\b
            lettre d'information :: \b(?:inscrivez|abonnez)-vous\b.{0,60}\blettre d'information\b
        """,
        Kind.COOKIE: r"""
            cookies :: \b(?:nous|ce site|notre site|nos partenaires)\b.{0,30}\b(?:utilis|dépos)\w+\b.{0,40}\bcookies\b
            cookies :: \bvous acceptez (?:l'utilisation|le dépôt) (?:de |des )cookies\b
        """,
    },
    "es": {
        Kind.SUBSCRIPTION: r"""
            suscriptores :: \b(?:artículo|contenido) (?:es )?(?:exclusiv|reservad)o para (?:\w+ )?suscriptores\b
            suscriptores :: \b(?:es )?solo para suscriptores\b
            suscríbete :: \bsuscríbete (?:para|a|por|ahora|y)\b
            suscriptor :: \bya eres suscriptor\b
            te quedan :: \bte quedan .{0,20}artículos\b
        """,
        Kind.NEWSLETTER: r"""
            newsletter :: \b(?:apúntate|suscríbete|inscríbete|recibe)\b.{0,60}\bnewsletter\b
            boletín :: \b(?:apúntate|suscríbete|inscríbete|recibe)\b.{0,60}\bboletín\b
        """,
        Kind.COOKIE: r"""
            cookies :: \b(?:utilizamos|usamos)\b.{0,30}\bcookies\b
            cookies :: \b(?:esta|nuestra) (?:página )?web (?:utiliza|usa)\b.{0,30}\bcookies\b
            cookies :: \bnuestra política de cookies\b
        """,
    },
    "ja": {
        Kind.SUBSCRIPTION: r"""
            は :: (?:この|本)(?:記事|コンテンツ)は.{0,12}(?:有料|会員|登録|購読|プレミアム).{0,8}(?:限定|のみ|専用)
            続き :: 続きをお読み.{0,30}(?:会員|登録|ログイン|購読)
            続き :: 続き(?:を読むには|は).{0,30}(?:会員|登録|ログイン|購読)
            全文 :: 全文をお読み.{0,30}(?:会員|登録|ログイン|購読)
            残り :: 残り\s?[\d,]+\s?(?:文字|字)
            登録 :: 登録(?:すると|いただくと).{0,30}(?:読め|お読み|閲覧)
            購読 :: 購読(?:すると|いただくと).{0,30}(?:読め|お読み|閲覧)
            月 :: (?:月額|初月|\d+[かカヶ]月).{0,12}(?:無料|円).{0,20}(?:お申し込み|申し込みはこちら|読み放題)
        """,
        Kind.NEWSLETTER: r"""
            メール :: メールマガジン.{0,20}(?:登録|購読|お届け)
            メルマガ :: メルマガ.{0,20}(?:登録|購読|お届け)
            ニュースレター :: ニュースレター.{0,20}(?:登録|購読|お届け)
        """,
        Kind.COOKIE: r"""
            クッキー :: クッキーを(?:使用|利用)して(?:います|おります)
            cookie :: cookieを(?:使用|利用)して(?:います|おります)
            cookie :: 当(?:サイト|社).{0,30}cookie
            クッキー :: 当(?:サイト|社).{0,30}クッキー
        """,
        Kind.LEGAL: r"""
            無断 :: 無断(?:転載|複製|での転載).{0,20}(?:禁|お断り)
        """,
    },
    "ko": {
        Kind.SUBSCRIPTION: r"""
            전용 :: (?:유료|구독자|회원)\s?전용.{0,20}(?:기사|콘텐츠|제공)
            에게만 :: (?:유료|구독자|회원).{0,4}에게만.{0,20}(?:기사|콘텐츠|제공|공개)
            읽 :: (?:계속|이어서)\s?읽.{0,20}(?:구독|로그인|회원가입)
            전문 :: 전문.{0,20}(?:구독|로그인|회원가입)(?:하|이|후)
            구독 :: 구독(?:하고|하시면).{0,30}(?:읽|보실|이용)
        """,
        Kind.NEWSLETTER: r"""
            뉴스레터 :: 뉴스레터.{0,20}(?:구독|신청|받아보)
        """,
        Kind.COOKIE: r"""
            쿠키 :: 쿠키를 사용(?:합니다|하고 있습니다)
            쿠키 :: 쿠키 사용에 동의
        """,
        Kind.LEGAL: r"""
            무단 :: 무단\s?(?:전재|복제|배포).{0,20}(?:금지|재배포)
            저작권자 :: 저작권자\s?(?:ⓒ|©|\(c\))
        """,
    },
}
