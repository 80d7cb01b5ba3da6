"""Phrases that are an entire line, punctuation aside."""

from typing import Final

from monitor.articles.phrases.kinds import Kind, Table

#: A line of nothing but these is a row of share buttons.
SERVICES: Final = frozenset(
    """
    facebook twitter x whatsapp telegram linkedin pinterest reddit email mail e sms xing flipboard line messenger
    instagram youtube threads bluesky mastodon pocket rss kakao talk print copy link share tweet icon
    """.split()  # noqa: SIM905 - a row of words is how tables are read here
)

WHOLE: Final[Table] = {
    "any": {
        Kind.LEGAL: r"""
            (?:©|\(c\)|&copy;|copyright ©?) ?(?:19|20)\d\d\b.{0,100}
            ©.{0,60}
        """,
        Kind.NAVIGATION: r"""
            \d+ ?/ ?\d+
            [\w&' ]{2,24}(?: ?[>›»] ?[\w&' ]{2,40}){2,}
        """,
    },
    "en": {
        Kind.RELATED: r"""
            (?:related|more)(?: (?:stories|story|articles?|posts?|links?|content|topics?|coverage|news|reading))?
            (?:read|see|up) (?:more|next|also)
            (?:most|editor'?s?'?) (?:read|popular|viewed|shared|picks?|choice)
            recommended
            trending
            you may also like
            you might also like
            more (?:to|on this) (?:read|story|topic)
            explore further
            (?:what to )?read next
            in this (?:story|article)
        """,
        Kind.SHARE: r"""
            shares?(?: (?:this|on|via|with).{0,40})?
            (?:print|save|bookmark|copy|gift)(?: (?:this |the )?(?:article|story|page|link))?
            (?:listen|watch)(?: (?:to this|now|live).{0,30})?
            (?:\d+ )?comments?(?: \(\d*\))?
            (?:link )?copied(?: to clipboard)?
            text size
            post comment
            order reprints
        """,
        Kind.NAVIGATION: r"""
            (?:skip|jump) to (?:main )?(?:content|navigation).{0,30}
            home
            menu
            search
            close
            back
            next
            previous
            loading
            top
            navigation
            sections?
            open menu
            show more
            view all
            (?:show|hide|view|see) (?:more|all|less|comments?)
            back to (?:top|home|the top).{0,20}
            thank you|thanks|sorry
        """,
        Kind.ADVERT: r"""
            article continues (?:below|after) .{0,30}
            story continues (?:below|after).{0,30}
            advertisements?
            advertising
            sponsored(?: content)?
            promoted
            ad
            paid (?:post|content)
        """,
        Kind.SUBSCRIPTION: r"""
            subscribe(?: now)?
            (?:log|sign) (?:in|up)(?: here| now)?
            see all offers.{0,30}
        """,
        Kind.COOKIE: r"""
            accept(?: all)?
            reject(?: all)?
            manage (?:options|preferences|choices|cookies)
            cookie (?:settings|preferences|policy|notice)
        """,
    },
    "de": {
        Kind.RELATED: r"""
            (?:mehr|weitere|andere|verwandte) (?:zum thema|artikel|themen|nachrichten|meldungen|beiträge).{0,30}
            lesen sie auch
            lesen sie mehr
            mehr lesen
            weiterlesen
            auch interessant
            das könnte sie auch interessieren
            meistgelesen
            am meisten gelesen
            empfehlungen der redaktion
            zum thema
            links zum artikel
        """,
        Kind.SHARE: r"""
            teilen
            drucken
            merken
            vorlesen
            kommentieren
            artikel (?:teilen|anhören|merken|drucken).{0,20}
        """,
        Kind.NAVIGATION: r"""
            startseite
            menü
            suche
            schließen
            zurück
            nach oben
            zum inhalt springen
            mehr anzeigen
        """,
        Kind.ADVERT: r"""
            (?:anzeige|werbung|gesponsert|advertorial)
        """,
        Kind.SUBSCRIPTION: r"""
            anmelden
            abonnieren
            registrieren
            jetzt (?:abonnieren|testen|kaufen|registrieren)
        """,
        Kind.COOKIE: r"""
            (?:alle|cookies) (?:akzeptieren|ablehnen|zulassen)
            einstellungen (?:anpassen|verwalten)
        """,
    },
    "fr": {
        Kind.RELATED: r"""
            à lire aussi
            lire aussi
            à lire également
            voir aussi
            lire plus
            lire la suite
            en savoir plus
            sur le même sujet
            les plus lus
            articles? (?:liés|associés|similaires)
            nos recommandations
            dans la même rubrique
        """,
        Kind.SHARE: r"""
            (?:partager|imprimer|réagir|commenter|enregistrer|écouter)(?: (?:l'article|cet article|sur .{2,20}))?
        """,
        Kind.NAVIGATION: r"""
            accueil
            menu
            recherche
            fermer
            retour
            haut de page
            aller au contenu.{0,20}
            voir plus
        """,
        Kind.ADVERT: r"""
            publicité
            annonce
            contenu sponsorisé
            la suite après (?:la|cette) publicité
        """,
        Kind.SUBSCRIPTION: r"""
            s'abonner
            je m'abonne
            abonnez-vous
            se connecter
            s'inscrire
            connexion
            déjà abonné.{0,30}
        """,
        Kind.COOKIE: r"""
            tout (?:accepter|refuser)
            accepter et (?:fermer|continuer)
            continuer sans accepter
            paramétrer.{0,20}
        """,
    },
    "es": {
        Kind.RELATED: r"""
            (?:lea|lee|leer|ver|vea) (?:también|más|además)
            (?:noticias|artículos|contenidos?|temas?) relacionad[oa]s?
            te puede interesar
            le puede interesar
            lo más (?:leído|visto)
            más (?:noticias|información)
            además
        """,
        Kind.SHARE: r"""
            (?:compartir|imprimir|comentar|guardar|escuchar)(?: (?:en .{2,20}|(?:este |el )?artículo))?
            comentarios
        """,
        Kind.NAVIGATION: r"""
            inicio
            portada
            menú
            buscar
            cerrar
            volver
            ir al contenido.{0,20}
            ver más
        """,
        Kind.ADVERT: r"""
            (?:publicidad|anuncio|contenido patrocinado)
        """,
        Kind.SUBSCRIPTION: r"""
            suscríbete
            suscribirse
            suscríbase
            iniciar sesión
            regístrate
            hazte (?:socio|suscriptor)
        """,
        Kind.COOKIE: r"""
            (?:aceptar|rechazar)(?: (?:todo|todas|y continuar|cookies|las cookies))?
            configurar.{0,20}
        """,
    },
    "ja": {
        Kind.RELATED: r"""
            関連(?:記事|リンク|キーワード|ニュース|トピックス)
            あわせて読みたい
            こちらもおすすめ
            おすすめ(?:記事)?
            続きを読む
            もっと見る
            人気記事
            アクセスランキング
            この記事に関するニュース
            最新記事
            特集
        """,
        Kind.SHARE: r"""
            シェア(?:する)?
            ツイート(?:する)?
            ポスト
            印刷(?:する)?
            保存(?:する)?
            コピー
            コメント(?:する)?
            はてなブックマーク
            LINEで送る
        """,
        Kind.NAVIGATION: r"""
            (?:トップ(?:ページ)?|ホーム|メニュー|検索|閉じる|戻る|ページの先頭へ|本文へ(?:スキップ)?|一覧へ?|次へ|前へ)
        """,
        Kind.ADVERT: r"""
            (?:広告|PR|スポンサー(?:ド|リンク|コンテンツ)?|AD)
        """,
        Kind.SUBSCRIPTION: r"""
            (?:ログイン|会員登録|無料会員登録|新規登録|有料会員限定|会員限定|購読(?:する|申し込み)?|今すぐ登録)
        """,
        Kind.LEGAL: r"""
            (?:無断転載(?:を禁じます|禁止).{0,20})
        """,
        Kind.COOKIE: r"""
            (?:すべて)?(?:同意する|許可する|承諾する|拒否する)
        """,
    },
    "ko": {
        Kind.RELATED: r"""
            관련\s?(?:기사|뉴스|링크|키워드)
            더\s?보기
            많이 본 (?:뉴스|기사)
            추천\s?(?:기사|뉴스)
            이 시각 (?:주요 )?뉴스
            인기\s?(?:기사|뉴스)
            주요\s?뉴스
            함께 보면 좋은 기사
        """,
        Kind.SHARE: r"""
            공유(?:하기)?
            인쇄(?:하기)?
            스크랩
            댓글(?:쓰기)?(?: \d+)?
            글자\s?크기(?: (?:변경|조절))?
            좋아요
            URL\s?복사
            기사저장
            카카오톡
            페이스북
            트위터
        """,
        Kind.NAVIGATION: r"""
            (?:홈|메뉴|검색|닫기|이전|다음|목록|맨\s?위로|본문\s?바로가기|전체메뉴)
        """,
        Kind.ADVERT: r"""
            (?:광고|스폰서|협찬)
        """,
        Kind.SUBSCRIPTION: r"""
            (?:로그인|회원가입|구독(?:하기)?|유료회원 전용|구독 신청)
        """,
        Kind.COOKIE: r"""
            (?:모두 )?(?:동의(?:하기)?|수락|거부)
        """,
    },
}
